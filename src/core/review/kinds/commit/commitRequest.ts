import * as z from "zod/mini";
import { WorkflowError } from "../../../base/errors.ts";
import { say } from "../../../base/text.ts";
import { baseName } from "../../../files/paths.ts";
import { treeOf } from "../../../git/objects/commits.ts";
import { objectIdSchema } from "../../../git/repository/objectId.ts";
import type { AskedKind, NewRequest } from "../common/askedKind.ts";
import { refFact, treeFact } from "../common/facts.ts";
import { requestFields } from "../common/requestFields.ts";

const schema = z.strictObject({
  ...requestFields,
  kind: z.literal("commit"),
  /** HEAD of the session's working tree, and the tree of its work, as they were. */
  head: objectIdSchema,
  tree: objectIdSchema,
});

export type CommitRequest = z.infer<typeof schema>;

/** What a commit is about: HEAD of the session's working tree, and what that holds. */
export type CommitFact = "head" | "tree";

/** A session's work as one commit on the branch its working tree is on. */
export const commitRequest: AskedKind<CommitRequest, NewRequest, CommitFact> = {
  schema,
  problem: () => undefined,
  async create(session, { signal }, { repository, workTrees, worktree }) {
    if (session.record.forked_from === undefined && !session.active) {
      throw new WorkflowError(
        "refused",
        say`${session.id} is not active: what lies in the main working tree now is the work of another session, or of none.`,
        say`Switch to it first (wfs switch ${session.id}), or name the active session.`,
      );
    }
    if (session.record.forked_from !== undefined && (await worktree(session.id)) === undefined) {
      throw new WorkflowError(
        "refused",
        say`The fork ${session.id} has no worktree, so there is no work to commit.`,
        say`Open it first (wfs fork open ${session.id}).`,
      );
    }
    const { tree, head, branch } = await workTrees.currentTree(session.id, signal);
    if (head === undefined) {
      throw new WorkflowError(
        "no-commits",
        say`The repository has no commit yet.`,
        say`Make a first commit, then try again.`,
      );
    }
    if (branch === undefined) {
      throw new WorkflowError(
        "refused",
        say`HEAD is detached: a commit would be on no branch.`,
        say`Switch to a branch first (git switch).`,
      );
    }
    if (tree === (await treeOf(await repository(), head, signal))) {
      throw new WorkflowError(
        "refused",
        say`${session.id} has nothing to commit: its files are as in the last commit.`,
        say`Change something first. Files of sessions (.workflow) are no part of such a commit: commit them by hand in a fork, then ask for a merge.`,
      );
    }
    return { head, tree };
  },
  object: () => "",
  again: () => ({}),
  workTree: "session",
  facts: ({ session, head, tree }) => ({
    head: refFact(say`HEAD of ${session}`, head),
    tree: treeFact(session, tree),
  }),
  async lookups(_request, session, { worktree }) {
    try {
      const link = await worktree(session);
      return { head: { by: "ref", name: link === undefined ? "HEAD" : `worktrees/${baseName(link.admin)}/HEAD` } };
    } catch (error) {
      if (!(error instanceof WorkflowError) || error.code !== "unsafe-path") throw error;
      return { head: { by: "ref", name: null } };
    }
  },
  isUndoable: true,
};
