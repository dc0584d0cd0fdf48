import * as z from "zod/mini";
import type { Programs } from "../../../base/ports.ts";
import type { Receipt } from "../../../gate/receipt.ts";
import { forgeOf, isPageOf } from "./forge.ts";
import { pullRequestProgram } from "./pullRequests.ts";

/** Where a pull request stands, as the host says it; `checks`: `null`, there are none. */
export interface PullRequestState {
  readonly state: "open" | "draft" | "merged" | "closed";
  readonly checks: "pass" | "fail" | "run" | null;
}

const seconds = 30;

const word = z.nullable(z.optional(z.string()));
const ghView = z.object({
  state: z.enum(["OPEN", "MERGED", "CLOSED"]),
  isDraft: z.boolean(),
  /** Runs of checks have a status and, once they are over, a conclusion; statuses of commits a state. */
  statusCheckRollup: z.nullable(z.array(z.object({ status: word, conclusion: word, state: word }))),
});
const glabView = z.object({
  state: z.string(),
  draft: z.optional(z.boolean()),
  head_pipeline: z.optional(z.nullable(z.object({ status: z.string() }))),
});

/** Asks the program of the person; `undefined`: it cannot tell, or there is none. Uses the network. */
export async function pullRequestState(
  programs: Programs,
  { url: address, pull_request }: NonNullable<Receipt["published"]>,
): Promise<PullRequestState | undefined> {
  const forge = forgeOf(address);
  const page = pull_request?.url ?? "";
  if (forge === undefined || !isPageOf(forge, page)) return undefined;
  const by = pullRequestProgram(programs, address);
  const signal = AbortSignal.timeout(seconds * 1000);
  if (by === "gh") {
    const fields = "state,isDraft,statusCheckRollup";
    return ofGithub(await programs.run("gh", ["pr", "view", page, "--json", fields], { signal }));
  }
  const number = /\/merge_requests\/(\d+)$/u.exec(page)?.[1];
  if (by !== "glab" || number === undefined) return undefined;
  const repo = ["--repo", `https://${forge.host}/${forge.path}`];
  return ofGitlab(await programs.run("glab", ["mr", "view", number, ...repo, "--output", "json"], { signal }));
}

type Ended = Awaited<ReturnType<Programs["run"]>>;

function parsed<Value>(schema: z.ZodMiniType<Value>, ended: Ended): Value | undefined {
  if (ended?.exitCode !== 0) return undefined;
  try {
    return schema.parse(JSON.parse(ended.stdout));
  } catch {
    return undefined;
  }
}

function ofGithub(ended: Ended): PullRequestState | undefined {
  const view = parsed(ghView, ended);
  if (view === undefined) return undefined;
  const words = (view.statusCheckRollup ?? []).map(({ status, conclusion, state }) => {
    if (state !== undefined && state !== null) return state;
    return status === "COMPLETED" ? (conclusion ?? "") : "PENDING";
  });
  const states = { MERGED: "merged", CLOSED: "closed", OPEN: view.isDraft ? "draft" : "open" } as const;
  return { state: states[view.state], checks: checksOf(words) };
}

function ofGitlab(ended: Ended): PullRequestState | undefined {
  const view = parsed(glabView, ended);
  if (view === undefined) return undefined;
  const { state, draft = false, head_pipeline: pipeline } = view;
  const open = draft ? "draft" : "open";
  const checks = pipeline === undefined || pipeline === null ? null : checksOf([pipeline.status.toUpperCase()]);
  return { state: state === "merged" || state === "closed" ? state : open, checks };
}

/** One that fails makes all of them fail, one that runs makes them run. */
function checksOf(words: readonly string[]): PullRequestState["checks"] {
  if (words.length === 0) return null;
  const is = (pattern: RegExp): boolean => words.some((one) => pattern.test(one));
  if (is(/^(?:FAIL|ERROR|CANCEL|TIMED_OUT|ACTION_REQUIRED|STARTUP_FAILURE|STALE)/u)) return "fail";
  return is(/^(?:PENDING|EXPECTED|RUNNING|CREATED|WAITING|PREPARING|SCHEDULED|MANUAL)/u) ? "run" : "pass";
}
