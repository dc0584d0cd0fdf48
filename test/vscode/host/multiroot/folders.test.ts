import assert from "node:assert/strict";
import * as vscode from "vscode";
import { commands } from "../../../../src/host/manifest/contributions.ts";
import { folder, markers, shell } from "../support/project.ts";
import { eventually, sessionsText } from "../support/sessionsTree.ts";

const both = `
▾ [root-folder] shop (WFS-user-profile)
  ▾ [circle-filled] WFS-user-profile (IMPLEMENT · 2 tasks)
    ▾ [checklist] Tasks (2)
        [circle-small] IMPL-1
        [circle-small] IMPL-2
  ▾ Paused (1)
    ▸ [circle-outline] WFS-oauth (PLAN)
  ▸ Archived (1)
▾ [root-folder] backend (WFS-queue)
  ▾ [circle-filled] WFS-queue (PLAN)
      (No tasks, phases or artifacts yet)`.trim();

describe("with two folders", () => {
  it("the tree has a level for them", async () => {
    await eventually(sessionsText, both);
  });

  it("a command acts in the folder it names, and in no other", async () => {
    await vscode.commands.executeCommand(commands.switchSession, { folder: "shop", session: "WFS-oauth" });
    assert.deepEqual(await markers(folder("shop")), [".active-WFS-oauth"]);
    assert.deepEqual(await markers(folder("backend")), [".active-WFS-queue"]);
    await vscode.commands.executeCommand(commands.switchSession, { folder: "shop", session: "WFS-user-profile" });
  });

  it("each folder follows its own files", async () => {
    await shell("rm .workflow/.active-*", folder("backend"));
    await eventually(async () => (await sessionsText()).includes("backend (no active session)"), true);
    await shell("touch .workflow/.active-WFS-queue", folder("backend"));
    await eventually(sessionsText, both);
  });
});
