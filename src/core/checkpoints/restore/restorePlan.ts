import { WorkflowError } from "../../base/errors.ts";
import { say } from "../../base/text.ts";
import type { LineEndings } from "../../git/config/lineEndings.ts";
import { diffTrees, type PathChange } from "../../git/objects/treeDiff.ts";
import { readIgnored, readRaw } from "../rawContent/aside.ts";
import { byteChanges } from "./byteChanges.ts";
import { differingRaw } from "../rawContent/differingRaw.ts";
import { pick, SmallIndex, type FileEntries, type FileEntry } from "../../git/objects/fileEntries.ts";
import { lstatInside } from "../../files/lstatInside.ts";
import { scratchPath } from "../../git/index/privateIndex.ts";
import { PathGuard } from "./pathGuard.ts";
import { submoduleStandsAt } from "../tree/submoduleContent.ts";
import { targetAttributes } from "./targetAttributes.ts";
import type { TakeContext } from "../tree/takeContext.ts";
import type { PlannedState } from "./restoreTarget.ts";

/** A path that differs, and stays as it is. */
export interface KeptPath {
  readonly path: string;
  /**
   * `ignored`: what stands there (or above it) is held by no checkpoint, or was not when this one was taken; `left-out`: one of the two
   * checkpoints does not hold the file;
   * `submodule`; `name`: not UTF-8; `edited`: changed after the restore was interrupted.
   */
  readonly reason: "ignored" | "left-out" | "submodule" | "name" | "edited";
}

/** Two sides of one change: every path of `from` that is not in `to` goes, every path of `to` comes. */
export interface RestorePlan {
  readonly from: FileEntries;
  readonly to: FileEntries;
  /** Those of both sides whose exact bytes and execute bit are known (aside.ts). */
  readonly raw: { readonly from: FileEntries; readonly to: FileEntries };
  /** All files of attributes of the target, where there are others now. */
  readonly attributes: FileEntries | undefined;
  /** What the configuration said of line endings when the sides were so; `undefined`: what it says now. */
  readonly lines: { readonly from: LineEndings | undefined; readonly to: LineEndings | undefined };
  /** Those of `kept` where a file is ignored now, and can be replaced when a checkpoint holds it all the same (`TakeRequest.also`). */
  readonly hidden: readonly string[];
  readonly kept: readonly KeptPath[];
  /** Paths that differ and that no checkpoint ever holds (excludedPaths.ts). */
  readonly excluded: readonly string[];
  /** To be made again. */
  readonly emptyDirectories: readonly string[];
}

export interface PlanOptions {
  /** Only these files and directories; left out: everything. */
  readonly paths?: readonly string[] | undefined;
  /** The target is a merge of git's: files whose content does not change keep their bytes, and what is in the way is not replaced. */
  readonly merged?: boolean;
  /** All that differs from one tree to the other, where it is known. */
  readonly changes?: readonly PathChange[] | undefined;
  /** These go where the target does not hold them, though they may have been ignored then. */
  readonly brought?: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

/** A path a person named, relative to the top: no `..`, no absolute path, no `.git`. Throws `usage`. */
export function checkPath(path: string): string {
  const parts = path.replace(/^(?:\.\/)+|\/+$/gu, "").split("/");
  const odd = parts.some(
    (part) => part === "" || part === "." || part === ".." || /^\.git$/iu.test(part) || part.includes("\0"),
  );
  if (!odd) return parts.join("/");
  throw new WorkflowError(
    "usage",
    say`“${path}” is not a path inside the working tree.`,
    say`Name files relative to its top, such as src/a.ts.`,
  );
}

/** What changes between the files as they are (`current`, just taken) and as they were; nothing is touched. */
export async function planRestore(
  context: TakeContext,
  current: PlannedState,
  target: PlannedState,
  { paths, merged = false, changes: known, brought = [], signal }: PlanOptions = {},
): Promise<RestorePlan> {
  const { repository, fs, excluded, sizeLimit } = context;
  const chosen = paths ?? [];
  const [changes, rawNow, rawThen, wasIgnored] = await Promise.all([
    known ?? diffTrees(repository, current.tree, target.tree, { paths: chosen, signal }),
    readRaw(repository, current.aside, signal),
    readRaw(repository, target.aside, signal),
    readIgnored(repository, target.aside, signal),
  ]);
  const attributes = await targetAttributes(context, current, target, { changes, chosen }, signal);
  await checkChosen(context, target, chosen, changes, signal);
  // What the target holds of a file that is stripped can come back; what a filter would strip of one now must not go.
  const unheld = [...current.skipped, ...target.skipped.filter(({ reason }) => reason !== "stripped")];
  const isLeftOut = belowAny(unheld.map(({ path }) => path));
  const isOurs = new Set(brought);
  const staying = (change: PathChange): KeptPath["reason"] | undefined => {
    if (!change.exact) return "name";
    if (change.oldMode === "160000" || change.newMode === "160000") return "submodule";
    if (isLeftOut(change.path)) return "left-out";
    return change.status === "deleted" && wasIgnored(change.path) && !isOurs.has(change.path) ? "ignored" : undefined;
  };
  // What stays is in the way of what comes, so only what really goes makes room.
  const going = changes.filter(
    (change) => change.status === "deleted" && !excluded.has(change.path) && !staying(change),
  );
  const guard = new PathGuard(context, new Set(going.map(({ path }) => path)), current.tree);
  const from = new Map<string, FileEntry>();
  const to = new Map<string, FileEntry>();
  const kept: KeptPath[] = [];
  const passed: string[] = [];
  const covered = new Map<string, FileEntry>();
  for (const change of changes) {
    const { path } = change;
    if (excluded.has(path)) {
      passed.push(path);
      continue;
    }
    const after = { mode: change.newMode, id: change.newId };
    const reason = staying(change);
    if (merged && reason === "submodule" && (await movesAlone(context, change, signal))) continue;
    const met = reason === undefined && change.status === "added" ? await guard.meets(path) : "nothing";
    if (reason !== undefined) kept.push({ path, reason });
    else if (met === "file" && !merged) covered.set(path, after);
    else if (met !== "nothing") kept.push({ path, reason: "ignored" });
    else {
      if (change.status !== "added") from.set(path, { mode: change.oldMode, id: change.oldId });
      if (change.status !== "deleted") to.set(path, after);
    }
  }
  const differing = await notStanding(context, { entries: covered, raw: rawThen }, signal);
  kept.push(...differing.map((path) => ({ path, reason: "ignored" as const })));
  const sizes = await Promise.all(
    differing.map(async (path) => (await lstatInside(fs, repository.paths.root, path))?.size),
  );
  const hidden = differing.filter((_, at) => (sizes[at] ?? 0) <= sizeLimit);
  const within = belowAny(chosen);
  if (!merged) {
    const known = new Set(changes.map(({ path }) => path));
    const isPlanned = (path: string): boolean =>
      !known.has(path) && !excluded.has(path) && !isLeftOut(path) && (paths === undefined || within(path));
    const question = {
      current,
      target,
      haveOthers: attributes !== undefined,
      raw: { from: rawNow, to: rawThen },
      isPlanned,
    };
    const entries = await byteChanges(context, question, signal);
    for (const [path, entry] of entries) {
      from.set(path, entry);
      to.set(path, entry);
    }
  }
  return {
    from,
    to,
    raw: { from: pick(rawNow, from), to: merged ? new Map() : pick(rawThen, to) },
    attributes,
    lines: { from: current.lines, to: merged ? undefined : target.lines },
    hidden,
    kept: kept.toSorted((left, right) => (left.path < right.path ? -1 : Number(left.path > right.path))),
    excluded: passed,
    emptyDirectories: target.emptyDirectories.filter((directory) => paths === undefined || within(directory)),
  };
}

/** Whether the number of a submodule's commit may change while its files stay as they are, which is what git's own merge does. */
async function movesAlone(context: TakeContext, change: PathChange, signal?: AbortSignal): Promise<boolean> {
  const { path, oldMode, newMode, oldId, newId } = change;
  return oldMode === newMode && (await submoduleStandsAt(context, path, [oldId, newId], signal));
}

/** Whether a path is one of these, or below one of them. */
function belowAny(names: readonly string[]): (path: string) => boolean {
  const known = new Set(names.map((name) => name.replace(/\/$/u, "")));
  return (path) => {
    for (let end = path.indexOf("/"); end >= 0; end = path.indexOf("/", end + 1))
      if (known.has(path.slice(0, end))) return true;
    return known.has(path);
  };
}

/** Those files that do not stand as they shall be. */
async function notStanding(
  context: TakeContext,
  { entries, raw }: { readonly entries: FileEntries; readonly raw: FileEntries },
  signal?: AbortSignal,
): Promise<readonly string[]> {
  if (entries.size === 0) return [];
  const index = new SmallIndex(context.repository, scratchPath(context));
  try {
    await index.load({ "": entries }, signal);
    const differing = [...(await index.differing(signal))];
    return [...new Set([...differing, ...(await differingRaw(context, pick(raw, entries), signal))])].toSorted();
  } finally {
    await index.remove(context.fs);
  }
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
      say`The checkpoint does not hold “${path}”, and it is not in the working tree either.`,
      say`Name a path as the checkpoint's own list shows it.`,
    );
  }
}
