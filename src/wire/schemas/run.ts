import * as z from "zod/mini";
import { type Answer, member, named, redacted, time, words } from "./base/member.ts";

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
    name: member(z.string(), "what it is called"),
    status: member(
      words({ passed: "it passed", failed: "it did not", skipped: "it was not run" }),
      "how it ended, as whoever ran it says",
    ),
  }),
);

/** What every answer about one run has. */
const runFields = {
  task: member(z.string(), "its name"),
  session: member(z.string(), "the fork it works in"),
  lane: member(z.string(), "what it may see and use, by name"),
  enforcement: member(enforcement, "what keeps it inside of that"),
  state: member(state, "how far it has come"),
  attempt: member(z.number(), "1, and one more with each `wfs run retry`"),
  worktree: member(z.nullable(z.string()), "absolute; `null`: it has none"),
  checks: member(z.array(check), "of its `checks.json`"),
  artifacts: member(
    z.record(z.string(), z.string()),
    "what it has left, by name: paths relative to the session's directory; empty before it is finished",
  ),
};

const run = named("run", "One task in a worktree and an environment of its own.", z.strictObject(runFields));

/** `run show` */
export const shownRunSchema = z.strictObject({
  ...runFields,
  base: member(z.nullable(z.string()), "the commit its attempts begin at; `null`: it waits for its turn"),
  prompt: member(
    z.nullable(z.string()),
    "what is to be done, as it was started with; its programs have it as `WFS_PROMPT`",
  ),
  head: member(z.nullable(z.string()), "where its branch stands; `null`: there is none"),
  commits: member(z.nullable(z.number()), "how many commits `head` has and `base` has not; `null`: there is no branch"),
  finished: member(
    z.nullable(
      z.strictObject({
        attempt: member(z.number(), "which attempt was finished"),
        head: member(z.string(), "the commit it handed over"),
        at: member(time, "when"),
      }),
    ),
    "its last finish, also where it was reopened since; `null`: there was none, or a reset came after it",
  ),
  setup_failed: member(
    z.nullable(z.number()),
    "the exit code of the setup command where it failed; `null`: it did not",
  ),
  kept: member(
    z.array(
      z.strictObject({
        attempt: member(z.number(), "whose work it was"),
        checkpoint: member(z.number(), "the pinned checkpoint of the fork that keeps it"),
        why: member(
          words({
            retry: "another attempt began",
            reset: "it went back to its base",
            teardown: "the run was taken away",
          }),
          "what came after",
        ),
      }),
    ),
    "what earlier attempts, resets and the teardown have left, the oldest first",
  ),
});

export type ShownRunJson = Answer<typeof shownRunSchema>;

export type RunJson = Answer<typeof run>;

const setup = member(
  z.nullable(
    z.strictObject({
      exit_code: member(z.number(), "of the command"),
      output: member(z.string(), "the end of what it printed"),
    }),
  ),
  "how the setup command ended and the end of what it printed; `null`: none was run",
);

/** `run start` */
export const startedRunSchema = z.strictObject({
  ...runFields,
  base: member(z.string(), "the commit its attempts begin at"),
  setup,
  redacted,
});

export type StartedRunJson = Answer<typeof startedRunSchema>;

const programFields = {
  directory: member(z.string(), "the worktree it ran in, absolute"),
  exit_code: member(
    z.number(),
    "of the program, which `wfs` ends with too; its standard output went to standard error. Here `--json` stands before `--`, since what follows is the program's",
  ),
  changed: member(
    z.nullable(z.array(z.string())),
    "files it has changed, relative to the top of the worktree; `null`: nobody has looked, since it was not wanted (`--no-look`) or takes too long",
  ),
};

/** `run exec` */
export const runExecSchema = z.strictObject({
  task: member(z.string(), "the run it ran in"),
  session: member(z.string(), "the fork that works in"),
  ...programFields,
});

export type RunExecJson = Answer<typeof runExecSchema>;

const renewed = {
  ...runFields,
  checkpoint: member(
    z.nullable(z.number()),
    "the pinned checkpoint of the fork that keeps what was there; `null`: there was nothing",
  ),
  ignored: member(
    z.array(z.string()),
    "what git ignored there, which no checkpoint holds and which is gone; a directory has a slash behind it",
  ),
  setup,
};

/** `run reset` */
export const resetRunSchema = z.strictObject(renewed);

export type ResetRunJson = Answer<typeof resetRunSchema>;

/** `run retry` */
export const retriedRunSchema = z.strictObject({
  ...renewed,
  stale_requests: member(z.array(z.string()), "requests about the attempt before, which are stale now"),
});

export type RetriedRunJson = Answer<typeof retriedRunSchema>;

/** `run teardown` */
export const tornDownSchema = z.strictObject({
  task: member(z.string(), "its name"),
  session: member(z.string(), "the fork it worked in"),
  outcome: member(
    words({
      removed: "it is gone, its work is kept",
      already: "it was gone before",
      requested: "nothing was removed: a person is asked, since no checkpoint holds everything",
    }),
    "what became of it",
  ),
  checkpoint: member(
    z.nullable(z.number()),
    "the pinned checkpoint of the fork that keeps its work; `null`: there was nothing to keep",
  ),
  request: member(z.nullable(z.string()), "the request for a teardown"),
  unheld: member(z.array(z.string()), "what no checkpoint holds"),
  stale_requests: member(z.array(z.string()), "requests about its fork that waited, which are stale now"),
  branch_deleted: member(z.boolean(), "whether the branch of the fork went with it"),
  worktree_left: member(
    z.nullable(z.string()),
    "the worktree where it stays, because somebody has moved it or the run has not made it; absolute",
  ),
});

export type TornDownJson = Answer<typeof tornDownSchema>;

/** `run finish`: what `result.json` says, too. */
export const finishedRunSchema = z.strictObject({
  task_id: member(z.string(), "the run"),
  session_id: member(z.string(), "the fork it worked in"),
  result: member(z.literal("needs_review"), "a person looks at it"),
  artifacts: member(
    z.strictObject({
      diff: member(
        z.string(),
        "from its base to the head of its branch, for `git apply`; of more than 50 MiB its statistics",
      ),
      checks: member(z.string(), "what it has checked, as it says"),
      trace: member(z.string(), "what it has done, as `wfs trace --otlp` prints it"),
    }),
    "files that are kept, relative to the session's directory",
  ),
  persist: member(
    z.strictObject({
      working_summary: member(z.boolean(), "a summary is kept, in `summary.md` beside them"),
      durable_memory: member(z.literal(false), "nothing is remembered for good"),
      approval_token_reusable: member(z.literal(false), "nothing that was allowed is allowed again"),
    }),
    "what goes on",
  ),
  redacted,
});

export type FinishedRunJson = Answer<typeof finishedRunSchema>;

/** `run list` */
export const runsSchema = z.strictObject({ runs: member(z.array(run), "by task") });

export type RunsJson = Answer<typeof runsSchema>;

const queuedFields = {
  task: member(z.string(), "its name"),
  session: member(z.string(), "the session it is for; where that is no fork, one is made of it when it starts"),
  lane: member(z.string(), "what it may see and use, by name"),
  since: member(time, "since when it waits"),
  position: member(z.number(), "1: it is the next one"),
};

const program = z.strictObject(programFields);

export type ProgramJson = Answer<typeof program>;

/** `run queue` with a task whose turn has not come. */
const waitingRunSchema = z.strictObject({
  ...queuedFields,
  state: member(z.literal("queued"), "it waits for its turn"),
  behind: member(z.number(), "how many runs are before it: those that have a place, and those that wait longer"),
});

export type WaitingRunJson = Answer<typeof waitingRunSchema>;

/** `run queue` without a task. */
const queueSchema = z.strictObject({
  queue: member(
    z.array(
      z.strictObject({
        ...queuedFields,
        limit: member(z.nullable(z.number()), "how many runs may be open when it starts; `null`: it does not say"),
      }),
    ),
    "what waits, in its order",
  ),
  limit: member(z.number(), "how many runs may be open at once, where `--limit` says nothing else"),
  open: member(
    z.number(),
    "how many have a place: neither finished nor torn down, and without an end of the command they were queued with",
  ),
});

export type QueueJson = Answer<typeof queueSchema>;

/** `run queue` */
export const queuedRunSchema = z.union([
  queueSchema,
  waitingRunSchema,
  z.extend(startedRunSchema, {
    program: member(
      z.optional(program),
      "the program it was started for; left out where none was named, or the setup failed",
    ),
  }),
]);
