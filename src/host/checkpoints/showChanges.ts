import * as vscode from "vscode";
import type { ObjectId } from "../../core/git/objectId.ts";
import type { FileMode, PathChange } from "../../core/git/treeDiff.ts";
import { joinPath } from "../../core/paths.ts";
import { visibleText } from "../../core/visibleText.ts";
import { treeScheme } from "../contributions.ts";
import { t } from "../hostWording.ts";
import { showInformation } from "../messages.ts";
import { treeQuery } from "./treeAddress.ts";

/** Two sides of a comparison with what differs. */
export interface ShownChanges {
  readonly title: string;
  /** `Place.key`. */
  readonly place: string;
  readonly from: ObjectId;
  readonly to: ObjectId;
  /** Top of the working tree when that is the right side: its files are then opened themselves, and can be edited. */
  readonly workTree?: string;
  readonly files: readonly PathChange[];
}

/** Modes an editor has something to show of; a link is shown as its target's path. */
const readable: ReadonlySet<FileMode> = new Set(["100644", "100755", "120000"]);

/**
 * A file as a tree or commit holds it. Beside a file of the working tree (`beside`) the address has that file's path, or editors take it for
 * renamed.
 */
function treeUri(place: string, tree: ObjectId, path: string, beside?: vscode.Uri): vscode.Uri {
  return vscode.Uri.from({
    scheme: treeScheme,
    path: beside?.path ?? `/${path}`,
    query: treeQuery({ place, tree, path }),
  });
}

function sides(shown: ShownChanges, change: PathChange): readonly [vscode.Uri | undefined, vscode.Uri | undefined] {
  const { place, from, to, workTree } = shown;
  const { path, oldMode, newMode } = change;
  const own = workTree === undefined ? undefined : vscode.Uri.file(joinPath(workTree, path));
  const left = readable.has(oldMode) ? treeUri(place, from, path, own) : undefined;
  if (!readable.has(newMode)) return [left, undefined];
  return [left, own !== undefined && newMode !== "120000" ? own : treeUri(place, to, path, own)];
}

/** One file in the diff editor, several in the multi-diff editor. Submodules and names that are not UTF-8 have nothing to show. */
export async function showChanges(shown: ShownChanges): Promise<void> {
  const { title, place, from, to, files } = shown;
  const rows = files
    .filter(({ exact, oldMode, newMode }) => exact && (readable.has(oldMode) || readable.has(newMode)))
    .map((change) => ({ change, sides: sides(shown, change) }));
  const [only] = rows;
  if (only === undefined) {
    const others = files.length === 0 ? t("nothing differs") : t("only submodules differ");
    void showInformation(`${title}: ${others}.`);
    return;
  }
  if (rows.length === 1 && only.sides[0] !== undefined && only.sides[1] !== undefined) {
    const [left, right] = only.sides;
    await vscode.commands.executeCommand("vscode.diff", left, right, `${visibleText(only.change.path)} · ${title}`);
    return;
  }
  const resources = rows.map(({ change: { path, newMode }, sides: [left, right] }) => {
    const label = right ?? left ?? treeUri(place, readable.has(newMode) ? to : from, path);
    return [label, left, right];
  });
  await vscode.commands.executeCommand("vscode.changes", title, resources);
}
