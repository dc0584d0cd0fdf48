import { mergePlainly } from "../../git/merge/mergePlainly.ts";
import { commitTree, type Identity } from "../../git/objects/commits.ts";
import { outputText } from "../../git/repository/nulText.ts";
import { isObjectId, type ObjectId } from "../../git/repository/objectId.ts";
import type { Repository } from "../../git/repository/repository.ts";

export interface MergeInput {
  /** `squash`: one commit on the target; `merge`: a commit with both parents. */
  readonly strategy: "squash" | "merge";
  readonly message: string;
  readonly author: Identity;
  /** Left out: the author. */
  readonly committer?: Identity;
  /** Seconds since 1970. */
  readonly time: number;
}

export type MergeOutcome =
  | {
      readonly kind: "clean";
      readonly tree: ObjectId;
      /** The commit the target would stand at. */
      readonly result: ObjectId;
      /** `null`: unrelated histories. */
      readonly mergeBase: ObjectId | null;
    }
  | {
      readonly kind: "conflict";
      /** Sorted. */
      readonly paths: readonly string[];
      /** Git's own sentences. */
      readonly messages: readonly string[];
      readonly mergeBase: ObjectId | null;
    };

/**
 * What merging `source` into `target` gives, computed in the vault, where the repository's attributes, drivers and configuration do not exist:
 * content is merged as text, line by line. The same input gives the same commit.
 */
export async function mergeInVault(
  vault: Repository,
  target: ObjectId,
  source: ObjectId,
  input: MergeInput,
  signal?: AbortSignal,
): Promise<MergeOutcome> {
  const [mergeBase, merged] = await Promise.all([
    findMergeBase(vault, target, source, signal),
    mergePlainly(vault, target, source, signal),
  ]);
  if (merged.kind === "conflict") return { ...merged, mergeBase };
  const { tree } = merged;
  const { strategy, message, author, committer = author, time } = input;
  const parents = strategy === "squash" ? [target] : [target, source];
  const result = await commitTree(vault, { tree, parents, message, author, committer, time: time * 1000 }, signal);
  return { kind: "clean", tree, result, mergeBase };
}

/** `null`: unrelated histories. */
export async function findMergeBase(
  vault: Repository,
  target: ObjectId,
  source: ObjectId,
  signal?: AbortSignal,
): Promise<ObjectId | null> {
  const { stdout } = await vault.answer(["merge-base", target, source], [1], { signal });
  const id = outputText(stdout);
  return isObjectId(id) ? id : null;
}
