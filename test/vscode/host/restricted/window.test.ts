import assert from "node:assert/strict";
import { basename } from "node:path";
import * as vscode from "vscode";

describe("the window of this suite", () => {
  it("opens what the suite says, with the trust it says", () => {
    const folders = (vscode.workspace.workspaceFolders ?? []).map((folder) => basename(folder.uri.fsPath));
    assert.deepEqual(folders, ["shop"]);
    assert.equal(vscode.workspace.isTrusted, false);
  });

  it("has the extension of this repository", async () => {
    const extension = vscode.extensions.getExtension("workflow-sessions.workflow-sessions");
    assert.ok(extension);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });
});
