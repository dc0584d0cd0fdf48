import * as z from "zod/mini";
import { WorkflowError } from "../../../base/errors.ts";
import { say } from "../../../base/text.ts";
import { notAFork } from "../../../forks/listForks.ts";
import { isObjectId, objectIdSchema } from "../../../git/repository/objectId.ts";
import { branchRef as refOfBranch, refName, shortName, type RefName } from "../../../git/repository/refName.ts";
import { readHead } from "../../../git/refs/readHead.ts";
import { readRefs } from "../../../git/refs/refs.ts";
import { named } from "../../../gate/readDocument.ts";
import { branchOfFork, branchOfRecord } from "../../../worktrees/forkBranch.ts";
import type { AskedKind, AskedLookups, NewRequest } from "../common/askedKind.ts";
import { refFact } from "../common/facts.ts";
import { refNameSchema } from "../common/refNameSchema.ts";
import { requestFields } from "../common/requestFields.ts";
import { isStale } from "../common/standing.ts";
import { lookAtMerge, MergeConflict, standingOfMerge } from "./askedMerge.ts";

const schema = z.strictObject({
  ...requestFields,
  kind: z.literal("merge"),
  into: refNameSchema,
  strategy: z.enum(["squash", "merge"]),
  source_commit: objectIdSchema,
  target_commit: objectIdSchema,
});

export type MergeRequest = z.infer<typeof schema>;

/** `into` left out: the branch the main checkout is on; `strategy` left out: squash. */
export interface MergeInput extends NewRequest {
  readonly into?: string;
  readonly strategy?: "squash" | "merge";
}

/** What a merge is about: the fork's branch, and the branch it goes into. */
export type MergeFact = "source" | "target";

/** The fork's branch, as it stands, into another branch. */
export const mergeRequest: AskedKind<MergeRequest, MergeInput, MergeFact> = {
  schema,
  problem({ into, session }) {
    if (!into.startsWith("refs/heads/")) return say`It would merge into ${named(into)}, which is not a branch.`;
    if (into === `refs/heads/session/${session}`) return say`It would merge the session's branch into itself.`;
    return undefined;
  },
  async create(fork, input, lookups) {
    const { signal } = input;
    if (fork.record.forked_from === undefined) throw notAFork(fork.id);
    const repository = await lookups.repository();
    const source = branchOfRecord(fork.id, fork.record);
    const into = await target(lookups, input);
    if (into === source) {
      throw new WorkflowError(
        "refused",
        say`${fork.id} would be merged into itself.`,
        say`Name another branch (--into).`,
      );
    }
    const refs = await readRefs(repository, [source, into], signal);
    const [from, to] = [refs.get(source), refs.get(into)];
    if (from === undefined) {
      throw new WorkflowError("not-found", say`The branch ${source} is gone.`, say`Run the sweep (wfs sweep).`);
    }
    if (to === undefined) {
      throw new WorkflowError(
        "not-found",
        say`There is no branch ${into}.`,
        say`git branch --list shows the branches.`,
      );
    }
    const strategy = input.strategy ?? "squash";
    const asked = { strategy, source: from, target: to };
    const merge = await lookups.inPlainGit(async (plain) => lookAtMerge(plain, asked, signal));
    if (merge.kind === "conflict") throw new MergeConflict(fork.id, shortName(into), merge.paths);
    if (merge.kind === "nothing") {
      throw new WorkflowError(
        "refused",
        say`${shortName(into)} has everything of ${fork.id} already.`,
        say`Commit new work in it first (wfs request commit --session ${fork.id}), or ask for its removal (wfs request teardown --session ${fork.id}).`,
      );
    }
    return { into, strategy, source_commit: from, target_commit: to };
  },
  object: ({ into }) => into,
  again: ({ into, strategy }) => ({ into, strategy }),
  workTree: null,
  facts: ({ session, into, source_commit, target_commit }) => ({
    source: refFact(say`The branch of ${session}`, source_commit),
    target: refFact(into, target_commit),
  }),
  lookups: async ({ into }, session, place) => ({
    source: { by: "ref", name: branchOfFork(place, session) },
    target: { by: "ref", name: into },
  }),
  async standing(
    { strategy, source_commit: source, target_commit: saw },
    { source: fork, target: now },
    inPlainGit,
    signal,
  ) {
    if ((fork !== source && fork !== null) || now === null || now === undefined || !isObjectId(now)) return isStale;
    const standing = await inPlainGit(async (plain) => standingOfMerge(plain, { strategy, source, saw, now }, signal));
    // Of a fork that is gone only what was merged before stays true.
    return fork === source || standing.kind === "merged" ? standing : isStale;
  },
  isUndoable: true,
};

/** The branch that is meant: a short name, a full one, or the one the main checkout is on. */
async function target({ repository, fs }: AskedLookups, { into, signal }: MergeInput): Promise<RefName> {
  if (into === undefined) {
    const { branch } = await readHead(await repository(), fs, signal);
    if (branch !== undefined) return branch;
    throw new WorkflowError(
      "refused",
      say`The main checkout is on no branch.`,
      say`Name the branch to merge into (--into).`,
    );
  }
  const ref = into.startsWith("refs/") ? refName(into) : refOfBranch(into);
  if (ref.startsWith("refs/heads/")) return ref;
  throw new WorkflowError("refused", say`${ref} is not a branch.`, say`Only branches are merged into (refs/heads/…).`);
}
