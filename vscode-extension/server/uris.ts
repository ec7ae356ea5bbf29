/** Between the protocol's URIs and the language's paths. */
import { URI } from "vscode-uri";

export function pathOf(uri: string): string {
  const { scheme, path, authority } = URI.parse(uri);
  // Drive letters come in both cases: `file:///c%3A/x`.
  const plain = /^\/[A-Za-z]:/.test(path) ? path.slice(1, 2).toUpperCase() + path.slice(2) : path;
  return scheme === "file" && authority === "" ? plain : `${scheme}://${authority}${plain}`;
}

export function uriOf(path: string): string {
  const other = /^([a-z][a-z0-9+.-]+):\/\/([^/]*)(\/.*)$/i.exec(path);
  if (other) return URI.from({ scheme: other[1]!, authority: other[2]!, path: other[3]! }).toString();
  return URI.file(path).toString();
}
