import { useCallback, useEffect, useRef, useState } from "preact/hooks";

/** Asks the server; undefined where there is no such thing. */
export async function get<Answer>(path: string): Promise<Answer | undefined> {
  const answer = await fetch(path);
  if (answer.status === 404) return undefined;
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return (await answer.json()) as Answer;
}

/** @throws Error with the server's words when it refuses, or with ours when it doesn't answer */
export const post = (path: string, body?: unknown): Promise<void> => ask("POST", path, body);

/** Takes something away. @throws Error as {@link post} does */
export const remove = (path: string): Promise<void> => ask("DELETE", path);

async function ask(method: "POST" | "DELETE", path: string, body?: unknown): Promise<void> {
  const answer = await fetch(path, {
    method,
    ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  }).catch(() => undefined);
  if (!answer) throw new Error("The server did not answer.");
  if (answer.ok) return;
  const { message } = (await answer.json().catch(() => ({}))) as { message?: string };
  throw new Error(message ?? `The server answered ${answer.status}.`);
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const reconnectAfter = 2_000;

/** A number that grows whenever something moved on the server, and whether the server is there. */
export function useRevision(): { readonly revision: number; readonly connected: boolean } {
  const [revision, setRevision] = useState(0);
  const [connected, setConnected] = useState(true);
  useEffect(() => {
    let source: EventSource;
    let later: ReturnType<typeof setTimeout> | undefined;
    const connect = () => {
      source = new EventSource("/api/changes");
      source.addEventListener("changed", () => setRevision((before) => before + 1));
      source.addEventListener("open", () => {
        setConnected(true);
        setRevision((before) => before + 1);
      });
      source.addEventListener("error", () => {
        setConnected(false);
        // Browsers try again by themselves, except after a refusal, which some take for the last word.
        if (source.readyState === EventSource.CLOSED) later = setTimeout(connect, reconnectAfter);
      });
    };
    connect();
    return () => {
      clearTimeout(later);
      source.close();
    };
  }, []);
  return { revision, connected };
}

/** What the server says of a path, asked again at each revision; the last answer stays until the next is there. */
export function useServer<Answer>(path: string | undefined, revision: number): Answer | undefined {
  const [state, setState] = useState<{ path: string; answer: Answer | undefined }>();
  const newest = useRef(0);
  const load = useCallback(async () => {
    if (path === undefined) return;
    newest.current += 1;
    const turn = newest.current;
    try {
      const answer = await get<Answer>(path);
      if (turn === newest.current) setState({ path, answer });
    } catch {
      // Without a server, what it said last is better than nothing; the bar on top says that it is gone.
    }
  }, [path]);
  useEffect(() => {
    void load();
  }, [load, revision]);
  return state && state.path === path ? state.answer : undefined;
}
