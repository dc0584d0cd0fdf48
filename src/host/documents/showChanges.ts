import * as vscode from "vscode";
import type { ObjectId } from "../../core/git/repository/objectId.ts";
import type { FileMode, PathChange } from "../../core/git/objects/treeDiff.ts";
import { pairRenames } from "../../core/git/objects/pairRenames.ts";
import { joinPath } from "../../core/files/paths.ts";
import type { SessionId } from "../../core/sessions/model/sessionId.ts";
import type { Forks } from "../../core/forks/forks.ts";
import { treeScheme } from "../manifest/contributions.ts";
import { t } from "../platform/hostWording.ts";
import { showInformation } from "../platform/notifications.ts";
import { notLookedAtText } from "../wording/checkpointWording.ts";
import { renameWords } from "../wording/renameWords.ts";
import { treeQuery, type TreeFile } from "./treeAddress.ts";

/** Two sides of a comparison with what differs. */
export interface ShownChanges {
  readonly title: string;
  /** `WorkflowWorkspace.key`. */
  readonly workspace: string;
  /** Whose work it is; annotations belong to it. */
  readonly session: SessionId;
  readonly from: ObjectId;
  readonly to: ObjectId;
  /** Top of the working tree when that is the right side: its files are then opened themselves, and can be edited. */
  readonly workTree?: string;
  readonly files: readonly PathChange[];
  /** Who tells which of them are renames. */
  readonly forks: Pick<Forks, "renames">;
  /** Files of the working tree that were not read, because only the repository's own configuration names their filter. */
  readonly notLookedAt?: readonly string[];
}

/** Modes an editor has something to show of; a link is shown as its target's path. */
const readable: ReadonlySet<FileMode> = new Set(["100644", "100755", "120000"]);

/**
 * A file as a tree or commit holds it. Beside a file of the working tree (`beside`) the address has that file's path, or editors take it for
 * renamed.
 */
function treeUri(file: TreeFile, beside?: vscode.Uri): vscode.Uri {
  return vscode.Uri.from({
    scheme: treeScheme,
    path: beside?.path ?? `/${file.path}`,
    query: treeQuery(file),
  });
}

function oneSide({ workspace, from, to, session }: ShownChanges, side: "old" | "new", path: string): TreeFile {
  return { workspace, tree: side === "old" ? from : to, path, about: { session, side } };
}

/** A file with both its names, the modes of both sides. */
interface ShownChange extends Pick<PathChange, "path" | "exact" | "oldMode" | "newMode"> {
  readonly oldPath: string | null;
}

/** The changes with a deletion and an addition that are one file as one; git is asked only where there are both. */
async function paired({ files, forks, from, to }: ShownChanges): Promise<readonly ShownChange[]> {
  const mayBeRenamed = (["added", "deleted"] as const).every((status) => files.some((one) => one.status === status));
  if (!mayBeRenamed) return files.map((one) => ({ ...one, oldPath: null }));
  const pairs = pairRenames(files, await forks.renames(from, to));
  const gone = new Set(pairs.values());
  return files.flatMap((one): readonly ShownChange[] => {
    const before = pairs.get(one);
    if (gone.has(one)) return [];
    if (before === undefined) return [{ ...one, oldPath: null }];
    return [{ ...one, exact: one.exact && before.exact, oldMode: before.oldMode, oldPath: before.path }];
  });
}

function sides(shown: ShownChanges, change: ShownChange): readonly [vscode.Uri | undefined, vscode.Uri | undefined] {
  const { workTree } = shown;
  const { path, oldPath, oldMode, newMode } = change;
  const own = workTree === undefined ? undefined : vscode.Uri.file(joinPath(workTree, path));
  const beside = oldPath === null || workTree === undefined ? own : vscode.Uri.file(joinPath(workTree, oldPath));
  const left = readable.has(oldMode) ? treeUri(oneSide(shown, "old", oldPath ?? path), beside) : undefined;
  if (!readable.has(newMode)) return [left, undefined];
  return [left, own !== undefined && newMode !== "120000" ? own : treeUri(oneSide(shown, "new", path), own)];
}

/** One file in the diff editor, several in the multi-diff editor. Submodules and names that are not UTF-8 have nothing to show. */
export async function showChanges(shown: ShownChanges): Promise<void> {
  const { title, files, notLookedAt = [] } = shown;
  const left = notLookedAt.length === 0 ? "" : ` ${notLookedAtText(notLookedAt, t)}`;
  const changes = await paired(shown);
  const rows = changes
    .filter(({ exact, oldMode, newMode }) => exact && (readable.has(oldMode) || readable.has(newMode)))
    .map((change) => ({ change, sides: sides(shown, change) }));
  const [only] = rows;
  if (only === undefined) {
    const others = files.length === 0 ? t("nothing differs") : t("only submodules differ");
    void showInformation(`${title}: ${others}.${left}`);
    return;
  }
  if (left !== "") void showInformation(`${title}.${left}`);
  if (rows.length === 1 && only.sides[0] !== undefined && only.sides[1] !== undefined) {
    const [left, right] = only.sides;
    await vscode.commands.executeCommand("vscode.diff", left, right, `${renameWords(only.change)} · ${title}`);
    return;
  }
  const resources = rows.map(({ change: { path, newMode }, sides: [left, right] }) => {
    const label = right ?? left ?? treeUri(oneSide(shown, readable.has(newMode) ? "new" : "old", path));
    return [label, left, right];
  });
  await vscode.commands.executeCommand("vscode.changes", title, resources);
}
