/**
 * Between the addresses of a browser's file systems (`vscode-vfs://github/acme/shop`) and the plain paths that the language
 * server counts from.
 */
import { Uri } from "vscode";

export function toServer(uri: Uri): string {
  return Uri.file(`/${uri.scheme}/${uri.authority || "-"}${uri.path}`).toString();
}

export function fromServer(text: string): Uri {
  const [, scheme = "file", authority = "-", path = "/"] =
    /^\/([^/]+)\/([^/]+)(\/.*)$/.exec(Uri.parse(text).path) ?? [];
  return Uri.from({ scheme, authority: authority === "-" ? "" : authority, path });
}
