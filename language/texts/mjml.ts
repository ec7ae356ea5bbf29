/**
 * MJML compiled at once. The library only answers asynchronously, so it works in a thread of its own, started when the
 * first MJML body is met, and this one waits for it.
 */
import { createRequire } from "node:module";
import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";

export interface MjmlResult {
  readonly html: string;
  /** 1-based lines of the MJML text. */
  readonly errors: readonly { readonly line: number; readonly message: string }[];
}

/** `fonts: {}`: no web fonts are fetched when a mail is read. */
const workerSource = `
const { parentPort, workerData } = require("node:worker_threads");
const module_ = require(workerData.mjml);
const mjml2html = module_.default ?? module_;
parentPort.on("message", async ({ source, signal, port }) => {
  let answer;
  try {
    const { html, errors } = await mjml2html(source, { validationLevel: "soft", fonts: {}, keepComments: false });
    answer = { html, errors: errors.map(({ line, message }) => ({ line, message })) };
  } catch (error) {
    answer = { html: "", errors: [{ line: error?.line ?? 1, message: String(error?.message ?? error) }] };
  }
  port.postMessage(answer);
  Atomics.store(signal, 0, 1);
  Atomics.notify(signal, 0);
});`;

let worker: Worker | undefined;
const compiled = new Map<string, MjmlResult>();

/** MJML's elements whose content is taken as it stands; Liquid is safe in there. */
const contentElements =
  "mj-text|mj-button|mj-raw|mj-table|mj-style|mj-title|mj-preview|mj-navbar-link|mj-social-element|mj-accordion-title|mj-accordion-text";
const withContent = new RegExp(`<(${contentElements})\\b(?:[^>"']|"[^"]*"|'[^']*')*?(?:/>|>[\\s\\S]*?</\\1\\s*>)`, "g");

/** Between other elements MJML drops text without a word, and with it an `{% if %}`: there it is marked as raw. */
function withRawTags(source: string): string {
  const wrap = (part: string) => part.replace(/\{%[\s\S]*?%\}/g, (tag) => `<mj-raw>${tag}</mj-raw>`);
  let result = "";
  let end = 0;
  for (const match of source.matchAll(withContent)) {
    result += wrap(source.slice(end, match.index)) + match[0];
    end = match.index + match[0].length;
  }
  return result + wrap(source.slice(end));
}

/** Compiles MJML to HTML; Liquid in it stays as it is. */
export function compileMjml(text: string): MjmlResult {
  const source = withRawTags(text);
  const known = compiled.get(source);
  if (known) return known;
  worker ??= startWorker();
  const signal = new Int32Array(new SharedArrayBuffer(4));
  const { port1, port2 } = new MessageChannel();
  worker.postMessage({ source, signal, port: port2 }, [port2]);
  const outcome = Atomics.wait(signal, 0, 0, 20_000);
  const answer = receiveMessageOnPort(port1) as { message: MjmlResult } | undefined;
  port1.close();
  if (outcome === "timed-out" || !answer) {
    return { html: "", errors: [{ line: 1, message: "MJML did not finish within 20 seconds" }] };
  }
  compiled.set(source, answer.message);
  return answer.message;
}

function startWorker(): Worker {
  const mjml = createRequire(import.meta.url).resolve("mjml");
  // With the command's own flags (`--input-type=module`) the source above would not be read as it is meant.
  const started = new Worker(workerSource, { eval: true, execArgv: [], workerData: { mjml } });
  // The thread must not keep a command alive that has nothing else to do.
  started.unref();
  return started;
}
