import * as z from "zod/mini";
import type { ProblemCode } from "../../core/sessions/model/session.ts";
import { type Answer, member, named, time, words } from "./base/member.ts";

const problemCode = named(
  "problem-code",
  "What is wrong in `.workflow`.",
  words<ProblemCode>({
    "orphan-marker": "a marker whose session is not there",
    "several-markers": "more than one session is marked as the active one",
    "invalid-marker":
      "what only looks like a marker: no session can have that name, it is no regular file, or its session is archived",
    "future-marker":
      "the active session's marker has a time in the future, which wins against markers that other tools add",
    "corrupt-record": "a record that cannot be read",
    "missing-record": "a session without a record",
    "wrong-session-id": "a record that names another session",
    "invalid-session-name": "a directory whose name cannot be a session's",
    "case-twins": "names that differ in capital letters alone",
    twin: "a session of the same name in another place, which counts",
    "shared-branch": "two sessions that were made of one branch: each would take it for its own",
    "unsafe-path": "a link, or a file, where a directory belongs",
    unreadable: "something that cannot be read",
    "leftover-temp": "what a killed process was making or throwing away",
    "half-changed": "a change of files that its process did not end",
    "unfinished-operation": "a change of a fork that its process did not end",
    "lost-session": "a session whose directory is gone while git still has its branch, worktree or checkpoints",
  }),
);

export const problemSchema = named(
  "problem",
  "Something wrong in `.workflow`.",
  z.strictObject({
    code: member(problemCode, "which kind"),
    message: member(z.string(), "one or two sentences for people"),
    path: member(z.string(), "what it is about, absolute"),
    begun: member(z.optional(time), "when it was begun, of what was left half done"),
  }),
);

export type ProblemJson = Answer<typeof problemSchema>;

/** `doctor` */
export const doctorSchema = z.strictObject({
  problems: member(
    z.array(
      z.strictObject({
        ...problemSchema.shape,
        repair: member(z.nullable(z.string()), "what `--fix` would do; `null`: only a person can mend it"),
      }),
    ),
    "what is wrong; with `--fix`, what still is; of each kind at most a hundred, then one at `.workflow` that counts the rest",
  ),
  repairs: member(
    z.optional(
      z.array(
        z.strictObject({
          code: member(problemCode, "of the problem"),
          path: member(z.string(), "of the problem"),
          done: member(z.boolean(), "whether it was repaired"),
          message: member(z.string(), "what was done, or why not"),
        }),
      ),
    ),
    "with `--fix`: each repair that was tried",
  ),
});

export type DoctorJson = Answer<typeof doctorSchema>;
