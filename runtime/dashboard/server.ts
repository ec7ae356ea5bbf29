import { useCallback, useEffect, useRef, useState } from "preact/hooks";

/** Asks the server; undefined where there is no such thing. */
export async function get<Answer>(path: string): Promise<Answer | undefined> {
  const answer = await fetch(path);
  if (answer.status === 404) return undefined;
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return (await answer.json()) as Answer;
}

/** @throws Error with the server's words when it refuses */
export async function post(path: string, body?: unknown): Promise<void> {
  const answer = await fetch(path, {
    method: "POST",
    ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  });
  if (answer.ok) return;
  const { message } = (await answer.json().catch(() => ({}))) as { message?: string };
  throw new Error(message ?? `The server answered ${answer.status}.`);
}

/** A number that grows whenever something moved on the server, and whether the server is there. */
export function useRevision(): { readonly revision: number; readonly connected: boolean } {
  const [revision, setRevision] = useState(0);
  const [connected, setConnected] = useState(true);
  useEffect(() => {
    const source = new EventSource("/api/changes");
    source.addEventListener("changed", () => setRevision((before) => before + 1));
    source.addEventListener("open", () => {
      setConnected(true);
      setRevision((before) => before + 1);
    });
    source.addEventListener("error", () => setConnected(false));
    return () => source.close();
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
    const answer = await get<Answer>(path).catch(() => undefined);
    if (turn === newest.current) setState({ path, answer });
  }, [path]);
  useEffect(() => {
    void load();
  }, [load, revision]);
  return state && state.path === path ? state.answer : undefined;
}
