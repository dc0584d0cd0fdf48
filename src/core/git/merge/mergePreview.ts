import { WorkflowError } from "../../base/errors.ts";
import { say } from "../../base/text.ts";

/** What merging two commits would give, computed without touching refs, index or files. */
export interface MergePreview {
  /** The merged tree; with conflicts it holds conflict markers and must not be used. */
  readonly tree: string;
  /** Paths that need a person, sorted; empty: the merge is clean. */
  readonly conflicts: readonly string[];
  /** Git's own sentences about the conflicts. */
  readonly messages: readonly string[];
}

/**
 * Parses `git merge-tree --write-tree -z --name-only --messages` (git ≥ 2.38): `tree NUL path NUL … NUL`, an empty field, then messages as
 * `count NUL path… NUL type NUL text NUL`. Paths may hold anything but NUL.
 */
export function parseMergeTree(output: Uint8Array): MergePreview {
  const fields = new TextDecoder().decode(output).split("\0");
  const tree = fields.shift() ?? "";
  if (!/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/u.test(tree)) {
    throw new WorkflowError(
      "git",
      say`Git's merge preview could not be read.`,
      say`Update git to 2.39 or newer, then try again.`,
    );
  }
  const end = fields.indexOf("");
  const conflicts = [...new Set(end < 0 ? fields : fields.slice(0, end))].toSorted();
  return { tree, conflicts, messages: end < 0 ? [] : conflictMessages(fields.slice(end + 1)) };
}

function conflictMessages(fields: readonly string[]): readonly string[] {
  const messages: string[] = [];
  let at = 0;
  while (at < fields.length && /^\d+$/u.test(fields[at] ?? "")) {
    const paths = Number(fields[at]);
    const type = fields[at + 1 + paths];
    const text = fields[at + 2 + paths];
    if (type === undefined || text === undefined) break;
    if (type.startsWith("CONFLICT")) messages.push(text.trimEnd());
    at += 3 + paths;
  }
  return messages;
}
