import * as z from "zod/mini";
import { type Answer, member, named, time } from "./base/member.ts";
import { agentSchema } from "./base/agent.ts";
import { requestSchema } from "./request.ts";
import { sessionState } from "./session.ts";

const artifact = z.strictObject({
  name: member(z.string(), "as the phase called it; of another file its path in the directory"),
  path: member(z.string(), "absolute"),
  phase: member(z.nullable(z.string()), "the phase that handed it over; `null`: none did"),
});

const task = z.strictObject({
  name: member(z.string(), "what it is called by"),
  state: member(
    z.string(),
    "in the words of who keeps it; `in_progress` for those of the record, `pending` and `completed` for `TODO_LIST.md`",
  ),
  title: member(z.optional(z.string()), "what it is about, where a file says more than the name"),
});

/** `show` */
export const contextSchema = named(
  "context",
  "All that whoever takes a session up needs to know.",
  z.strictObject({
    id: member(z.string(), "the session; `WFS-temporary` for the temporary workspace"),
    project: member(z.nullable(z.string()), "what it is about"),
    directory: member(z.string(), "the session's directory, absolute"),
    workspace: member(z.string(), "the directory that holds `.workflow`, absolute"),
    branch: member(z.nullable(z.string()), "the branch its work is on; `null`: none"),
    worktree: member(z.nullable(z.string()), "where its files are, absolute; `null`: a fork that was never opened"),
    state: member(sessionState, "where it stands"),
    active: member(z.boolean(), "whether it is the active one"),
    phase: member(z.nullable(z.string()), "the phase it is in"),
    completed_phases: member(z.array(z.string()), "the phases it has left"),
    tasks: member(z.array(task), "what is to be done, also as other tools keep it (`.task/`, `TODO_LIST.md`)"),
    artifacts: member(
      z.array(artifact),
      "what phases handed over, the newest first, then its other files, then what phases of a fork's baseline handed over",
    ),
    handover: member(
      z.nullable(
        z.strictObject({
          from: member(z.nullable(z.string()), "the phase that was left"),
          to: member(z.string(), "the one that was entered"),
          at: member(time, "when"),
          artifacts: member(z.array(artifact), "what it was given"),
        }),
      ),
      "of the phase it left last",
    ),
    forked_from: member(
      z.nullable(
        z.strictObject({
          session: member(z.string(), "the baseline"),
          commit: member(z.string(), "where it started"),
          checkpoint: member(z.optional(z.number()), "the checkpoint it started at"),
        }),
      ),
      "of a fork",
    ),
    agent: member(agentSchema, "who works on it; `null`: nobody has said"),
    requests: member(z.array(requestSchema), "those that are not over"),
    comments: member(z.strictObject({ open: member(z.number(), "threads nobody has resolved") }), "on it"),
    updated: member(z.nullable(time), "when its record was last changed"),
  }),
);

export type ContextJson = Answer<typeof contextSchema>;
