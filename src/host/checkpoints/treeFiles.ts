import * as vscode from "vscode";
import { treeScheme } from "../manifest/contributions.ts";
import { Disposables } from "../platform/disposables.ts";
import type { Feature } from "../feature/feature.ts";
import { ReadOnlyFiles } from "../documents/readOnlyFiles.ts";

/** Files of checkpoints and commits for editors; what a tree holds never changes, so nothing is ever announced. */
export const registerTreeFiles: Feature = ({ workspaces, log }) => {
  const registered = new Disposables((error) => log.error("The files of checkpoints could not be closed.", error));
  const files = registered.own(
    new ReadOnlyFiles(async (uri) => await (await import("./readTreeFile.ts")).readTreeFile(workspaces, uri)),
  );
  registered.own(
    vscode.workspace.registerFileSystemProvider(treeScheme, files, { isReadonly: true, isCaseSensitive: true }),
  );
  return registered;
};
