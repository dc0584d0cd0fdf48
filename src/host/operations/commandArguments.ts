import * as z from "zod/mini";
import "../../core/base/zodEnglish.ts";
import { WorkflowError } from "../../core/base/errors.ts";
import { say } from "../../core/base/text.ts";
import { phases, sessionTypes } from "../../core/sessions/model/session.ts";

/** What a key binding, a task or another extension may pass to every command; everything left out is asked for. */
const argumentsSchema = z.strictObject({
  /** Directory or name of a workspace folder. */
  folder: z.optional(z.string()),
  session: z.optional(z.string()),
  slug: z.optional(z.string()),
  project: z.optional(z.string()),
  type: z.optional(z.enum(sessionTypes)),
  activate: z.optional(z.boolean()),
  phase: z.optional(z.enum(phases)),
  /** Without the question whether to go on although tasks or forks are open, or back to a phase before. */
  force: z.optional(z.boolean()),
  /** Of a session, or the one a run is for. */
  task: z.optional(z.string()),
  lane: z.optional(z.string()),
  message: z.optional(z.string()),
  artifact: z.optional(z.string()),
  text: z.optional(z.string()),
  /** Number of a checkpoint, and of the one it is compared with. */
  checkpoint: z.optional(z.int().check(z.positive())),
  other: z.optional(z.int().check(z.positive())),
  /** Files and directories relative to the top of the working tree. */
  paths: z.optional(z.array(z.string())),
  /** Forks to compare. */
  forks: z.optional(z.array(z.string())),
  /** Work that no session has: a branch, the directory of a worktree, or what is not committed in the main checkout. */
  kind: z.optional(z.enum(["branch", "worktree", "changes"])),
  branch: z.optional(z.string()),
  path: z.optional(z.string()),
  /** Id of a request. */
  request: z.optional(z.string()),
  /** Id of a comment. */
  comment: z.optional(z.string()),
  /** Full name of the branch to merge into, or its short one. */
  into: z.optional(z.string()),
  summary: z.optional(z.string()),
  reason: z.optional(z.string()),
  order: z.optional(z.enum(["newest", "oldest"])),
});

export type CommandArguments = z.infer<typeof argumentsSchema>;

/** What was passed as an object; `usage`: it is none of these. */
export function parseArguments(given: unknown): CommandArguments {
  const parsed = argumentsSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new WorkflowError(
    "usage",
    say`This command does not understand its arguments: ${z.prettifyError(parsed.error)}`,
    say`Call it without arguments and answer what it asks, or correct the key binding or task that calls it.`,
    parsed.error,
  );
}
