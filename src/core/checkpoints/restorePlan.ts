import { WorkflowError } from "../errors.ts";
import { diffTrees, type PathChange } from "../git/treeDiff.ts";
import type { Checkpoint } from "./checkpoint.ts";
import type { FileEntries, FileEntry } from "./fileEntries.ts";
import { Surroundings } from "./surroundings.ts";
import type { TakeContext } from "./takeCheckpoint.ts";

/** A path that differs, and stays as it is. */
export interface KeptPath {
  readonly path: string;
  /**
   * `ignored`: what stands there (or above it) is no checkpoint's business; `left-out`: one of the two checkpoints does not hold the file;
   * `submodule`; `name`: not UTF-8; `edited`: changed after the restore was interrupted.
   */
  readonly reason: "ignored" | "left-out" | "submodule" | "name" | "edited";
}

/** Two sides of one change: every path of `from` that is not in `to` goes, every path of `to` comes. */
export interface RestorePlan {
  readonly from: FileEntries;
  readonly to: FileEntries;
  readonly kept: readonly KeptPath[];
  /** Paths that differ and are no checkpoint's business at all (excludedPaths.ts). */
  readonly excluded: readonly string[];
  /** To be made again. */
  readonly emptyDirectories: readonly string[];
}

/** What a checkpoint is to a restore; an undo entry gives the same. */
export type RestoreTarget = Pick<
  Checkpoint,
  "commit" | "tree" | "skipped" | "emptyDirectories" | "index" | "aside" | "place"
>;

/** What a plan compares. */
export type PlannedState = Pick<RestoreTarget, "tree" | "skipped" | "emptyDirectories">;

/** A path a person named, relative to the top: no `..`, no absolute path, no `.git`. Throws `usage`. */
export function checkPath(path: string): string {
  const parts = path
    .replaceAll("\\", "/")
    .replace(/^(?:\.\/)+|\/+$/gu, "")
    .split("/");
  const odd = parts.some(
    (part) => part === "" || part === "." || part === ".." || /^\.git$/iu.test(part) || part.includes("\0"),
  );
  if (!odd) return parts.join("/");
  throw new WorkflowError(
    "usage",
    `“${path}” is not a path inside the work tree.`,
    "Name files relative to its top, such as src/a.ts.",
  );
}

/** What changes between the files as they are (`current`, just taken) and as they were; nothing is touched. */
export async function planRestore(
  context: TakeContext,
  current: PlannedState,
  target: PlannedState,
  paths: readonly string[] | undefined,
  signal?: AbortSignal,
): Promise<RestorePlan> {
  const { repository, excluded } = context;
  const chosen = paths ?? [];
  const changes = await diffTrees(repository, current.tree, target.tree, { paths: chosen, signal });
  await checkChosen(context, target, chosen, changes, signal);
  const leftOut = new Set([...current.skipped, ...target.skipped].map(({ path }) => path));
  const staying = (change: PathChange): KeptPath["reason"] | undefined => {
    if (!change.exact) return "name";
    if (change.oldMode === "160000" || change.newMode === "160000") return "submodule";
    return leftOut.has(change.path) ? "left-out" : undefined;
  };
  // What stays is in the way of what comes, so only what really goes makes room.
  const going = changes.filter(
    (change) => change.status === "deleted" && !excluded.has(change.path) && !staying(change),
  );
  const surroundings = new Surroundings(context, new Set(going.map(({ path }) => path)));
  const from = new Map<string, FileEntry>();
  const to = new Map<string, FileEntry>();
  const kept: KeptPath[] = [];
  const passed: string[] = [];
  for (const change of changes) {
    const { path } = change;
    if (excluded.has(path)) {
      passed.push(path);
      continue;
    }
    const reason = staying(change);
    if (reason !== undefined) kept.push({ path, reason });
    else if (change.status === "added" && (await surroundings.blocked(path))) kept.push({ path, reason: "ignored" });
    else {
      if (change.status !== "added") from.set(path, { mode: change.oldMode, id: change.oldId });
      if (change.status !== "deleted") to.set(path, { mode: change.newMode, id: change.newId });
    }
  }
  const within = (directory: string): boolean =>
    paths === undefined || chosen.some((path) => directory === `${path}/` || directory.startsWith(`${path}/`));
  return { from, to, kept, excluded: passed, emptyDirectories: target.emptyDirectories.filter(within) };
}

async function checkChosen(
  { repository }: TakeContext,
  target: PlannedState,
  paths: readonly string[],
  changes: readonly PathChange[],
  signal?: AbortSignal,
): Promise<void> {
  for (const path of paths) {
    if (changes.some((change) => change.path === path || change.path.startsWith(`${path}/`))) continue;
    if (target.emptyDirectories.some((directory) => directory.startsWith(`${path}/`))) continue;
    const found = await repository.read(["ls-tree", "-z", "--full-tree", target.tree, "--", path], { signal });
    if (found.length > 0) continue;
    throw new WorkflowError(
      "not-found",
      `The checkpoint does not hold “${path}”, and it is not in the working tree either.`,
      "Name a path as the checkpoint's own list shows it.",
    );
  }
}
