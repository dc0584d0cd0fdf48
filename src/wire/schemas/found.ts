import * as z from "zod/mini";
import type { FoundKind } from "../../core/found/model/foundWork.ts";
import { type Answer, member, named, objectId, time, words } from "./base/member.ts";

const foundWorkSchema = named(
  "found work",
  "One piece of work that is no session's.",
  z.strictObject({
    kind: member(
      words<FoundKind>({
        worktree: "a linked worktree, with the branch in it",
        branch: "a branch that no worktree has, or that only a remote has and that is named as agents name theirs",
        changes: "what is not committed in the main checkout",
      }),
      "what it is",
    ),
    path: member(z.nullable(z.string()), "its working tree, absolute; `null` for a branch"),
    branch: member(
      z.nullable(z.string()),
      "its branch, of a remote with that (`origin/copilot/x`); `null`: HEAD is detached there",
    ),
    ref: member(z.nullable(z.string()), "the same as git's full name; `null` likewise"),
    tool: member(z.nullable(z.string()), "the product that made it; `null`: neither its place nor its branch tells"),
    head: member(z.nullable(objectId), "its commit; `null`: there is none yet, or it cannot be read"),
    base: member(z.nullable(objectId), "the commit of `against`; `null`: there is none"),
    ahead: member(
      z.nullable(z.number()),
      "commits that `against` lacks; `null` of changes, and where one of the two commits is missing",
    ),
    behind: member(z.nullable(z.number()), "commits of `against` that it lacks; `null` likewise"),
    files: member(z.nullable(z.number()), "files that differ since it left `against`; `null` likewise"),
    squashed: member(
      z.nullable(z.boolean()),
      "of a worktree: `against` has got, by other commits, all that these commits do; `null` likewise",
    ),
    dirty: member(
      z.nullable(z.number()),
      "paths with changes that no commit holds; `null` of a branch, and where it cannot be read",
    ),
    not_looked_at: member(
      z.nullable(z.number()),
      "paths that only a filter of the repository's own configuration could tell about, which no look starts; `null` likewise",
    ),
    last: member(time, "when something was last done"),
    problem: member(z.nullable(z.string()), "why something of it could not be read; `null`: all could"),
  }),
);

/** `found` */
export const foundSchema = z.strictObject({
  found: member(
    z.array(foundWorkSchema),
    "worktrees, changes and what is named as branches of agents are, then the rest; of each the newest first",
  ),
  more: member(z.number(), "how many more there are that are not listed"),
  against: member(
    z.nullable(z.string()),
    "the branch they are measured against, such as `main` or `origin/main`; `null`: there is none yet",
  ),
});

export type FoundJson = Answer<typeof foundSchema>;
