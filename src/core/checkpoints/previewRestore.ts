import type { ChangedFile } from "../git/objects/changedFiles.ts";
import type { SessionId } from "../sessions/model/sessionId.ts";
import { readRaw } from "./rawContent/aside.ts";
import { differingRaw } from "./rawContent/differingRaw.ts";
import type { Checkpoint } from "./model/checkpoint.ts";
import { compareCheckpoint, type CheckpointDiff } from "./compareCheckpoints.ts";
import { readEntries, type FileEntries } from "../git/objects/fileEntries.ts";
import { withPersonsFilters } from "./tree/personsFilters.ts";
import { readLatest } from "./model/readCheckpoints.ts";
import { planRestore } from "./restore/restorePlan.ts";
import type { TakeContext } from "./tree/takeContext.ts";

/** What a restore would do now: `files` are those that would change, seen from the checkpoint as in any comparison. */
export interface RestorePreview extends CheckpointDiff {
  /** Those of `files` that are ignored now, and would be replaced all the same. */
  readonly replaced: readonly string[];
}

/** Changes nothing, and runs nothing that only the repository's own configuration names. */
export async function previewRestore(
  context: TakeContext,
  session: SessionId,
  checkpoint: Checkpoint,
  signal?: AbortSignal,
): Promise<RestorePreview> {
  const quiet = await withPersonsFilters(context, signal);
  const diff = await compareCheckpoint(context, session, checkpoint, "working-tree", signal);
  // Whether a filter keeps a file whole no look can tell; the newest checkpoint has asked. What is raw now is found by looking at the files that were raw then.
  const { checkpoint: newest } = await readLatest(quiet.repository, context.fs, session, signal);
  const skipped = newest?.skipped.filter(({ reason }) => reason === "stripped") ?? [];
  const current = { tree: diff.to, skipped, emptyDirectories: [], aside: checkpoint.aside, lines: undefined };
  const { from, to, hidden } = await planRestore(quiet, current, checkpoint, { signal });
  const replaced = new Set(hidden);
  const changed = diff.files.filter(({ path }) => from.has(path) || to.has(path) || replaced.has(path));
  const files = [
    ...changed.map((file) => (replaced.has(file.path) ? { ...file, status: "changed" as const } : file)),
    ...(await onlyBytes(quiet, diff, checkpoint, to, signal)),
  ];
  return {
    ...diff,
    files: files.toSorted((a, b) => (a.path < b.path ? -1 : Number(a.path > b.path))),
    replaced: hidden,
  };
}

/** Files with the same content to git, and other bytes or another execute bit than the checkpoint's. */
async function onlyBytes(
  context: TakeContext,
  { files, to }: CheckpointDiff,
  { aside }: Checkpoint,
  coming: FileEntries,
  signal?: AbortSignal,
): Promise<readonly ChangedFile[]> {
  const known = new Set(files.map(({ path }) => path));
  const raw = await readRaw(context.repository, aside, signal);
  const differing = [...(await differingRaw(context, raw, signal)), ...coming.keys()];
  const others = [...new Set(differing)].filter((path) => !known.has(path));
  if (others.length === 0) return [];
  const entries = await readEntries(context.repository, to, signal);
  return others.flatMap((path) => {
    const entry = entries.get(path);
    if (entry === undefined) return [];
    const { mode, id } = entry;
    const same = { oldMode: mode, newMode: mode, oldId: id, newId: id, added: 0, removed: 0 };
    return [{ path, exact: true, status: "changed" as const, ...same }];
  });
}
