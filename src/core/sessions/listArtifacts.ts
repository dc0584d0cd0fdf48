import { joinPath } from "../files/paths.ts";
import type { FileSystem } from "../base/ports.ts";
import { Slices } from "../base/slices.ts";
import { limits } from "../files/directories.ts";
import type { Ports } from "../files/recordLock.ts";
import { recordName } from "./record/record.ts";
import { approvalsFolder, phasesFolder, savesFolder } from "./model/sessionNames.ts";

/** Folders with files that only programs read (docs/file-formats.md). */
const machineFolders: ReadonlySet<string> = new Set([
  phasesFolder,
  savesFolder,
  "annotations",
  approvalsFolder,
  "cache",
  "memory",
]);
/** Where the tools of the living layout put what a task came to. */
const summaries = ".summaries";
const deepest = 8;
/** What a run needs while it is there, beside what it leaves (docs/file-formats.md). */
const ofCapsule = /^runs\/[^/]+\/(?:run\.json|leases|scratch(?:~.*)?)$/u;

/**
 * Files of a session that people look at, relative to its directory, sorted: all but the record and its kept copies, hidden names and what
 * only programs read. Links are neither followed nor listed; at most 10,000 files, 8 folders deep.
 */
export async function listArtifacts(
  { fs, clock }: Pick<Ports, "fs" | "clock">,
  session: string,
): Promise<readonly string[]> {
  const walk: Walk = { fs, session, slices: new Slices(clock), found: [] };
  await collect(walk, "", 0);
  return walk.found.toSorted();
}

interface Walk {
  readonly fs: FileSystem;
  readonly session: string;
  readonly slices: Slices;
  readonly found: string[];
}

async function collect(walk: Walk, folder: string, depth: number): Promise<void> {
  const { fs, session, slices, found } = walk;
  const names = (await fs.names(folder === "" ? session : joinPath(session, folder))) ?? [];
  for (const name of names.toSorted()) {
    if (slices.due) await slices.rest();
    if (found.length >= limits.shownEntries) return;
    const isHidden = name.startsWith(".") && !(folder === "" && name === summaries);
    if (isHidden || (folder === "" && (machineFolders.has(name) || name.startsWith(recordName)))) continue;
    const path = folder === "" ? name : `${folder}/${name}`;
    if (ofCapsule.test(path)) continue;
    const kind = (await fs.lstat(joinPath(session, path)))?.kind;
    if (kind === "file") found.push(path);
    else if (kind === "directory" && depth < deepest) await collect(walk, path, depth + 1);
  }
}
