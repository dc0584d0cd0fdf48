import type { FileSystem } from "../../base/ports.ts";
import { lockAsidePrefix, lockName } from "../../files/lockNames.ts";
import { joinPath } from "../../files/paths.ts";
import { endOtherLeases, leasesName } from "../model/leases.ts";
import { runRecordName, runsName } from "../model/runPaths.ts";
import { checksName } from "./claimedChecks.ts";

export const resultName = "result.json";
export const summaryName = "summary.md";
export const traceName = "trace.json";
/** What earlier attempts have left. */
export const attemptsName = "attempts";

export const patchName = (task: string): string => `${task}.patch`;

/** Files that an attempt leaves beside the record, by the names under which they are told. */
export const leftFiles = (task: string): readonly (readonly [name: string, file: string])[] => [
  ["diff", patchName(task)],
  ["checks", checksName],
  ["trace", traceName],
  ["summary", summaryName],
  ["result", resultName],
];

/** As a result names a file of a run: relative to the directory of the session. */
export const artifactPath = (task: string, name: string): string => `${runsName}/${task}/${name}`;

/**
 * Removes all that is in the directory of a run but what a finished one keeps: scratch, leases, and what a stranger has put there. Links go, not what they lead to.
 * @param keepsSummary false: the summary that stands there is none of this attempt
 * @param leases those of programs that go on, because it is them who finish the run
 */
export async function removeTheRest(
  fs: FileSystem,
  directory: string,
  task: string,
  keepsSummary: boolean,
  leases: readonly string[],
): Promise<void> {
  const kept = new Set([runRecordName, patchName(task), checksName, traceName, ...(keepsSummary ? [summaryName] : [])]);
  for (const { name, kind } of (await fs.entries(directory)) ?? []) {
    // Whoever changes the record holds a lock of this name, for a moment.
    const isLock = name === lockName || name.startsWith(lockAsidePrefix);
    const isKept = kind === "directory" ? name === attemptsName : kind === "file" && kept.has(name);
    if (isKept || isLock) continue;
    if (kind === "directory" && name === leasesName && leases.length > 0) await endOtherLeases(fs, directory, leases);
    else if (kind === "directory") await fs.removeTree(joinPath(directory, name));
    else await fs.remove(joinPath(directory, name));
  }
}
