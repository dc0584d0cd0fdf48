import { isTempName } from "../files/tempNames.ts";
import { lockAsidePrefix, lockName } from "../files/lockNames.ts";
import type { PathChange } from "../git/objects/treeDiff.ts";
import { markerPrefix } from "../sessions/model/sessionId.ts";
import {
  annotationsFolder,
  approvalsFolder,
  deletedName,
  newPrefix,
  oldPrefix,
  temporaryName,
} from "../sessions/model/sessionNames.ts";
import { placeFolders } from "../sessions/model/sessionPlaces.ts";

/**
 * What a change of a branch means for the directories of sessions and forks. `other`: nothing; `carried`: a file of a session that a branch may bring along, such as
 * its plan, its tasks or its record; `state`: what each working tree has for itself, such as markers, requests and locks, and all of `.worktrees`; `odd`:
 * a link or a repository among the files of sessions, or another spelling of these directories, which some file systems take for the same.
 */
export type ProposedPath = "other" | "carried" | "state" | "odd";

const own: ReadonlySet<string> = new Set([approvalsFolder, annotationsFolder, "cache", "memory"]);
const ownBeginnings = [
  markerPrefix,
  newPrefix,
  oldPrefix,
  deletedName,
  temporaryName,
  ".events",
  ".forks",
  ".runs",
] as const;
const sessionPlaces: ReadonlySet<string> = new Set(placeFolders.filter((folder) => folder !== ""));

/** `workspaces`: the directories that hold a `.workflow`, relative to the top; "" for the top. */
export function proposedPath(
  { path, oldMode, newMode }: Pick<PathChange, "path" | "oldMode" | "newMode">,
  workspaces: readonly string[],
): ProposedPath {
  const parts = path.split("/");
  const names = parts.map(folded);
  for (const workspace of workspaces) {
    const above = workspace === "" ? [] : workspace.split("/");
    if (!above.map(folded).every((part, at) => part === names[at])) continue;
    const at = above.length;
    const [name = "", ...inside] = names.slice(at);
    const meant = directories.find((one) => name === one || shortName(one).test(name));
    if (meant === undefined) continue;
    if (parts[at] !== meant || above.some((part, index) => part !== parts[index])) return "odd";
    if (meant === ".worktrees" || isState(inside)) return "state";
    return inside.length === 0 || inside.some(isShort) || [oldMode, newMode].some(isOdd) ? "odd" : "carried";
  }
  return "other";
}

const directories = [".workflow", ".worktrees"] as const;

/** What Windows calls a file of this name for old programs. */
function shortName(directory: string): RegExp {
  return new RegExp(String.raw`^${directory.slice(1, 7)}~\d+$`, "u");
}

/** A name that Windows may take for another file's, such as `approv~1` for `approvals`. */
function isShort(name: string): boolean {
  return /^[^.]{1,6}~\d{1,6}(?:\.[^.]{0,3})?$/u.test(name);
}

/** `inside`: folded names below `.workflow`. */
function isState(inside: readonly string[]): boolean {
  const [first = ""] = inside;
  const session = inside[sessionPlaces.has(first) ? 2 : 1] ?? "";
  return (
    [first, session].some((name) => own.has(name)) ||
    inside.some((name) => ownBeginnings.some((beginning) => name.startsWith(beginning))) ||
    inside.some((name) => name === lockName || name.startsWith(lockAsidePrefix)) ||
    inside.some((name) => name.endsWith(".lock") || isTempName(name))
  );
}

function isOdd(mode: PathChange["newMode"]): boolean {
  return mode === "120000" || mode === "160000";
}

/** What file systems take for the same name: letters of either case, however composed, without what draws nothing, and what Windows drops at the end. */
export function folded(name: string): string {
  return name
    .normalize("NFC")
    .toUpperCase()
    .toLowerCase()
    .replace(/\p{Default_Ignorable_Code_Point}/gu, "")
    .replace(/:.*$/su, "")
    .replace(/[. ]+$/u, "");
}
