import { ageOf } from "../../files/fileAge.ts";
import { say } from "../../base/text.ts";
import { joinPath } from "../../files/paths.ts";
import type { Clock, FileSystem } from "../../base/ports.ts";
import { isTempName } from "../../files/tempNames.ts";
import type { Problem } from "../model/session.ts";
import { newPrefix, oldPrefix } from "../model/sessionNames.ts";
import { lockAsidePrefix, lockName } from "../../files/lockNames.ts";

/** Milliseconds after which nobody is still working on something temporary. */
const abandonedAfter = 60_000;

/** Temporary files and directories that an interrupted operation has left in a directory. */
export async function leftoverProblems(
  fs: FileSystem,
  clock: Clock,
  directory: string,
  names: readonly string[],
): Promise<readonly Problem[]> {
  const found: Problem[] = [];
  for (const name of names.filter(isLeftoverName)) {
    const path = joinPath(directory, name);
    const stat = await fs.lstat(path);
    if (stat?.kind !== (isLeftoverDirectory(name) ? "directory" : "file")) continue;
    if (ageOf(stat, clock) < abandonedAfter) continue;
    found.push({
      code: "leftover-temp",
      message: say`${name} was left by an operation that was interrupted.`,
      path,
      repair: say`It will be removed.`,
    });
  }
  return found;
}

function isLeftoverDirectory(name: string): boolean {
  return name === lockName || [newPrefix, oldPrefix, lockAsidePrefix].some((prefix) => name.startsWith(prefix));
}

/** Whether an operation that was interrupted may have left something of that name. */
export function isLeftoverName(name: string): boolean {
  return name.startsWith(".") && (isLeftoverDirectory(name) || isTempName(name));
}
