import * as z from "zod/mini";
import type { ErrorCode } from "../../core/base/errors.ts";
import { type Answer, member, named, words } from "./base/member.ts";

const errorCode = named(
  "error-code",
  "Why something was refused or failed.",
  words<ErrorCode>({
    usage: "the command line cannot be understood",
    "not-found": "what was named is not there",
    exists: "what would be made is there already",
    "invalid-name": "a name that cannot be one",
    "invalid-record": "a file that is not what it should be",
    "no-active-session": "no session is named and none is active",
    "no-workflow": "there is no `.workflow`",
    "unsafe-path": "a path that leads out, or through a link",
    untrusted: "programs of the repository's own configuration would run, and nobody has approved them",
    cancelled: "somebody has stopped it",
    conflict: "something else changes the same thing, or has changed it",
    refused: "it would lose work, or is not what the thing is for",
    file: "a file could not be read or written",
    git: "git has failed",
    "git-missing": "there is no git, or only one that is too old",
    "not-a-repository": "it needs a git repository",
    "no-commits": "it needs a repository with a commit",
    internal: "a defect of Workflow Sessions",
  }),
);

/** On standard error, with nothing on standard output. */
export const errorSchema = z.strictObject({
  error: member(
    z.strictObject({
      code: member(errorCode, "for programs"),
      message: member(z.string(), "what happened, for people"),
      hint: member(z.string(), "what to do next"),
      paths: member(z.optional(z.array(z.string())), "the files in which two changes meet"),
    }),
    "why there is no answer",
  ),
});

export type ErrorJson = Answer<typeof errorSchema>;
