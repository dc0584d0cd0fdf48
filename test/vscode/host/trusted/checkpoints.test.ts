import assert from "node:assert/strict";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as vscode from "vscode";
import { commands, treeScheme } from "../../../../src/host/manifest/contributions.ts";
import { folder, shell } from "../support/project.ts";
import { eventually, sessionsText } from "../support/sessionsTree.ts";

const session = "WFS-oauth";

async function run(command: string, argument: unknown): Promise<void> {
  await vscode.commands.executeCommand(command, argument);
}

/** The input of the tab in front. */
function shown(): unknown {
  return vscode.window.tabGroups.activeTabGroup.activeTab?.input;
}

async function openRows(): Promise<string> {
  return await sessionsText(/^(?:WFS-oauth|Checkpoints|Forks|Paused)$/u);
}

describe("checkpoints and forks, with their arguments given", () => {
  const file = join(folder(), "draft.py");

  after(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await rm(file, { force: true });
    await shell("rm -rf .workflow/WFS-oauth-c");
    await shell(
      "git for-each-ref --format='delete %(refname)' refs/workflow refs/heads/session | git update-ref --stdin",
    );
  });

  it("takes a checkpoint and shows it below its session", async () => {
    await writeFile(file, "one = 1\n");
    await run(commands.takeCheckpoint, { session, message: "first draft" });
    await eventually(async () => /\[git-commit\] #1 first draft \(.*1 file\)/u.test(await openRows()), true);
    const record = await readFile(join(folder(), ".workflow", session, "workflow-session.json"), "utf8");
    assert.match(record, /"last_checkpoint": "20/u);
  });

  it("opens the file as the checkpoint holds it beside the file itself", async () => {
    await writeFile(file, "one = 2\n");
    await run(commands.diffCheckpoint, { session, checkpoint: 1 });
    await eventually(() => shown() instanceof vscode.TabInputTextDiff, true);
    const input = shown();
    assert.ok(input instanceof vscode.TabInputTextDiff);
    assert.equal(input.original.scheme, treeScheme);
    assert.equal(input.modified.fsPath, file);
    const bytes = await vscode.workspace.fs.readFile(input.original);
    assert.equal(new TextDecoder().decode(bytes), "one = 1\n");
    assert.equal(vscode.workspace.fs.isWritableFileSystem(treeScheme), false);
  });

  it("gives no file for an address that nobody made", async () => {
    const forged = vscode.Uri.from({ scheme: treeScheme, path: "/a", query: JSON.stringify([folder(), "HEAD", "a"]) });
    await assert.rejects(async () => await vscode.workspace.fs.readFile(forged));
  });

  it("pins and unpins", async () => {
    await run(commands.pinCheckpoint, { session, checkpoint: 1 });
    await eventually(async () => /\[pinned\] #1 first draft/u.test(await openRows()), true);
    await run(commands.unpinCheckpoint, { session, checkpoint: 1 });
    await eventually(async () => /\[git-commit\] #1 first draft/u.test(await openRows()), true);
  });

  it("starts a fork from it below its baseline, which its files are compared with", async () => {
    await run(commands.forkFromCheckpoint, { session, checkpoint: 1, slug: "oauth-c" });
    await eventually(async () => /\[repo-forked\] WFS-oauth-c \(\+1 ahead · 1 file/u.test(await openRows()), true);
    await run(commands.diffFork, "WFS-oauth-c");
    await eventually(() => vscode.window.tabGroups.activeTabGroup.activeTab?.label.includes("WFS-oauth-c"), true);
  });

  it("forgets what git no longer has", async () => {
    await shell("git update-ref -d refs/workflow/WFS-oauth/checkpoints/1");
    await run(commands.refreshSessions, undefined);
    await eventually(async () => (await openRows()).includes("first draft"), false);
  });
});
