/** One request to another service: bounded in time and size, to addresses that may be called, and no further. */
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import type { AddressGuard } from "./address-guard.ts";

export interface GuardedRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  /** Milliseconds for all of it: looking the name up, connecting, sending, and the beginning of the answer. */
  readonly timeout: number;
}

export interface GuardedAnswer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  /** The beginning of it. */
  readonly body: string;
}

export interface GuardedClient {
  /**
   * A redirect is an answer like others: it is not followed.
   *
   * @throws AddressRefused; TypeError when the address is none, or a header can't be sent; what the network says
   */
  request(request: GuardedRequest): Promise<GuardedAnswer>;
  close(): void;
}

/** Octets of an answer that are read; whoever sends more is hung up on. */
const mostRead = 65_536;

export function createGuardedClient(guard: AddressGuard): GuardedClient {
  const options = { keepAlive: true, maxSockets: 32, maxFreeSockets: 8, timeout: 30_000 };
  const agents = { "http:": new HttpAgent(options), "https:": new HttpsAgent(options) };
  return {
    async request({ url, method, headers, body, timeout }) {
      const target = URL.canParse(url) ? new URL(url) : undefined;
      if (!target || (target.protocol !== "http:" && target.protocol !== "https:")) {
        throw new TypeError(`${url.slice(0, 200)} is no address on the web`);
      }
      guard.checkHost(target.hostname);
      const send = target.protocol === "https:" ? httpsRequest : httpRequest;
      const signal = AbortSignal.timeout(timeout);
      const data = Buffer.from(body);
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        const request = send(
          target,
          {
            method,
            headers: { ...headers, "content-length": String(data.length) },
            agent: agents[target.protocol as keyof typeof agents],
            lookup: guard.lookup,
            signal,
          },
          resolve,
        );
        request.on("error", (error) =>
          reject(signal.aborted ? new Error(`no answer within ${timeout / 1000} s`) : error),
        );
        request.end(data);
      });
      return { status: response.statusCode ?? 0, headers: response.headers, body: await beginning(response) };
    },
    close() {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}

/** The status has been heard: that the rest comes slowly, or not at all, changes nothing. */
async function beginning(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      // Leaving the loop closes the connection.
      if (length >= mostRead) break;
    }
  } catch {
    response.destroy();
  }
  return Buffer.concat(chunks).toString("utf8", 0, mostRead);
}
