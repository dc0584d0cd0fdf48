import * as vscode from "vscode";
import { asWorkflowError, FileError } from "../../core/base/errors.ts";
import { t } from "../platform/hostWording.ts";
import type { WorkspaceRegistry } from "../workspaces/workspaceRegistry.ts";
import { parseTreeQuery } from "../documents/parseTreeQuery.ts";

/** Larger files are not shown (bytes); VS Code's editors have a limit of their own below that. */
const maxBytes = 50 * 1024 * 1024;

/** One file of a checkpoint or commit. Throws a `vscode.FileSystemError`. */
export async function readTreeFile(workspaces: WorkspaceRegistry, uri: vscode.Uri): Promise<Uint8Array> {
  const wanted = parseTreeQuery(uri.query);
  await workspaces.opened();
  const workspace = wanted === undefined ? undefined : workspaces.find(wanted.workspace);
  if (wanted === undefined || workspace === undefined) throw vscode.FileSystemError.FileNotFound(uri);
  let bytes: Uint8Array | undefined;
  try {
    const { checkpoints } = await workspace.openGitFeatures();
    bytes = await checkpoints.readFile(wanted.tree, wanted.path, maxBytes);
  } catch (error) {
    const { message, hint } = asWorkflowError(error);
    const text = error instanceof FileError ? t("This file is too large to be shown.") : `${message} ${hint}`;
    throw vscode.FileSystemError.Unavailable(text);
  }
  if (bytes === undefined) throw vscode.FileSystemError.FileNotFound(uri);
  return bytes;
}
