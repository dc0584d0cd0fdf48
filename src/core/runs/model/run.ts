import * as z from "zod/mini";
import { agentIn } from "../../sessions/model/agentIdentity.ts";
import { objectIdSchema } from "../../git/repository/objectId.ts";
import { parseSessionId, type SessionId } from "../../sessions/model/sessionId.ts";

/**
 * `queued`: waits for its turn, has no capsule yet. `ready`: its capsule stands and nothing runs in it. `running`: a program runs in it. `needs-review`: finished, what it keeps is
 * written. `removed`: torn down. Neither `running` nor `queued` is ever written: they follow from the leases and from the tickets of the queue (runQueue.ts).
 */
const runStates = ["queued", "ready", "running", "needs-review", "removed"] as const;
export type RunState = (typeof runStates)[number];

/** What keeps a run inside of its lane; `none`: nothing does, its environment and its worktree are only given to it. */
const enforcements = ["kernel", "agent", "hook", "none"] as const;

/** Characters of a prompt or a setup command. */
export const longestText = 50_000;

const text = z.string().check(z.maxLength(2 * longestText));

/** Letters, digits and dashes, as a session's name after `WFS-`. */
const taskGrammar = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9])?$/u;

export function isTaskName(name: string): boolean {
  return taskGrammar.test(name) && !name.includes("..") && !name.endsWith(".lock");
}

/** `runs/<task>/run.json` in the directory of the session it works in (docs/file-formats.md). */
export const runSchema = z.object({
  version: z.literal(1),
  task: z.string().check(z.refine(isTaskName)),
  session: z.custom<SessionId>((value) => typeof value === "string" && parseSessionId(value) !== undefined),
  lane: z.string().check(z.maxLength(100)),
  enforcement: z.enum(enforcements),
  state: z.enum(["queued", "ready", "needs-review", "removed"]),
  attempt: z.number().check(z.int(), z.positive(), z.lte(100_000)),
  /** The commit each attempt begins at; `null` only of `queued`, which records of others may say. */
  base: z.nullable(objectIdSchema),
  /** Whether the run has made its fork, so that a teardown removes that, too. */
  made_fork: z.boolean(),
  prompt: z.nullable(text),
  /** The setup command each capsule is made with. */
  setup: z.nullable(text),
  agent: z.nullable(
    z.pipe(
      z.looseObject({ name: z.string() }),
      z.transform((value) => agentIn(value) ?? null),
    ),
  ),
  user_scope: z.nullable(z.string().check(z.maxLength(200))),
  /** RFC 3339. */
  created: z.string().check(z.maxLength(64)),
  updated: z.string().check(z.maxLength(64)),
  /** It was queued with a command, which has ended: it takes no place in the queue any more. */
  yielded: z.optional(z.literal(true)),
  /** The exit code of the setup command in the capsule that stands, where it failed. */
  setup_failed: z.optional(z.int()),
  /** Checkpoints that keep what earlier attempts, resets and the teardown have left, oldest first. */
  kept: z.array(z.object({ attempt: z.number(), checkpoint: z.number(), why: z.enum(["retry", "reset", "teardown"]) })),
  /** Which attempt is finished, and the commit that it hands over. */
  finished: z.optional(z.object({ attempt: z.number(), head: objectIdSchema, at: z.string().check(z.maxLength(64)) })),
  /** What was begun and not ended: the same command carries it on. */
  pending: z.optional(
    z.object({
      operation: z.enum(["retry", "reset", "teardown"]),
      /** The checkpoint the work is kept in; `null`: there was none. */
      checkpoint: z.nullable(z.number()),
      /** Where the branch stood then. */
      head: z.nullable(objectIdSchema),
    }),
  ),
});

export type RunRecord = z.infer<typeof runSchema>;

/** `.workflow/.runs/<task>`: who has the name, and while there is no record yet, which process makes the run. */
export const claimSchema = z.object({
  session: z.custom<SessionId>((value) => typeof value === "string" && parseSessionId(value) !== undefined),
  /** The session it was asked for; another one than `session` where the run makes its fork. */
  of: z.custom<SessionId>((value) => typeof value === "string" && parseSessionId(value) !== undefined),
  made_fork: z.boolean(),
  /** The run is there; which process made it says nothing any more. */
  made: z.optional(z.literal(true)),
  host: z.string(),
  process: z.int().check(z.positive()),
  started: z.string(),
});

export type RunClaim = z.infer<typeof claimSchema>;
