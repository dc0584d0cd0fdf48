import * as z from "zod/mini";
import type { LandingManner } from "../../core/git/merge/findLanding.ts";
import type { OperationInProgress } from "../../core/git/directory/operationsInProgress.ts";
import type { RemovedFork } from "../../core/forks/removal/removedFork.ts";
import type { SweepCode } from "../../core/forks/sweep/sweepPlan.ts";
import type { SyncedFork } from "../../core/forks/syncFork.ts";
import type { IncludedFiles } from "../../core/forks/worktree/includedFiles.ts";
import type { UncommittedPath } from "../../core/forks/worktree/worktreeStatus.ts";
import { agentSchema } from "./base/agent.ts";
import { changedFileSchema } from "./base/changedFile.ts";
import { skippedFileSchema } from "./checkpoint.ts";
import { type Answer, member, named, objectId, redacted, time, words } from "./base/member.ts";
import { sessionState } from "./session.ts";

const id = member(z.string(), "the fork, a session");
const branch = member(z.string(), "`session/<id>`; of a fork that was adopted, the branch it was made of");

const included = member(
  z.strictObject({
    copied: member(z.array(z.string()), "paths"),
    skipped: member(
      z.array(
        z.strictObject({
          path: member(z.string(), "from the top of the working tree"),
          reason: member(
            words<IncludedFiles["skipped"][number]["reason"]>({
              symlink: "a link",
              unsafe: "a link is on the way to it",
              "not-a-file": "neither a file nor a directory",
              exists: "the worktree has one already",
              unreadable: "it cannot be read",
              "too-many": "there are too many",
              "nested-repository": "a repository of its own",
            }),
            "why",
          ),
        }),
      ),
      "what was not copied",
    ),
  }),
  "files that `.worktreeinclude` names, copied from the main checkout",
);
const submodules = member(
  z.array(
    z.strictObject({
      path: member(z.string(), "from the top of the worktree"),
      problem: member(z.nullable(z.string()), "why it was not checked out; `null`: it was"),
    }),
  ),
  "submodules of the new worktree",
);

/** `fork create` */
export const createdForkSchema = z.strictObject({
  id,
  branch,
  base: member(objectId, "the commit the branch starts at"),
  worktree: member(z.nullable(z.string()), "its worktree, absolute; `null` until it is opened"),
  skipped: member(
    z.optional(z.array(skippedFileSchema)),
    "what it lacks, because the checkpoint it starts at does not hold it; only of one that starts at a checkpoint",
  ),
  included: member(z.optional(included), "with `--worktree`: files that `.worktreeinclude` names, copied"),
  submodules: member(z.optional(submodules), "with `--worktree`: those of the new worktree"),
  redacted,
});

export type CreatedForkJson = Answer<typeof createdForkSchema>;

/** `fork open` */
export const openedForkSchema = z.strictObject({
  id,
  branch,
  worktree: member(z.string(), "its worktree, absolute"),
  created: member(z.boolean(), "false: it was there already, and nothing was done"),
  included,
  submodules,
  setup: member(
    z.nullable(
      z.strictObject({
        exit_code: member(z.number(), "how it ended"),
        output: member(z.string(), "the end of what it printed"),
      }),
    ),
    "the command of `--setup`; `null`: none has run",
  ),
});

export type OpenedForkJson = Answer<typeof openedForkSchema>;

const uncommitted = "paths with changes that no commit holds";
const notLookedAt =
  "paths that only a filter of the repository's own configuration could tell about, which no look starts";

const forkSchema = named(
  "fork",
  "One fork and how it stands to its baseline.",
  z.strictObject({
    id,
    state: member(sessionState, "where its session stands"),
    active: member(z.boolean(), "whether its session is the active one"),
    forked_from: member(
      z.strictObject({
        session: member(z.string(), "the session"),
        commit: member(z.string(), "the commit its branch started at"),
        checkpoint: member(z.optional(z.number()), "the number of the checkpoint it started at, if it did"),
      }),
      "the baseline",
    ),
    branch,
    head: member(z.nullable(objectId), "the commit of its branch; `null`: that is gone"),
    base: member(z.nullable(objectId), "the commit of its baseline; `null`: that is gone"),
    worktree: member(z.nullable(z.string()), "its worktree, absolute; `null`: it has none"),
    ahead: member(z.nullable(z.number()), "commits its baseline lacks; `null` when one of the two heads is missing"),
    behind: member(z.nullable(z.number()), "commits of its baseline that it lacks; `null` likewise"),
    files: member(z.nullable(z.number()), "files that differ since it left its baseline; `null` likewise"),
    merged: member(
      z.nullable(z.boolean()),
      "its baseline, or the branch that is published to, has all that was done in it, as its commits or as others; `null` likewise",
    ),
    merged_into: member(
      z.nullable(
        z.strictObject({
          ref: member(
            z.string(),
            "a branch or remote-tracking ref; `HEAD`: what the main checkout stands at, detached",
          ),
          how: member(
            words<LandingManner>({
              ancestor: "by its very commits",
              squash: "by one commit that changes exactly what they change",
              content: "by other commits: a rebase, cherry-picks, a squash onto files that had moved on",
            }),
            "how it came there",
          ),
          commit: member(objectId, "the first commit there that has it, as far back as it was looked for"),
          since: member(z.number(), "commits made in the fork since, which are not there; 0 where `merged` is true"),
        }),
      ),
      "where all of it, or all but its last commits, is now or once was without being taken back; `null`: nowhere that can be told",
    ),
    uncommitted: member(z.nullable(z.number()), `${uncommitted}; \`null\`: it could not be read`),
    not_looked_at: member(z.nullable(z.number()), `${notLookedAt}; \`null\` likewise`),
    last_activity: member(time, "the newest of its record, its head and its worktree"),
    agent: member(agentSchema, "who works on it; `null`: nobody has said"),
    problem: member(z.nullable(z.string()), "what is wrong with it, and what to do"),
  }),
);

/** `fork list` */
export const forksSchema = z.strictObject({
  forks: member(z.array(forkSchema), "the active one first, then the one changed last"),
});

export type ForksJson = Answer<typeof forksSchema>;

/** `fork diff` */
export const forkDiffSchema = z.strictObject({
  id,
  base: member(objectId, "where it left its baseline"),
  head: member(objectId, "the commit of its branch"),
  files: member(z.array(changedFileSchema), "what differs between the two"),
});

export type ForkDiffJson = Answer<typeof forkDiffSchema>;

/** `fork compare` */
export const comparisonSchema = z.strictObject({
  forks: member(
    z.array(
      z.strictObject({
        id,
        branch,
        head: member(objectId, "the commit of its branch"),
        base: member(objectId, "the commit of its baseline"),
        files: member(z.array(changedFileSchema), "what differs since it left its baseline"),
        added: member(z.number(), "lines, of all files"),
        removed: member(z.number(), "lines, of all files"),
        uncommitted: member(z.number(), uncommitted),
        not_looked_at: member(z.number(), notLookedAt),
        merged: member(z.boolean(), "its baseline has all that was done in it, as its commits or as others"),
        conflicts: member(z.array(z.string()), "paths that conflict with its baseline"),
        checks: member(
          z.strictObject({
            passed: member(z.number(), "how many"),
            skipped: member(z.number(), "how many"),
            failed: member(z.array(z.string()), "`<task>: <check>`"),
            unreadable: member(
              z.array(z.string()),
              "tasks whose `checks.json` cannot be read, or is beyond 1,000 files or 16 MiB of them",
            ),
          }),
          "what `runs/<task>/checks.json` have recorded",
        ),
      }),
    ),
    "as they were named",
  ),
  pairs: member(
    z.array(
      z.strictObject({
        forks: member(z.tuple([z.string(), z.string()]), "the two"),
        overlap: member(z.array(z.string()), "paths both change"),
        conflicts: member(z.array(z.string()), "paths that conflict when one is merged into the other"),
      }),
    ),
    "every two of them, once",
  ),
});

export type ComparisonJson = Answer<typeof comparisonSchema>;

/** `fork sync` */
export const syncedForkSchema = z.strictObject({
  id,
  branch,
  from: member(objectId, "the commit of its branch before"),
  base: member(objectId, "the commit of its baseline"),
  conflicts: member(z.array(z.string()), "paths that conflict"),
  messages: member(z.array(z.string()), "what git says of them"),
  result: member(
    words<SyncedFork["result"]>({
      current: "it has everything already",
      "fast-forward": "it now stands where its baseline does",
      merged: "its baseline is merged in",
      "would-merge": "a dry run without conflicts",
      conflicts: "nothing was touched",
    }),
    "what came of it",
  ),
  hint: member(z.optional(z.string()), "where it conflicts: what to do next"),
  head: member(objectId, "the commit of its branch now"),
});

export type SyncedForkJson = Answer<typeof syncedForkSchema>;

/** `fork remove` */
export const removedForkSchema = z.strictObject({
  id,
  branch,
  checkpoint: member(
    z.nullable(
      z.strictObject({
        n: member(z.number(), "its number, of the fork's session"),
        commit: member(objectId, "the commit that it is"),
        skipped: member(z.array(skippedFileSchema), "what it does not hold"),
      }),
    ),
    "the checkpoint taken first; `null`: there was nothing that is not kept elsewhere",
  ),
  autostashes: member(z.array(z.string()), "refs of edits git had put away, for `git stash apply`"),
  lost: member(
    z.strictObject({
      uncommitted: member(
        z.array(
          z.strictObject({
            path: member(z.string(), "from the top of the worktree"),
            kind: member(
              words<UncommittedPath["kind"]>({
                changed: "a file git knows",
                untracked: "a file git does not know",
                unmerged: "a conflict",
              }),
              "how git sees it",
            ),
            submodule: member(z.optional(z.literal(true)), "a submodule"),
            lossy: member(z.optional(z.literal(true)), "the name is not UTF-8, and `path` only shows it"),
            not_looked_at: member(
              z.optional(z.literal(true)),
              "only a filter of the repository's own configuration could tell whether it has changed",
            ),
          }),
        ),
        "changes that no commit holds; the checkpoint does, but for `unkept`",
      ),
      commits: member(
        z.strictObject({
          count: member(z.number(), "how many, at most 1000"),
          newest: member(
            z.array(
              z.strictObject({
                id: member(objectId, "the commit"),
                subject: member(z.string(), "its first line"),
              }),
            ),
            "at most 20",
          ),
        }),
        "commits that nothing else holds",
      ),
      submodules: member(z.array(z.string()), "submodules with commits that only this worktree had"),
      operations: member(
        z.array(
          words<OperationInProgress>({
            rebase: "a rebase",
            merge: "a merge",
            "cherry-pick": "a cherry-pick",
            revert: "a revert",
            bisect: "a bisect",
          }),
        ),
        "what waited in the worktree",
      ),
      repositories: member(z.array(z.string()), "repositories in it that no checkpoint holds"),
      unkept: member(z.array(z.string()), "those of `uncommitted` that no checkpoint can hold"),
      ignored: member(
        z.array(
          z.strictObject({
            path: member(z.string(), "from the top of the worktree; a directory has a slash behind it"),
            files: member(z.number(), "files in it; 1 for a file"),
            bytes: member(z.number(), "their size"),
            more: member(z.boolean(), "not all of it was counted"),
          }),
        ),
        "what git ignored in it",
      ),
    }),
    "what the removal took away",
  ),
  worktree_left: member(
    z.nullable(z.string()),
    "a worktree that a person has moved or another tool has made, absolute: it is left as it is",
  ),
  branch_deleted: member(z.boolean(), "false: `branch_kept` says why, or it was gone"),
  branch_kept: member(
    z.nullable(
      words<NonNullable<RemovedFork["branch_kept"]>>({
        used: "it is checked out elsewhere",
        moved: "it is not where it was",
        adopted: "it was there before the fork, which was made of it",
      }),
    ),
    "why the branch still stands; `null`: it does not",
  ),
  session: member(
    words<RemovedFork["session"]>({ archived: "it is in the archive", deleted: "it held nothing but its record" }),
    "what became of its session",
  ),
  set_aside: member(z.array(z.string()), "directories that are being deleted"),
});

export type RemovedForkJson = Answer<typeof removedForkSchema>;

const sweepCode = named(
  "sweep-code",
  "What removals and killed processes leave of forks.",
  words<SweepCode>({
    "unfinished-operation": "a change of a fork that its process did not end",
    "void-operation": "a change that was announced and never begun",
    "removed-directory": "a removed worktree that is not deleted yet",
    "adding-directory": "a worktree that was never put in place",
    "missing-worktree": "the repository has a worktree on file that is not there",
    "moved-worktree": "a worktree and its repository do not point at each other",
    "broken-worktree": "a directory that is not a worktree of this repository, or not any more",
    "finished-worktree": "the worktree of a session that is over",
    "lost-session": "a session whose directory is gone: nothing of it is removed, `wfs adopt` brings it back",
    "missing-branch": "a fork without its branch",
  }),
);

const subject = member(z.string(), "a directory, a file, or the full name of a branch");

/** `sweep` */
export const sweptSchema = z.strictObject({
  findings: member(
    z.array(
      z.strictObject({
        code: member(sweepCode, "which kind"),
        subject,
        session: member(z.nullable(z.string()), "whose it is, if it is a session's"),
        message: member(z.string(), "for people"),
        repair: member(z.nullable(z.string()), "what the sweep would do; `null`: only a person can mend it"),
        certain: member(z.boolean(), "nothing can be lost, so `wfs sweep` does it"),
      }),
    ),
    "what is left; with `--dry-run`, all there is",
  ),
  results: member(
    z.array(
      z.strictObject({
        code: member(sweepCode, "of the finding"),
        subject,
        done: member(z.boolean(), "whether it was done"),
        message: member(z.string(), "why not, or what else there is to say"),
      }),
    ),
    "what was done",
  ),
});

export type SweptJson = Answer<typeof sweptSchema>;
