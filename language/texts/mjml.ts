/**
 * MJML compiled at once. The library only answers asynchronously, so it works in a thread of its own, started when the
 * first MJML body is met, and this one waits for it.
 */
import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";
import { FileCache, jsonFormat } from "../file-cache.ts";
import { Aside } from "./liquid-parts.ts";
import { type MarkupPart, type StartTag, scanMarkup } from "./markup.ts";

export interface MjmlProblem {
  readonly kind: "mjml" | "include";
  /** Offsets in the MJML text. */
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

export interface MjmlResult {
  readonly html: string;
  readonly problems: readonly MjmlProblem[];
}

/** What the library answers. */
interface Answer {
  readonly html: string;
  /** 1-based lines. */
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
    answer = { html: "", errors: [{ line: error?.line ?? 0, message: String(error?.message ?? error) }] };
  }
  port.postMessage(answer);
  Atomics.store(signal, 0, 1);
  Atomics.notify(signal, 0);
});`;

let worker: Worker | undefined;

/** Compiled bodies, the one that was asked for longest ago first. */
const compiled = new Map<string, MjmlResult>();
const cacheLimit = 200;

/** Compiles MJML to HTML; Liquid in it stays as it is. */
export function compileMjml(text: string): MjmlResult {
  const result = compiled.get(text) ?? compileNew(text);
  compiled.delete(text);
  compiled.set(text, result);
  for (const oldest of compiled.keys()) {
    if (compiled.size <= cacheLimit) break;
    compiled.delete(oldest);
  }
  return result;
}

function compileNew(text: string): MjmlResult {
  const source = new MjmlSource(text);
  if (source.problems.length > 0) return { html: "", problems: source.problems };
  const { html, errors } = answerTo(source.output);
  return { html: source.restore(html), problems: errors.flatMap((error) => source.problemOf(error) ?? []) };
}

let cache: FileCache<Answer> | undefined;

/**
 * Keeps from now on what the library answers, from one process to the next: it takes half a second to load.
 *
 * @param folder absolute
 */
export function keepMjmlIn(folder: string): void {
  if (cache?.folder !== folder) cache = new FileCache(folder, "mjml", jsonFormat(isAnswer));
}

function isAnswer(found: unknown): found is Answer {
  if (typeof found !== "object" || found === null) return false;
  const { html, errors } = found as Partial<Record<keyof Answer, unknown>>;
  return typeof html === "string" && Array.isArray(errors);
}

function answerTo(source: string): Answer {
  if (!cache) return askLibrary(source).answer;
  const key = createHash("sha256")
    .update(JSON.stringify([libraryVersion(), workerSource, source]))
    .digest("hex");
  const known = cache.get(key);
  if (known) return known;
  const { answer, isWhole } = askLibrary(source);
  if (isWhole) cache.set(key, answer);
  return answer;
}

let version: string | undefined;

/** What tells this library from another one. */
function libraryVersion(): string {
  if (version !== undefined) return version;
  const main = libraryPath();
  try {
    const [folder = ""] = /^.*[\\/]node_modules[\\/]mjml[\\/]/.exec(main) ?? [];
    version = readFileSync(`${folder}package.json`, "utf8");
  } catch {
    // Bundled.
    const { size, mtimeMs } = statSync(main);
    version = `${size} ${mtimeMs}`;
  }
  return version;
}

interface Asked {
  readonly answer: Answer;
  /** It had the time to answer. */
  readonly isWhole: boolean;
}

function askLibrary(source: string): Asked {
  worker ??= startWorker();
  const signal = new Int32Array(new SharedArrayBuffer(4));
  const { port1, port2 } = new MessageChannel();
  worker.postMessage({ source, signal, port: port2 }, [port2]);
  const outcome = Atomics.wait(signal, 0, 0, 20_000);
  const answer = receiveMessageOnPort(port1) as { message: Answer } | undefined;
  port1.close();
  if (outcome !== "timed-out" && answer) return { answer: answer.message, isWhole: true };
  return {
    answer: { html: "", errors: [{ line: 0, message: "MJML did not finish within 20 seconds" }] },
    isWhole: false,
  };
}

function libraryPath(): string {
  return createRequire(import.meta.url).resolve("mjml");
}

function startWorker(): Worker {
  const mjml = libraryPath();
  // With the command's own flags (`--input-type=module`) the source above would not be read as it is meant.
  const started = new Worker(workerSource, { eval: true, execArgv: [], workerData: { mjml } });
  // The thread must not keep a command alive that has nothing else to do.
  started.unref();
  return started;
}

/** MJML's elements whose content is taken as it stands. */
const contentElements: ReadonlySet<string> = new Set([
  "mj-accordion-text",
  "mj-accordion-title",
  "mj-button",
  "mj-html-attribute",
  "mj-navbar-link",
  "mj-preview",
  "mj-raw",
  "mj-social-element",
  "mj-style",
  "mj-table",
  "mj-text",
  "mj-title",
]);

/** Elements that hold other elements, but no `<mj-raw>`. */
const closedElements: ReadonlySet<string> = new Set([
  "mj-attributes",
  "mj-carousel",
  "mj-html-attributes",
  "mj-selector",
]);

/** Elements that hold other elements, and whose own text MJML leaves out. */
const layoutElements: ReadonlySet<string> = new Set([
  "mj-accordion",
  "mj-accordion-element",
  "mj-body",
  "mj-carousel",
  "mj-column",
  "mj-group",
  "mj-hero",
  "mj-navbar",
  "mj-section",
  "mj-social",
  "mj-wrapper",
]);

/**
 * What the library is given. Liquid is put aside: in attributes its quotes would end them, and between elements MJML
 * drops text without a word, and with it an `{% if %}`. Each element begins a line, so that the library's complaints,
 * which name lines only, lead back to it.
 */
class MjmlSource {
  output = "";
  readonly problems: MjmlProblem[] = [];
  readonly #aside = new Aside();
  readonly #labels: string[] = [];
  /** What stands on a line of the output. */
  readonly #onLine = new Map<number, MarkupPart>();
  readonly #open: StartTag[] = [];
  #line = 1;
  /** Liquid around the document, and around its body: `{% assign %}` above all. */
  #before = "";
  #after = "";
  #wasInBody = false;

  constructor(readonly text: string) {
    for (const part of scanMarkup(text, contentElements)) this.#part(part);
    // An element without an end takes in all that follows; its parents' ends are in there.
    const taker = this.#open.find((tag) => contentElements.has(tag.name));
    for (const tag of taker ? [taker] : this.#open) this.#report(tag, `\`<${tag.name}>\` has no \`</${tag.name}>\``);
  }

  #part(part: MarkupPart): void {
    const written = this.text.slice(part.start, part.end);
    switch (part.kind) {
      case "liquid":
        this.#liquid(written, part);
        return;
      case "comment":
        // The library leaves comments out; a condition in one still is a condition.
        for (const [tag] of written.matchAll(/\{%[\s\S]*?%\}/g)) this.#liquid(tag, part);
        return;
      case "text":
        this.#text(written, part);
        return;
      case "start tag":
        this.#startTag(part);
        return;
      case "end tag":
        this.#endTag(part, written);
    }
  }

  #liquid(written: string, part: MarkupPart): void {
    const around = this.#open.at(-1)?.name ?? "";
    if (closedElements.has(around)) {
      this.#report(part, `Liquid can't stand right in \`<${around}>\``);
      return;
    }
    const isInside = this.#open.some((tag) => tag.name === "mj-head" || tag.name === "mj-body");
    if (isInside) {
      this.#beginLine(part);
      this.#write(`<mj-raw>${this.#aside.put(written)}</mj-raw>`);
    } else if (this.#wasInBody) this.#after += written;
    else this.#before += written;
  }

  #text(written: string, part: MarkupPart): void {
    const around = this.#open.at(-1)?.name ?? "";
    if (written.trim() !== "" && layoutElements.has(around)) {
      const start = part.start + written.length - written.trimStart().length;
      const end = start + written.trim().length;
      this.problems.push({
        kind: "mjml",
        start,
        end,
        message: `text right in \`<${around}>\` is left out of the mail; put it into \`<mj-text>\``,
      });
    }
    this.#write(this.#aside.putLiquid(written));
  }

  #startTag(tag: StartTag): void {
    if (tag.name === "mj-include") {
      this.problems.push({ kind: "include", start: tag.start, end: tag.end, message: "" });
      return;
    }
    if (tag.name === "mj-body") this.#wasInBody = true;
    if (!tag.isSelfClosing && tag.name.startsWith("mj")) this.#open.push(tag);
    this.#beginLine(tag);
    this.#write(this.#aside.putLiquid(this.#withoutLabel(tag)));
  }

  #endTag(tag: MarkupPart & { kind: "end tag" }, written: string): void {
    if (tag.name === "mj-include") return;
    const index = this.#open.findLastIndex((open) => open.name === tag.name);
    if (index < 0 && tag.name.startsWith("mj")) this.#report(tag, `\`</${tag.name}>\` closes nothing`);
    else if (index >= 0)
      for (const open of this.#open.splice(index).slice(1))
        this.#report(open, `\`<${open.name}>\` has no \`</${open.name}>\``);
    this.#write(written);
  }

  /** `data-link` is ours: the library would refuse it. It is given to the link that comes out. */
  #withoutLabel(tag: StartTag): string {
    const label = tag.attributes.find((attribute) => attribute.name === "data-link");
    const href = tag.attributes.find((attribute) => attribute.name === "href");
    const written = this.text.slice(tag.start, tag.end);
    if (!label || !href?.valueSpan) return written;
    this.#labels.push(label.value);
    const address = `"label${this.#labels.length - 1}of${this.#aside.put(href.value)}"`;
    return [
      { start: label.start, end: label.end, text: "" },
      { ...href.valueSpan, text: address },
    ]
      .toSorted((a, b) => b.start - a.start)
      .reduce(
        (result, { start, end, text }) => result.slice(0, start - tag.start) + text + result.slice(end - tag.start),
        written,
      );
  }

  #beginLine(part: MarkupPart): void {
    this.#write("\n");
    this.#onLine.set(this.#line, part);
  }

  #write(text: string): void {
    this.output += text;
    for (const character of text) if (character === "\n") this.#line++;
  }

  #report(part: MarkupPart, message: string): void {
    this.problems.push({ kind: "mjml", ...nameSpan(part), message });
  }

  restore(html: string): string {
    const labelled = html.replace(
      /href="([^"]*)label(\d+)of(liquid\d+aside)([^"]*)"/g,
      (_, before: string, index: string, address: string, after: string) =>
        `href="${before}${address}${after}" data-link="${this.#labels[Number(index)] ?? ""}"`,
    );
    return this.#before + this.#aside.restore(labelled) + this.#after;
  }

  /** Undefined: the library complains of a value that is only known when the mail is sent. */
  problemOf({ line, message }: Answer["errors"][number]): MjmlProblem | undefined {
    if (/liquid\d+aside.* for type (?:Color|Enum|String|Boolean)\b/.test(message)) return undefined;
    const part = this.#onLine.get(line) ?? scanMarkup(this.text).find((each) => each.kind === "start tag");
    const named = /^Attributes? (.+?) (?:is|are|has) /.exec(message)?.[1]?.split(", ")[0];
    const attribute =
      part?.kind === "start tag" ? part.attributes.find((each) => each.name === named?.toLowerCase()) : undefined;
    const span = attribute ?? (part ? nameSpan(part) : { start: 0, end: this.text.length });
    return {
      kind: "mjml",
      start: span.start,
      end: span.end,
      message: this.#aside.restore(message.replace(/label\d+of(?=liquid)/g, "")),
    };
  }
}

/** `<mj-text`: the name of a tag, where its rest would be too long to underline. */
function nameSpan(part: MarkupPart): { start: number; end: number } {
  switch (part.kind) {
    case "start tag":
      return { start: part.start + 1, end: part.start + 1 + part.name.length };
    case "end tag":
      return { start: part.start + 2, end: part.start + 2 + part.name.length };
    default:
      return { start: part.start, end: part.end };
  }
}
