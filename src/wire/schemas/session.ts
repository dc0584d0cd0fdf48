import * as z from "zod/mini";
import type { ActiveState, Phase, SessionState, SessionType } from "../../core/sessions/model/session.ts";
import { type Answer, member, named, time, words } from "./member.ts";
import { problemSchema } from "./problem.ts";

export const sessionState = words<SessionState>({
  active: "the marker says so",
  paused: "neither active nor completed",
  completed: "its record says so",
  archived: "it is in `completed/`",
});

const phase = words<Phase>({ PLAN: "planning", IMPLEMENT: "at work", REVIEW: "looked at" });

export const sessionSchema = named(
  "session",
  "One session, as every verb answers that changed it.",
  z.strictObject({
    id: member(z.string(), "the name of its directory, `WFS-…`"),
    state: member(sessionState, "where it stands"),
    active: member(z.boolean(), "whether it is the active one"),
    project: member(z.string(), "what it is about"),
    type: member(words<SessionType>({ simple: "little", medium: "usual", complex: "much" }), "how much work it is"),
    phase: member(phase, "the phase it is in"),
    completed_phases: member(z.array(phase), "the phases it has left"),
    current_tasks: member(z.array(z.string()), "what is being worked on"),
    created: member(time, "when it was made"),
    updated: member(time, "when its record was last changed"),
    path: member(z.string(), "its directory, absolute"),
    waiting: member(z.optional(z.number()), "requests of it that wait for a person; `list` alone, where there are any"),
  }),
);

export type SessionJson = Answer<typeof sessionSchema>;

const temporary = member(
  z.optional(z.string()),
  "the directory of the temporary workspace, absolute; where there is one",
);

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
  temporary,
});

export type StatusJson = Answer<typeof statusSchema>;

/** `list` */
export const sessionsSchema = z.strictObject({
  sessions: member(z.array(sessionSchema), "the active one first, then the one changed last"),
  temporary,
  problems: member(z.optional(z.array(problemSchema)), "what killed processes left half done; where there is any"),
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
});

export type DiscardedJson = Answer<typeof discardedSchema>;
