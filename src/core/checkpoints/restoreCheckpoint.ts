import { WorkflowError } from "../base/errors.ts";
import { say } from "../base/text.ts";
import { treeOf } from "../git/objects/commits.ts";
import type { ObjectId } from "../git/repository/objectId.ts";
import type { RefName } from "../git/repository/refName.ts";
import type { SessionId } from "../sessions/model/sessionId.ts";
import type { WorktreeKind } from "../worktrees/worktree.ts";
import { changeFiles, type RestoreContext } from "./restore/changeFiles.ts";
import { bringBackLfsObjects } from "./rawContent/lfsObjects.ts";
import type { JournalEntry } from "./restore/restoreJournal.ts";
import { lstatInside } from "../files/lstatInside.ts";
import { planRestore, type KeptPath, type RestorePlan } from "./restore/restorePlan.ts";
import type { RestoreTarget } from "./restore/restoreTarget.ts";
import type { Taken } from "./takeCheckpoint.ts";
import { readStacks } from "./restore/undoStack.ts";

export interface RestoreRequest {
  readonly session: SessionId;
  readonly operation: "restore" | "undo" | "redo";
  readonly target: RestoreTarget;
  /** The target's number, where it is a checkpoint that was named. */
  readonly number?: number;
  /** Only these files and directories; left out: everything. */
  readonly paths?: readonly string[] | undefined;
  /** The index too. */
  readonly index: boolean;
  /** Files that what is undone has brought where none were. */
  readonly brought?: readonly string[];
  readonly pop?: { readonly ref: RefName; readonly id: ObjectId };
  readonly signal?: AbortSignal | undefined;
}

export interface Restored {
  /** Files written or removed. */
  readonly files: number;
  readonly kept: readonly KeptPath[];
  /** Files that are ignored now, were others, and are as the target holds them again. */
  readonly replaced: readonly string[];
  /** The checkpoint of just before. */
  readonly safety: Taken;
  /** False: everything was so already. */
  readonly isChanged: boolean;
}

/** Takes the checkpoint of before, with these ignored files too. */
export type TakeBefore = (also: readonly string[]) => Promise<Taken>;

/**
 * Brings the working tree to the target (changeFiles.ts). The checkpoint of before comes first, so whatever happens is undoable; where ignored
 * files are in the way, it comes again and holds them. Throws `conflict` (nothing changed) when a file was edited meanwhile.
 */
export async function restoreCheckpoint(
  context: RestoreContext,
  take: TakeBefore,
  request: RestoreRequest,
): Promise<Restored> {
  const { session, operation, target, paths, brought = [], pop, signal } = request;
  const options = { paths, brought, signal };
  let safety = await take([]);
  const [first, stacks] = await Promise.all([
    planRestore(context, safety.checkpoint, target, options),
    readStacks(context.repository, session, context),
  ]);
  await bringBackLfsObjects(context, target.commit);
  let plan = first;
  const unheld = await unheldAmong(context, brought, first);
  const also = [...first.hidden, ...unheld.holdable];
  if (also.length > 0) {
    safety = await take(also);
    plan = await planRestore(context, safety.checkpoint, target, options);
  }
  const current = safety.checkpoint;
  const index = request.index ? await planIndex(context, current, target, signal) : undefined;
  const files = new Set([...plan.from.keys(), ...plan.to.keys()]).size;
  const idle = files === 0 && index === undefined && plan.emptyDirectories.length === 0;
  const replaced = first.hidden.filter((path) => plan.to.has(path));
  const left = unheld.large.map((path) => ({ path, reason: "left-out" as const }));
  const restored = { files, kept: [...plan.kept, ...left], replaced, safety };
  if (idle && operation === "restore") return { ...restored, isChanged: false };
  const undo = { index: request.index, ...(paths === undefined ? {} : { paths: [...paths] }) };
  const parents = index === undefined ? [current.commit] : [current.commit, target.commit];
  await changeFiles(context, {
    session,
    plan,
    entry: { operation, index, pop, undo },
    parents,
    stacks,
    since: safety.began,
    editedMeanwhile,
    signal,
  });
  return { ...restored, isChanged: true };
}

/** Those files that stand, and that the checkpoint of now does not hold: they are ignored, which can be changed, or too large. */
async function unheldAmong(
  { fs, repository, sizeLimit }: RestoreContext,
  paths: readonly string[],
  { from, kept }: RestorePlan,
): Promise<{ readonly holdable: readonly string[]; readonly large: readonly string[] }> {
  const known = new Set([...from.keys(), ...kept.map(({ path }) => path)]);
  const [holdable, large]: [string[], string[]] = [[], []];
  for (const path of paths) {
    if (known.has(path)) continue;
    const stat = await lstatInside(fs, repository.paths.root, path);
    if (stat?.kind === "symlink" || (stat?.kind === "file" && stat.size <= sizeLimit)) holdable.push(path);
    else if (stat?.kind === "file") large.push(path);
  }
  return { holdable, large };
}

async function planIndex(
  context: RestoreContext,
  current: RestoreTarget,
  target: RestoreTarget,
  signal?: AbortSignal,
): Promise<JournalEntry["index"]> {
  if (current.index === undefined || target.index === undefined) {
    throw new WorkflowError(
      "conflict",
      current.index === undefined
        ? say`The index holds unresolved conflicts, so it cannot be exchanged.`
        : say`The index held unresolved conflicts, so it cannot be exchanged.`,
      say`Restore the files alone, without the index.`,
    );
  }
  const [from, to] = await Promise.all([
    treeOf(context.repository, current.index, signal),
    treeOf(context.repository, target.index, signal),
  ]);
  return from === to ? undefined : { from, to };
}

function editedMeanwhile(paths: readonly string[]): WorkflowError {
  const named = paths.slice(0, 5).join(", ") + (paths.length > 5 ? " …" : "");
  return new WorkflowError(
    "conflict",
    say`Nothing was restored: ${named} changed while the restore was prepared.`,
    say`Let the edits come to rest (save or stop what writes there), then restore again.`,
  );
}

/** The refusal to restore a checkpoint that is of another working tree than the session has now. */
export function ofOtherTree(session: SessionId, place: WorktreeKind): WorkflowError {
  return place === "worktree"
    ? new WorkflowError(
        "refused",
        say`The checkpoint is of the worktree of ${session}, which is not open.`,
        say`Open the fork first.`,
      )
    : new WorkflowError(
        "refused",
        say`The checkpoint is of the main checkout, and ${session} now has its own worktree.`,
        say`Start a fork from it instead.`,
      );
}
