import type { FileSystem } from "../base/ports.ts";
import { joinPath } from "../files/paths.ts";
import { outputText } from "../git/repository/nulText.ts";
import { isObjectId } from "../git/repository/objectId.ts";

/** A branch that git itself would not move or delete because of what is in progress in a working tree, though HEAD is detached there. */
export interface HeldBranch {
  /** Full name. */
  readonly ref: string;
  readonly operation: "rebase" | "bisect";
}

const mostBytes = 1024 * 1024;

/** The files by which git knows: the branch that is rebased, those that are to follow it (`--update-refs`), and the one a bisect goes back to. */
const files = [
  ["rebase-merge/head-name", "rebase"],
  ["rebase-apply/head-name", "rebase"],
  ["rebase-merge/update-refs", "rebase"],
  ["BISECT_START", "bisect"],
] as const;

/** Read from files. `admin`: a working tree's own git directory. */
export async function heldBranches(fs: FileSystem, admin: string): Promise<readonly HeldBranch[]> {
  const found: HeldBranch[] = [];
  for (const [name, operation] of files) {
    const path = joinPath(admin, name);
    const bytes = (await fs.lstat(path))?.kind === "file" ? await fs.read(path, mostBytes) : undefined;
    for (const line of bytes === undefined ? [] : outputText(bytes).split("\n")) {
      const ref = operation === "bisect" ? bisectedBranch(line) : rebasedBranch(line);
      if (ref !== undefined) found.push({ ref, operation });
    }
  }
  return found;
}

/** `undefined`: HEAD was detached before. */
export function rebasedBranch(line: string): string | undefined {
  return line.startsWith("refs/") ? line : undefined;
}

/** The same of the word a bisect has begun with: a branch without `refs/heads/`, or a commit. */
export function bisectedBranch(word: string): string | undefined {
  if (word === "" || isObjectId(word)) return undefined;
  return rebasedBranch(word) ?? `refs/heads/${word}`;
}
