/** Short links of text messages, on the operator's short domain or below `/s`. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ShortLinks } from "../tracking/short-links.ts";
import type { Tokens } from "../tracking/token.ts";
import { localeOf } from "./page-texts.ts";
import { invalidLinkPage } from "./pages.ts";

export interface ShortLinkRoutesOptions {
  readonly tokens: Tokens;
  readonly shortLinks: ShortLinks;
  /** Read at each call: a free port is known late. */
  readonly publicUrl: string;
  /** What short links begin with; where it is a domain of its own, they are served at its root. */
  readonly shortUrl?: string | undefined;
}

/** A short link leads to the long one, which knows what is to be recorded, and of whom. Nothing else can be reached by it. */
export function addShortLinkRoutes(app: FastifyInstance, options: ShortLinkRoutesOptions): void {
  const { tokens, shortLinks } = options;

  async function follow(request: FastifyRequest<{ Params: { code: string } }>, reply: FastifyReply) {
    const link = shortLinks.read(request.params.code);
    if (!link)
      return reply
        .code(404)
        .type("text/html; charset=utf-8")
        .send(invalidLinkPage(localeOf(request)));
    const path = link.kind === "click" ? "c" : "u";
    return reply
      .header("cache-control", "no-store, private")
      .header("referrer-policy", "no-referrer")
      .redirect(`${options.publicUrl}/${path}/${tokens.create(link)}`, 302);
  }

  app.get("/s/:code", follow);
  const host = hostOf(options.shortUrl);
  if (host !== undefined) app.get("/:code", { constraints: { host } }, follow);
}

/** The host of an address without a path. */
function hostOf(url: string | undefined): string | undefined {
  if (url === undefined || !URL.canParse(url)) return undefined;
  const { host, pathname } = new URL(url);
  return pathname === "/" ? host : undefined;
}
