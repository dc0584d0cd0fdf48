import assert from "node:assert/strict";
import * as vscode from "vscode";
import { commands } from "../../../../src/host/manifest/contributions.ts";
import { markers, recordOf, shell } from "../support/project.ts";
import { eventually, sessionsText } from "../support/sessionsTree.ts";

const mine = ".active-WFS-user-profile";

describe("commands, right after another tool moved the marker", () => {
  it("switch to the session that was the active one a moment ago", async () => {
    await eventually(async () => (await sessionsText()).startsWith("▾ [circle-filled] WFS-user-profile"), true);
    await shell("rm .workflow/.active-* && touch .workflow/.active-WFS-oauth");
    await vscode.commands.executeCommand(commands.switchSession, { session: "WFS-user-profile" });
    assert.deepEqual(await markers(), [mine]);
    assert.equal((await recordOf("WFS-user-profile")).status, "active");
  });
});

describe("commands that only show", () => {
  it("select a session's directory in the Explorer", async () => {
    await vscode.commands.executeCommand(commands.openDirectory, { session: "WFS-oauth" });
    await vscode.env.clipboard.writeText("");
    await eventually(async () => {
      await vscode.commands.executeCommand("copyFilePath");
      return (await vscode.env.clipboard.readText()).endsWith("/.workflow/WFS-oauth");
    }, true);
  });

  it("show the log", async () => {
    await vscode.commands.executeCommand("workbench.action.closePanel");
    await vscode.commands.executeCommand(commands.showLog);
    await eventually(
      () =>
        Promise.resolve(
          vscode.window.visibleTextEditors.some(({ document }) =>
            document.uri.toString().includes("Workflow%20Sessions"),
          ),
        ),
      true,
    );
  });
});
