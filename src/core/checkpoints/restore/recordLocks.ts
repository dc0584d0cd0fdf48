import { RecordLock } from "../../files/recordLock.ts";
import { lockAsidePrefix, lockName } from "../../files/lockNames.ts";
import { baseName, joinPath, parentPath } from "../../files/paths.ts";
import { lstatInside } from "../../files/lstatInside.ts";
import { recordName } from "../../sessions/record/record.ts";
import type { Logger } from "../../base/ports.ts";
import type { PrivateIndexContext } from "../../git/index/privateIndex.ts";

export interface RecordLockContext extends PrivateIndexContext {
  readonly logger: Logger;
}

/** A path inside the lock of a record, from which the new record is moved to its place; `undefined`: the file is none, or its directory does not stand yet. */
export type StageOf = (path: string) => string | undefined;

/**
 * Works while no other writer changes the records among these files (recordLock.ts). A record that is renamed from `StageOf` to its place is written
 * under its lock: that path is gone as soon as somebody has taken the lock away.
 */
export async function withRecordLocks(
  context: RecordLockContext,
  paths: Iterable<string>,
  work: (stageOf: StageOf) => Promise<void>,
): Promise<void> {
  const { fs, repository } = context;
  const { root } = repository.paths;
  const locks = new Map<string, RecordLock>();
  try {
    // In the same order everywhere, so that two who take several do not wait for each other.
    for (const path of [...paths].filter(isRecord).toSorted()) {
      if ((await lstatInside(fs, root, parentPath(path)))?.kind !== "directory") continue;
      locks.set(path, await RecordLock.open(joinPath(root, parentPath(path)), context));
    }
    await work((path) => locks.get(path)?.stagePath());
  } finally {
    for (const lock of locks.values()) await lock.close();
    await tidyGoneRecords(context, locks.keys());
  }
}

/** Removes the directories of those records that are gone, where nothing stands in them but what a lock has left. */
export async function tidyGoneRecords(
  { fs, repository }: Pick<PrivateIndexContext, "fs" | "repository">,
  paths: Iterable<string>,
): Promise<void> {
  const { root } = repository.paths;
  for (const path of [...paths].filter(isRecord)) {
    let directory = parentPath(path);
    const isGone = (await lstatInside(fs, root, path)) === undefined;
    if (!isGone || (await lstatInside(fs, root, directory))?.kind !== "directory") continue;
    const names = (await fs.names(joinPath(root, directory))) ?? [];
    if (!names.every((name) => name === lockName || name.startsWith(lockAsidePrefix))) continue;
    await fs.removeTree(joinPath(root, directory));
    // git removes what it leaves empty, and could not with a lock inside.
    for (directory = parentPath(directory); baseName(directory) !== ".workflow"; directory = parentPath(directory))
      if (!(await fs.removeDirectory(joinPath(root, directory)))) break;
  }
}

function isRecord(path: string): boolean {
  const parts = path.split("/");
  return parts.at(-1) === recordName && parts.slice(0, -2).includes(".workflow");
}
