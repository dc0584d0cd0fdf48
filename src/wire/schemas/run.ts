import * as z from "zod/mini";
import { type Answer, member, named, redacted, words } from "./member.ts";

const state = words({
  queued: "waits for its turn; nothing is made yet",
  ready: "its worktree stands, and nothing runs in it",
  running: "a program runs in it",
  "needs-review": "finished: what it keeps is written",
  removed: "torn down, or its fork was removed",
});

const enforcement = words({
  kernel: "the system keeps its programs inside of the lane",
  agent: "the sandbox of the agent does",
  hook: "a hook of the agent does",
  none: "nothing does: worktree and environment are only given to it",
});

const check = named(
  "claimed_check",
  "A check that whoever ran it has recorded; nobody has verified it.",
  z.strictObject({
    name: z.string(),
    status: words({ passed: "it passed", failed: "it did not", skipped: "it was not run" }),
  }),
);

/** What every answer about one run has. */
const runFields = {
  task: member(z.string(), "its name"),
  session: member(z.string(), "the fork it works in"),
  lane: member(z.string(), "what it may see and use, by name"),
  enforcement: member(enforcement, "what keeps it inside of that"),
  state,
  attempt: member(z.number(), "1, and one more with each `wfs run retry`"),
  worktree: member(z.nullable(z.string()), "absolute; `null`: it has none"),
  checks: member(z.array(check), "of its `checks.json`"),
  artifacts: member(
    z.record(z.string(), z.string()),
    "what it has left, by name: paths relative to the session's directory; empty before it is finished",
  ),
};

const run = named("run", "One task in a worktree and an environment of its own.", z.strictObject(runFields));

/** `run show`, `run retry`, `run reset` */
export const runSchema = run;

export type RunJson = Answer<typeof run>;

/** `run start` */
export const startedRunSchema = z.strictObject({
  ...runFields,
  base: member(z.string(), "the commit its attempts begin at"),
  setup: member(
    z.nullable(z.strictObject({ exit_code: z.number(), output: z.string() })),
    "how the setup command ended and the end of what it printed; `null`: none was run",
  ),
  redacted,
});

export type StartedRunJson = Answer<typeof startedRunSchema>;

/** `run list` */
export const runsSchema = z.strictObject({ runs: z.array(run) });

export type RunsJson = Answer<typeof runsSchema>;
