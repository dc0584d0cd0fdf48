import * as z from "zod/mini";
import type { ActiveState, SessionState } from "../../core/sessions/model/session.ts";
import type { MeantFrom } from "../../core/sessions/model/meantSession.ts";
import { type Answer, member, named, redacted, time, words } from "./base/member.ts";
import { agentSchema } from "./base/agent.ts";
import { problemSchema } from "./problem.ts";

export const sessionState = words<SessionState>({
  active: "the marker says so",
  paused: "neither active nor completed",
  completed: "its record says so",
  archived: "it is in `completed/` or `archives/`",
});

const phases = "`PLAN`, `IMPLEMENT` or `REVIEW`, or another tool's word";

export const sessionSchema = named(
  "session",
  "One session, as every verb answers that changed it.",
  z.strictObject({
    id: member(z.string(), "the name of its directory, `WFS-…`"),
    state: member(sessionState, "where it stands"),
    active: member(z.boolean(), "whether it is the active one"),
    project: member(z.nullable(z.string()), "what it is about; as all that its record lacks: null"),
    type: member(z.nullable(z.string()), "`simple`, `medium` or `complex`, or another tool's word"),
    status: member(z.nullable(z.string()), "what its record says, which decides nothing but `completed`"),
    phase: member(z.nullable(z.string()), `the phase it is in: ${phases}`),
    completed_phases: member(z.array(z.string()), "the phases it has left"),
    current_tasks: member(z.array(z.string()), "what is being worked on"),
    created: member(z.nullable(time), "when it was made"),
    updated: member(z.nullable(time), "when its record was last changed"),
    path: member(z.string(), "its directory, absolute"),
    agent: member(agentSchema, "who works on it; `null`: nobody has said"),
    redacted,
    waiting: member(z.optional(z.number()), "requests of it that wait for a person; `list` alone, where there are any"),
  }),
);

export type SessionJson = Answer<typeof sessionSchema>;

const temporary = member(
  z.optional(z.string()),
  "the directory of the temporary workspace, absolute; where there is one",
);

const meantFrom = words<MeantFrom>({
  option: "it is named with `--session`",
  worktree: "this is the worktree of the fork",
  environment: "this terminal was opened for it",
  marker: "it is the active one",
  temporary: "nothing: the temporary workspace is meant",
});

/** `status` */
export const statusSchema = z.strictObject({
  active: member(z.nullable(z.string()), "the id of the active session"),
  state: member(
    words<ActiveState["state"]>({
      ok: "one marker stands",
      healing: "several stand, and the newest counts",
      none: "no session is active",
    }),
    "how sure that is",
  ),
  sessions: member(z.number(), "how many there are, archived ones included"),
  problems: member(
    z.array(problemSchema),
    "what is wrong; of each kind at most a hundred, then one at `.workflow` that counts the rest",
  ),
  waiting: member(z.optional(z.number()), "requests that wait for a person; left out where it cannot be known"),
  here: member(z.optional(z.string()), "the fork whose worktree this is, which verbs mean here"),
  meant: member(
    z.strictObject({
      session: member(z.nullable(z.string()), "its id; `null`: none is active"),
      from: member(meantFrom, "what says so"),
      gone: member(z.optional(z.literal(true)), "there is no such session any more, and verbs that need one fail"),
    }),
    "the session that verbs mean here where none is named",
  ),
  temporary,
});

export type StatusJson = Answer<typeof statusSchema>;

/** `list` */
export const sessionsSchema = z.strictObject({
  sessions: member(z.array(sessionSchema), "the active one first, then the one changed last"),
  temporary,
  problems: member(
    z.optional(z.array(problemSchema)),
    "what killed processes left half done, and sessions whose directory is gone; where there is any",
  ),
});

export type SessionsJson = Answer<typeof sessionsSchema>;

/** `init` */
export const workspaceSchema = z.strictObject({
  root: member(z.string(), "the directory that holds `.workflow`, absolute"),
  path: member(z.string(), "`.workflow` itself, absolute"),
  created: member(z.boolean(), "false: it was there already"),
});

export type WorkspaceJson = Answer<typeof workspaceSchema>;

/** `discard` */
export const discardedSchema = z.strictObject({
  discarded: member(z.literal(true), "the temporary workspace is gone"),
  checkpoints: member(z.number(), "how many of its checkpoints went with it, to where pruned ones wait"),
  comments: member(z.number(), "how many threads of comments went with it"),
  path: member(
    z.nullable(z.string()),
    "where its directory was set aside, absolute; `null`: it held no files of anybody and is deleted",
  ),
});

export type DiscardedJson = Answer<typeof discardedSchema>;

/** `exec` */
export const execSchema = z.strictObject({
  session: member(z.string(), "whose directory it ran in; `WFS-temporary` for the temporary workspace"),
  directory: member(z.string(), "that directory, absolute"),
  exit_code: member(
    z.number(),
    "of the program, which `wfs` ends with too; its standard output went to standard error. Here `--json` stands before `--`, since what follows is the program's",
  ),
});

export type ExecJson = Answer<typeof execSchema>;

/** `delete` */
export const deletedSchema = z.strictObject({
  deleted: member(z.string(), "the session's id"),
  path: member(
    z.nullable(z.string()),
    "where its directory was set aside, absolute; `null`: the removal of the fork has deleted it, since it held nothing but its record",
  ),
  artifacts: member(z.number(), "how many artifacts are in that directory"),
  comments: member(z.number(), "how many threads of comments are in it"),
  checkpoints: member(z.number(), "how many of its checkpoints no branch or tag holds; all wait where pruned ones do"),
  branch_deleted: member(z.boolean(), "the branch of the fork went with it"),
  branch_left: member(
    z.nullable(z.string()),
    "the branch of an adopted fork, which was there before and stays; `null`: there is none",
  ),
  worktree_left: member(
    z.nullable(z.string()),
    "the worktree of an adopted fork, absolute, which another tool has made and which stays; `null`: there is none",
  ),
});

export type DeletedJson = Answer<typeof deletedSchema>;

/** `adopt` */
export const adoptedSchema = z.strictObject({
  adopted: member(
    z.array(sessionSchema),
    "sessions that were made of a branch, and those whose directory was gone and that are there again; all paused",
  ),
  left: member(
    z.array(
      z.strictObject({
        id: member(z.string(), "a session that is still gone"),
        reason: member(z.string(), "why"),
      }),
    ),
    "what could not be brought back; exit code 1 where there is any",
  ),
});

export type AdoptedJson = Answer<typeof adoptedSchema>;
