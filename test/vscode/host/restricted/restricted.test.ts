import assert from "node:assert/strict";
import * as vscode from "vscode";
import { commands } from "../../../../src/host/manifest/contributions.ts";
import { folder, markers, shell } from "../support/project.ts";
import { eventually, sessionsText } from "../support/sessionsTree.ts";

const given = { session: "WFS-oauth", task: "IMPL-1", phase: "REVIEW", slug: "new", project: "New", message: "" };

/** Every file of `.workflow` with its time. */
async function listing(): Promise<string> {
  const files = await vscode.workspace.findFiles(new vscode.RelativePattern(folder(), ".workflow/**"));
  const stats = files.map(async (uri) => `${uri.path} ${(await vscode.workspace.fs.stat(uri)).mtime}`);
  return (await Promise.all(stats)).toSorted((a, b) => a.localeCompare(b)).join("\n");
}

describe("in Restricted Mode", () => {
  it("the tree shows the sessions and follows changes from outside", async () => {
    await eventually(
      async () => (await sessionsText()).split("\n")[0],
      "▾ [circle-filled] WFS-user-profile (IMPLEMENT · 2 tasks)",
    );
    await shell("rm .workflow/.active-*; touch .workflow/.active-WFS-oauth");
    await eventually(async () => (await sessionsText()).split("\n")[0], "▾ [circle-filled] WFS-oauth (PLAN)");
  });

  const changing = [
    commands.initWorkflow,
    commands.createSession,
    commands.switchSession,
    commands.pauseSession,
    commands.resumeSession,
    commands.completeSession,
    commands.archiveSession,
    commands.deleteSession,
    commands.enterPhase,
    commands.addTask,
    commands.finishTask,
    commands.saveSession,
    commands.keepTemporarySession,
    commands.discardTemporarySession,
    commands.openTerminal,
    commands.annotateSession,
    commands.addAnnotation,
    commands.replyAnnotation,
    commands.resolveAnnotation,
  ];
  for (const command of changing) {
    it(`${command} changes nothing`, async () => {
      const before = [await listing(), ...(await markers()), vscode.window.terminals.length];
      const run = vscode.commands.executeCommand(command, given);
      // A comment that was not written stays in its box, which VS Code empties after a command that ends well.
      if (command === commands.addAnnotation || command === commands.replyAnnotation) {
        await assert.rejects(async () => await run, /Canceled/u);
      } else await run;
      assert.deepEqual([await listing(), ...(await markers()), vscode.window.terminals.length], before);
    });
  }

  it("files that were left half changed are shown by git's files alone, without a way out", async () => {
    const journal = ".git/refs/workflow/WFS-oauth/restoring";
    await shell(`mkdir -p .git/refs/workflow/WFS-oauth; git rev-parse HEAD > ${journal}`);
    await vscode.commands.executeCommand(commands.refreshSessions);
    await eventually(async () => (await sessionsText()).includes("[warning] Half-changed files (WFS-oauth)"), true);
    await shell(`rm ${journal}`);
    await vscode.commands.executeCommand(commands.refreshSessions);
    await eventually(async () => (await sessionsText()).includes("Half-changed files"), false);
  });

  it("records can be read", async () => {
    await vscode.commands.executeCommand(commands.openRecord, "WFS-oauth");
    assert.match(vscode.window.activeTextEditor?.document.getText() ?? "", /"session_id": "WFS-oauth"/u);
  });
});
