import * as vscode from "vscode";
import { WorkflowError } from "../../core/base/errors.ts";
import { say } from "../../core/base/text.ts";
import { joinPath } from "../../core/files/paths.ts";
import type { FileSystem } from "../../core/base/ports.ts";
import { visibleText } from "../../core/base/visibleText.ts";
import { t } from "../platform/hostWording.ts";
import { showWarning } from "../platform/notifications.ts";
import { orCancel } from "./orCancel.ts";
import { firstFew } from "../wording/firstFew.ts";

/** Editors named in the question. */
const named = 5;

/**
 * Editors with unsaved changes of files in the work tree, by whatever links they were opened; with `paths` (relative to it) only of these.
 */
async function unsaved(
  fs: Pick<FileSystem, "realPath">,
  workTree: string,
  paths: readonly string[] | undefined,
): Promise<readonly vscode.TextDocument[]> {
  const uriPath = async (path: string): Promise<string> =>
    vscode.Uri.file((await fs.realPath(path).catch(() => undefined)) ?? path).path;
  const top = await uriPath(workTree);
  const wanted = paths && new Set(paths.map((path) => joinPath(top, path)));
  const found: vscode.TextDocument[] = [];
  for (const document of vscode.workspace.textDocuments) {
    if (!document.isDirty || document.uri.scheme !== "file") continue;
    const path = await uriPath(document.uri.fsPath);
    const isWanted =
      wanted === undefined ? path.startsWith(`${top}/`) : wanted.has(path) || wanted.has(document.uri.path);
    if (isWanted) found.push(document);
  }
  return found;
}

/** Whether an editor has unsaved changes of a file in the work tree. */
export async function hasUnsaved(fs: Pick<FileSystem, "realPath">, workTree: string): Promise<boolean> {
  return (await unsaved(fs, workTree, undefined)).length > 0;
}

/**
 * Before files are written: editors with unsaved changes in them are saved, if the person wants that; then the safety checkpoint holds
 * them. Ends the operation otherwise, so that no editor is left with a text that belongs to other files.
 */
export async function saveUnsaved(
  fs: Pick<FileSystem, "realPath">,
  workTree: string,
  paths?: readonly string[],
): Promise<void> {
  const documents = await unsaved(fs, workTree, paths);
  if (documents.length === 0) return;
  const names = firstFew(documents, named, ({ uri }) => visibleText(vscode.workspace.asRelativePath(uri)), t);
  const save = t("Save and Go On");
  orCancel(
    await showWarning(
      documents.length === 1
        ? t("A file that would be written has unsaved changes.")
        : t("{0} files that would be written have unsaved changes.", documents.length),
      {
        modal: true,
        detail: [...names, "", t("Saved first, they can be brought back.")].join("\n"),
      },
      save,
    ),
  );
  const saved = await Promise.all(documents.map(async (document) => await document.save()));
  if (saved.every(Boolean)) return;
  throw new WorkflowError(
    "refused",
    say`A file could not be saved, so nothing was restored.`,
    say`Save or revert it, then try again.`,
  );
}
