/** The one comment of a pull request or merge request: made the first time, kept up to date afterwards. */
import { readFileSync } from "node:fs";
import { Problem } from "@journey/language";

type Environment = Readonly<Record<string, string | undefined>>;

export interface CommentResult {
  readonly what: "made" | "updated" | "not needed" | "not allowed";
}

/**
 * @param body Markdown with the marker in it
 * @param marker by what the comment is found again
 * @param isNeeded without a comment so far, whether to make one
 * @throws Problem `no-pull-request`, `missing-setting`, `comment-failed`
 */
export async function keepComment(
  body: string,
  marker: string,
  isNeeded: boolean,
  env: Environment = process.env,
): Promise<CommentResult> {
  const forge = env.GITLAB_CI ? gitlab(env) : github(env);
  try {
    const found = await findComment(forge, marker);
    if (found !== undefined) {
      await send(forge, forge.update, `${forge.comments}/${found}`, body);
      return { what: "updated" };
    }
    if (!isNeeded) return { what: "not needed" };
    await send(forge, "POST", forge.comments, body);
    return { what: "made" };
  } catch (error) {
    // What comes from a fork may read and not write.
    if (error instanceof Refused) return { what: "not allowed" };
    throw error;
  }
}

interface Forge {
  /** The address of all comments. */
  readonly comments: string;
  readonly update: "PATCH" | "PUT";
  readonly headers: Readonly<Record<string, string>>;
}

function github(env: Environment): Forge {
  const number = env.GITHUB_EVENT_PATH ? pullRequestIn(env.GITHUB_EVENT_PATH) : undefined;
  if (number === undefined || !env.GITHUB_REPOSITORY) {
    throw new Problem(
      "no-pull-request",
      "This is no run for a pull request, so there is nothing to comment on.",
      "Run it in a workflow `on: pull_request`, or leave --comment out.",
    );
  }
  const token = env.GITHUB_TOKEN ?? env.GH_TOKEN;
  if (!token) throw missing("GITHUB_TOKEN", "In a workflow, give the step `env:` with it: the token of the run.");
  const api = env.GITHUB_API_URL ?? "https://api.github.com";
  return {
    // GitHub keeps a pull request's comments where it keeps an issue's; one is changed by its own address.
    comments: `${api}/repos/${env.GITHUB_REPOSITORY}/issues/${number}/comments`,
    update: "PATCH",
    headers: { authorization: `Bearer ${token}`, accept: "application/vnd.github+json" },
  };
}

function pullRequestIn(file: string): number | undefined {
  try {
    const event = JSON.parse(readFileSync(file, "utf8")) as { readonly pull_request?: { readonly number?: number } };
    return event.pull_request?.number;
  } catch {
    return undefined;
  }
}

function gitlab(env: Environment): Forge {
  const { CI_API_V4_URL: api, CI_PROJECT_ID: project, CI_MERGE_REQUEST_IID: number } = env;
  if (!api || !project || !number) {
    throw new Problem(
      "no-pull-request",
      "This is no pipeline of a merge request, so there is nothing to comment on.",
      "Run it with `rules: - if: $CI_PIPELINE_SOURCE == 'merge_request_event'`, or leave --comment out.",
    );
  }
  const token = env.JOURNEY_GITLAB_TOKEN;
  if (!token) {
    throw missing(
      "JOURNEY_GITLAB_TOKEN",
      "Make a project access token with the scope `api`, and set it as a masked variable.",
    );
  }
  return {
    comments: `${api}/projects/${project}/merge_requests/${number}/notes`,
    update: "PUT",
    headers: { "private-token": token },
  };
}

function missing(name: string, help: string): Problem {
  return new Problem("missing-setting", `${name} is not set: who comments.`, help);
}

/** It may not be done. */
class Refused extends Error {}

/** Where the comments don't end by themselves, somebody else's pages are not read for ever. */
const mostPages = 50;

async function findComment(forge: Forge, marker: string): Promise<number | undefined> {
  for (let page = 1; page <= mostPages; page++) {
    const response = await call(forge, "GET", `${forge.comments}?per_page=100&page=${page}`);
    const comments = (await response.json()) as readonly { readonly id: number; readonly body?: string }[];
    const found = comments.find(({ body }) => body?.startsWith(marker));
    if (found) return found.id;
    if (comments.length < 100) return undefined;
  }
  return undefined;
}

function send(forge: Forge, method: string, address: string, body: string): Promise<Response> {
  // GitHub: …/issues/7/comments/99 is no address; …/issues/comments/99 is.
  const target =
    forge.update === "PATCH" ? address.replace(/\/issues\/\d+\/comments\/(\d+)$/, "/issues/comments/$1") : address;
  return call(forge, method, target, JSON.stringify({ body }));
}

async function call(forge: Forge, method: string, address: string, body?: string): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(address, {
      method,
      headers: {
        ...forge.headers,
        "user-agent": "journey",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.timeout(30_000),
    });
  } catch (error) {
    const reason =
      error instanceof Error ? ((error.cause as Error | undefined)?.message ?? error.message) : String(error);
    throw new Problem("comment-failed", `${new URL(address).host} does not answer: ${reason}.`, "Try again later.");
  }
  if (response.ok) return response;
  if (response.status === 401 || response.status === 403) throw new Refused();
  throw new Problem(
    "comment-failed",
    `${new URL(address).host} refused the comment: ${response.status} ${response.statusText}.`,
    (await response.text()).slice(0, 300),
  );
}
