import assert from "node:assert/strict";
import * as vscode from "vscode";
import { commands } from "../../../../src/host/manifest/contributions.ts";
import { markers } from "../support/project.ts";
import { eventually, sessionsText } from "../support/sessionsTree.ts";

describe("in a folder without .workflow", () => {
  it("there are no rows", async () => {
    assert.equal(await sessionsText(), "");
  });

  it("commands that need sessions leave it as it is", async () => {
    for (const command of [commands.switchSession, commands.pauseSession, commands.addTask, commands.checkAndRepair]) {
      await vscode.commands.executeCommand(command, { session: "WFS-x", task: "x" });
    }
    assert.equal(await sessionsText(), "");
  });

  it("the first session is created, shown and active", async () => {
    await vscode.commands.executeCommand(commands.createSession, { project: "First steps", slug: "first" });
    assert.deepEqual(await markers(), [".active-WFS-first"]);
    await eventually(sessionsText, "▾ [circle-filled] WFS-first (PLAN)\n    (No tasks, phases or artifacts yet)");
  });
});
