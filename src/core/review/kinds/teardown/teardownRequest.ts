import { say } from "../../../base/text.ts";
import * as z from "zod/mini";
import { notAFork } from "../../../forks/listForks.ts";
import { objectIdSchema } from "../../../git/repository/objectId.ts";
import { readRef } from "../../../git/refs/refs.ts";
import { branchOfFork, branchOfRecord } from "../../../worktrees/forkBranch.ts";
import type { AskedKind, NewRequest } from "../common/askedKind.ts";
import { refFact, treeFact } from "../common/facts.ts";
import { requestFields } from "../common/requestFields.ts";

const schema = z.strictObject({
  ...requestFields,
  kind: z.literal("teardown"),
  /** The fork's branch; `null`: it is gone. */
  head: z.nullable(objectIdSchema),
  /** Tree of everything in its worktree; `null`: there is none. */
  tree: z.nullable(objectIdSchema),
});

export type TeardownRequest = z.infer<typeof schema>;

/** What a removal is about: the fork's branch, and what its worktree holds. */
export type TeardownFact = "head" | "tree";

/** The removal of a fork: worktree and branch. */
export const teardownRequest: AskedKind<TeardownRequest, NewRequest, TeardownFact> = {
  schema,
  problem: () => undefined,
  async create(fork, { signal }, { repository, workTrees, worktree }) {
    if (fork.record.forked_from === undefined) throw notAFork(fork.id);
    const head = (await readRef(await repository(), branchOfRecord(fork.id, fork.record), signal)) ?? null;
    const open = (await worktree(fork.id)) !== undefined;
    return { head, tree: open ? await workTrees.treeOf(fork.id, signal) : null };
  },
  object: () => "",
  again: () => ({}),
  workTree: "fork",
  facts: ({ session, head, tree }) => ({
    head: refFact(say`The branch of ${session}`, head),
    tree: treeFact(session, tree),
  }),
  lookups: async (_request, session, place) => ({ head: { by: "ref", name: branchOfFork(place, session) } }),
  isUndoable: false,
};
