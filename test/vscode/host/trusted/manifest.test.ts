import assert from "node:assert/strict";
import * as vscode from "vscode";
import { commands } from "../../../../src/host/manifest/contributions.ts";
import { activated } from "../support/sessionsTree.ts";

describe("the commands of the manifest", () => {
  it("are all registered once the extension is active, and no others", async () => {
    await activated();
    const registered = (await vscode.commands.getCommands(true)).filter((id) =>
      /^workflowSessions\.(?:run\.[a-z]|[a-z]+[A-Z])/u.test(id),
    );
    assert.deepEqual(
      registered.filter((id) => !id.includes(".sessions.")).toSorted((a, b) => a.localeCompare(b)),
      Object.values<string>(commands).toSorted((a, b) => a.localeCompare(b)),
    );
  });

  it("start the extension in a folder with .workflow without anybody asking", () => {
    const extension = vscode.extensions.getExtension("workflow-sessions.workflow-sessions");
    assert.ok(extension);
    const { activationEvents } = extension.packageJSON as { readonly activationEvents: readonly string[] };
    assert.ok(activationEvents.includes("workspaceContains:.workflow"));
  });
});
