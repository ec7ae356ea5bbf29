/** What stands in for GitHub and GitLab: their comments of one pull request, as strict as they are. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface ForgeStandIn {
  readonly url: string;
  readonly comments: { readonly id: number; body: string }[];
  /** `GET /repos/…`, in order. */
  readonly requests: string[];
  /** Whoever asks may read only. */
  readOnly: boolean;
  close(): Promise<void>;
}

/** Characters. GitHub: "body is too long (maximum is 65536 characters)"; GitLab takes a million. */
const limits = { github: 65_536, gitlab: 1_000_000 } as const;

const addresses = {
  github: {
    all: "/repos/acme/mails/issues/7/comments",
    one: /^\/repos\/acme\/mails\/issues\/comments\/(\d+)$/,
    update: "PATCH",
  },
  gitlab: {
    all: "/api/v4/projects/42/merge_requests/7/notes",
    one: /^\/api\/v4\/projects\/42\/merge_requests\/7\/notes\/(\d+)$/,
    update: "PUT",
  },
} as const;

export async function startForge(kind: "github" | "gitlab"): Promise<ForgeStandIn> {
  const { all, one, update } = addresses[kind];
  // Somebody has said something already, more than a page of it.
  const comments = Array.from({ length: 103 }, (_, index) => ({ id: 500 + index, body: `Looks good (${index})` }));
  const standIn = { comments, requests: [] as string[], readOnly: false };
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => {
      text += chunk.toString();
    });
    request.on("end", () => {
      const { method = "", headers } = request;
      const url = new URL(request.url ?? "", "http://localhost");
      standIn.requests.push(`${method} ${url.pathname}`);
      const answer = (status: number, body: unknown) => {
        response.writeHead(status, { "content-type": "application/json" });
        response.end(JSON.stringify(body));
      };
      const isKnown =
        kind === "github" ? headers.authorization === "Bearer t0ken" : headers["private-token"] === "t0ken";
      if (!isKnown) return answer(401, { message: "Bad credentials" });
      if (kind === "github" && !headers["user-agent"])
        return answer(403, { message: "Requests must have a User-Agent header" });
      if (method === "GET" && url.pathname === all) {
        const size = Math.min(100, Number(url.searchParams.get("per_page") ?? 30));
        const page = Number(url.searchParams.get("page") ?? 1);
        return answer(200, comments.slice((page - 1) * size, page * size));
      }
      if (standIn.readOnly) return answer(403, { message: "Resource not accessible by integration" });
      const { body } = JSON.parse(text || "{}") as { body?: string };
      if (!body || body.length > limits[kind]) return answer(422, { message: "Validation Failed" });
      if (method === "POST" && url.pathname === all) {
        const comment = { id: 1000 + comments.length, body };
        comments.push(comment);
        return answer(201, comment);
      }
      const id = one.exec(url.pathname)?.[1];
      const found = comments.find((comment) => comment.id === Number(id));
      if (method === update && found) {
        found.body = body;
        return answer(200, found);
      }
      return answer(404, { message: "Not Found" });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(standIn, {
    url: `http://127.0.0.1:${port}`,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  });
}
