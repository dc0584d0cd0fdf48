import * as z from "zod/mini";
import type { Ended, Programs } from "../../../base/ports.ts";
import { foreignWords } from "../../../redaction/foreignWords.ts";
import { compareUrl, forgeOf, isPageOf, type Forge } from "./forge.ts";

/** What came of the pull request, besides the push: its page; where a person opens it; why it was not made or changed. */
export interface PullRequestOutcome {
  readonly url: string | null;
  readonly compare: string | null;
  readonly problem: string | null;
}

/** `isKnown`: false where nobody knows whether it was made or changed after all. */
export interface OpenedPullRequest {
  readonly outcome: PullRequestOutcome;
  readonly isKnown: boolean;
}

export interface WantedPullRequest {
  readonly address: string;
  /** Short names. */
  readonly base: string;
  readonly head: string;
  readonly title: string;
  readonly body: string;
}

const seconds = 60;

/** The program that opens pull requests at this address; `link`: a person does, in their browser. */
export function pullRequestProgram(programs: Programs, address: string): "gh" | "glab" | "link" {
  const kind = forgeOf(address)?.kind;
  if (kind === "github" && programs.has("gh")) return "gh";
  return kind === "gitlab" && programs.has("glab") ? "glab" : "link";
}

/** Opens the pull request, or brings the title and text of the open one of this branch up to date. Never throws: the push stands whatever becomes of it. */
export async function openPullRequest(
  programs: Programs,
  by: "gh" | "glab" | "link",
  wanted: WantedPullRequest,
): Promise<OpenedPullRequest> {
  const forge = forgeOf(wanted.address);
  if (forge === undefined) {
    const problem = "The remote is no host whose pull requests are known here.";
    return { outcome: { url: null, compare: null, problem }, isKnown: true };
  }
  const compare = compareUrl(forge, wanted.base, wanted.head);
  if (by === "link") return { outcome: { url: null, compare, problem: null }, isKnown: true };
  try {
    const run = runner(programs, by);
    await run(["auth", "status", "--hostname", forge.host]);
    const url = by === "gh" ? await byGh(run, forge, wanted) : await byGlab(run, forge, wanted);
    return { outcome: { url, compare: null, problem: null }, isKnown: true };
  } catch (error) {
    if (!(error instanceof ProgramFailure)) throw error;
    return { outcome: { url: null, compare, problem: error.message }, isKnown: error.isKnown };
  }
}

/** What one of the programs has said instead of doing it. */
class ProgramFailure extends Error {
  /** Whether nothing was done. */
  readonly isKnown: boolean;

  constructor(message: string, isKnown = true) {
    super(message);
    this.isKnown = isKnown;
  }
}

/** What changes something at the host. */
const changing = new Set(["create", "edit", "update"]);

type Run = (args: readonly string[], stdin?: string) => Promise<string>;

function runner(programs: Programs, name: string): Run {
  return async (args, stdin) => {
    const signal = AbortSignal.timeout(seconds * 1000);
    const ended = await programs.run(name, args, { signal, ...(stdin === undefined ? {} : { stdin }) });
    if (ended?.exitCode === 0) return ended.stdout;
    const isKnown = ended?.isCancelled !== true || !changing.has(args[1] ?? "");
    throw new ProgramFailure(await whyNot(name, args, ended), isKnown);
  };
}

async function whyNot(name: string, args: readonly string[], ended: Ended | undefined): Promise<string> {
  if (ended === undefined) return `${name} could not be run.`;
  if (ended.isCancelled) return `${name} gave no answer within ${seconds} seconds.`;
  if (args[0] === "auth") return `${name} is not signed in (${name} auth login).`;
  const said = await foreignWords(`${ended.stderr}\n${ended.stdout}`);
  return `${name} ${args.slice(0, 2).join(" ")}: ${said === "" ? `exit code ${ended.exitCode}` : said}`;
}

const openGithub = z.array(
  z.object({
    number: z.int().check(z.positive()),
    url: z.string(),
    isCrossRepository: z.boolean(),
    headRepositoryOwner: z.nullable(z.object({ login: z.string() })),
    baseRefName: z.string(),
  }),
);
const openGitlab = z.array(
  z.object({
    iid: z.int().check(z.positive()),
    web_url: z.string(),
    source_project_id: z.nullable(z.number()),
    target_project_id: z.number(),
    target_branch: z.string(),
  }),
);
/** Anybody's fork may have a branch of the same name: those come in the same list. */
const mostListed = "100";
const fields = "number,url,isCrossRepository,headRepositoryOwner,baseRefName";

async function byGh(run: Run, forge: Forge, { base, head, title, body }: WantedPullRequest): Promise<string> {
  const repo = ["--repo", `${forge.host}/${forge.path}`];
  const list = await run([
    "pr",
    "list",
    ...repo,
    "--head",
    head,
    "--state",
    "open",
    "--limit",
    mostListed,
    "--json",
    fields,
  ]);
  const owner = forge.path.split("/")[0]?.toLowerCase();
  const open = parsed("gh", openGithub, list).find(
    ({ isCrossRepository, headRepositoryOwner, baseRefName }) =>
      !isCrossRepository && headRepositoryOwner?.login.toLowerCase() === owner && baseRefName === base,
  );
  const text = ["--title", title, "--body-file", "-"];
  if (open !== undefined) {
    await run(["pr", "edit", String(open.number), ...repo, ...text], body);
    return pageIn("gh", forge, open.url);
  }
  return pageIn("gh", forge, await run(["pr", "create", ...repo, "--head", head, "--base", base, ...text], body));
}

async function byGlab(run: Run, forge: Forge, { base, head, title, body }: WantedPullRequest): Promise<string> {
  const repo = ["--repo", `https://${forge.host}/${forge.path}`];
  const list = await run([
    "mr",
    "list",
    ...repo,
    "--source-branch",
    head,
    "--per-page",
    mostListed,
    "--output",
    "json",
  ]);
  const open = parsed("glab", openGitlab, list).find(
    ({ source_project_id: from, target_project_id: to, target_branch: into }) => from === to && into === base,
  );
  const text = ["--title", title, "--description", body];
  if (open !== undefined) {
    await run(["mr", "update", String(open.iid), ...repo, ...text]);
    return pageIn("glab", forge, open.web_url);
  }
  const create = ["mr", "create", ...repo, "--source-branch", head, "--target-branch", base, ...text, "--yes"];
  return pageIn("glab", forge, await run(create));
}

function parsed<Value>(name: string, schema: z.ZodMiniType<Value>, text: string): Value {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    throw new ProgramFailure(`${name} has answered something that is not understood here.`);
  }
}

/** The page it printed, which is on the host of the remote and nowhere else. */
function pageIn(name: string, forge: Forge, printed: string): string {
  const url = printed.split(/\s+/u).findLast((word) => isPageOf(forge, word));
  if (url !== undefined) return url;
  throw new ProgramFailure(`${name} did not say where the pull request is.`);
}
