import * as z from "zod/mini";
import type { Workspace } from "../../adapters/open/openWorkspace.ts";
import type { RequestView, NewRequest } from "../../core/review/requests/requests.ts";
import { requestOutcome, exitCodeOfState } from "../text/requestText.ts";
import { defineCommand, type Command, type OptionSpec, type Outcome, type Say } from "../base/command.ts";
import { exitCodes } from "../base/exitCodes.ts";
import { matching, seconds, sessionId, text } from "../input/inputs.ts";
import { requestsOf, requireSession } from "../input/resolveSession.ts";

const durations = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** `90s`, `30m`, `12h`, `2d`; milliseconds. */
const duration = matching(
  /^[1-9]\d{0,5}[smhdw]$/iu,
  "A duration is needed, such as 30m, 12h or 2d.",
  (typed) => Number.parseInt(typed, 10) * durations[typed.slice(-1).toLowerCase() as keyof typeof durations],
);

const message: OptionSpec = {
  flags: "-m, --message <text>",
  description: "what was done and why, in Markdown; of a merge or commit the first line is the commit's subject",
};
const common: readonly OptionSpec[] = [
  { flags: "--wait <seconds>", description: "wait that long for the answer; the exit code says what it is" },
  { flags: "--deadline <duration>", description: "the request is void after 30m, 12h, 2d" },
  { flags: "--by <name>", description: "who asks; default: WORKFLOW_AGENT of the environment, else wfs" },
];
const commonInput = {
  wait: z.optional(seconds()),
  deadline: z.optional(duration),
  by: z.optional(text()),
};

interface CommonInput {
  readonly wait?: number | undefined;
  readonly deadline?: number | undefined;
  readonly by?: string | undefined;
}

/** Who asks, as the environment of an agent says it. */
function requesterName(by: string | undefined): string {
  const agent = process.env["WORKFLOW_AGENT"]?.trim();
  return by ?? (agent === undefined || agent === "" ? "wfs" : agent);
}

function newRequest({ deadline, by }: CommonInput, summary: string): NewRequest {
  return { summary, requestedBy: requesterName(by), ...(deadline === undefined ? {} : { deadlineIn: deadline }) };
}

async function answered(
  workspace: Workspace,
  asked: RequestView,
  wait: number | undefined,
  say: Say,
): Promise<Outcome> {
  if (wait === undefined) return requestOutcome(asked, exitCodes.done);
  say(`${asked.id} waits for a person, ${wait} s at most.`);
  const view = await (await requestsOf(workspace)).wait(asked.id, wait * 1000);
  return requestOutcome(view, exitCodeOfState(view.state));
}

const merge = defineCommand({
  name: "request merge",
  operands: "",
  summary: "Ask a person to merge a fork's branch; --wait: 0 merged, 3 denied, 4 still waiting, 5 stale",
  options: [
    { flags: "--session <fork>", description: "the fork, instead of the one you are in" },
    { flags: "--into <branch>", description: "the branch to merge into, instead of the main checkout's" },
    { flags: "--strategy <strategy>", description: "squash (default): one commit; merge: a merge commit" },
    { ...message, required: true },
    ...common,
  ],
  examples: [
    'request merge --session WFS-profile-as-page -m "Show the profile as a page" --wait 600',
    'request merge --session WFS-fix --into release/2 --strategy merge -m "Fix the rounding" --json',
  ],
  input: () =>
    z.strictObject({
      ...commonInput,
      session: z.optional(sessionId()),
      into: z.optional(text()),
      strategy: z.optional(z.enum(["squash", "merge"])),
      message: text(),
    }),
  async run({ session, into, strategy, message, ...given }, workspace, say) {
    const requests = await requestsOf(workspace);
    const asked = await requests.requestMerge(await requireSession(workspace, session), {
      ...newRequest(given, message),
      ...(into === undefined ? {} : { into }),
      ...(strategy === undefined ? {} : { strategy }),
    });
    return answered(workspace, asked, given.wait, say);
  },
});

const commit = defineCommand({
  name: "request commit",
  operands: "",
  summary:
    "Ask a person for one meaningful commit of a session's work. To keep work safe meanwhile, take a checkpoint (wfs checkpoint create): nobody has to be asked",
  options: [
    { flags: "--session <id>", description: "the session, instead of the one you are in or the active one" },
    { ...message, required: true },
    ...common,
  ],
  examples: ['request commit --session WFS-user-profile -m "Add the profile page"'],
  input: () => z.strictObject({ ...commonInput, session: z.optional(sessionId()), message: text() }),
  async run({ session, message, ...given }, workspace, say) {
    const requests = await requestsOf(workspace);
    const asked = await requests.requestCommit(await requireSession(workspace, session), newRequest(given, message));
    return answered(workspace, asked, given.wait, say);
  },
});

const teardown = defineCommand({
  name: "request teardown",
  operands: "",
  summary: "Ask a person to remove a fork, worktree and branch; what would be lost is shown to them",
  options: [{ flags: "--session <fork>", description: "the fork, instead of the one you are in" }, message, ...common],
  examples: ["request teardown --session WFS-profile-as-dialog", 'request teardown -m "The page won" --wait 60'],
  input: () => z.strictObject({ ...commonInput, session: z.optional(sessionId()), message: z.optional(text()) }),
  async run({ session, message, ...given }, workspace, say) {
    const requests = await requestsOf(workspace);
    const id = await requireSession(workspace, session);
    const asked = await requests.requestTeardown(id, newRequest(given, message ?? `Remove ${id}`));
    return answered(workspace, asked, given.wait, say);
  },
});

export const requestCommands: readonly Command[] = [merge, commit, teardown];
