import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import * as vscode from "vscode";
import { commands } from "../../../../src/host/manifest/contributions.ts";
import { forgetCheckpoints, folder, markers, recordOf, shell } from "../support/project.ts";
import { eventually, sessionsText } from "../support/sessionsTree.ts";

async function run(command: string, argument?: unknown): Promise<void> {
  await vscode.commands.executeCommand(command, argument);
}

/** Runs a command that asks which session is meant, and takes the first answer offered. */
async function runChoosingFirst(command: string, argument: unknown): Promise<void> {
  let ended = false;
  const running = run(command, argument).finally(() => {
    ended = true;
  });
  await eventually(async () => {
    await run("workbench.action.acceptSelectedQuickOpenItem");
    return ended;
  }, true);
  await running;
}

describe("every operation, with its arguments given", () => {
  const own = join(folder(), ".workflow", "WFS-own");

  it("creates a session and makes it the active one", async () => {
    await run(commands.createSession, { project: "A page of my own", slug: "own", type: "complex" });
    assert.deepEqual(await markers(), [".active-WFS-own"]);
    assert.equal((await recordOf("WFS-own")).project, "A page of my own");
    assert.match(await sessionsText(), /^▾ \[circle-filled\] WFS-own \(PLAN\)/u);
  });

  it("adds and finishes tasks", async () => {
    await run(commands.addTask, { task: "write it" });
    await run(commands.addTask, { session: "WFS-own", task: "read it" });
    assert.deepEqual((await recordOf("WFS-own")).progress.current_tasks, ["write it", "read it"]);
    await run(commands.finishTask, { task: "write it" });
    assert.deepEqual((await recordOf("WFS-own")).progress.current_tasks, ["read it"]);
    assert.match(await sessionsText(), /WFS-own \(PLAN · 1 task\)/u);
  });

  it("enters a phase and shows the one that is done", async () => {
    await run(commands.enterPhase, { phase: "IMPLEMENT" });
    const { current_phase: phase, progress } = await recordOf("WFS-own");
    assert.deepEqual([phase, progress.completed_phases], ["IMPLEMENT", ["PLAN"]]);
    assert.match(await sessionsText(/^Phases$/u), /\[pass\] PLAN done/u);
  });

  it("saves the state with a note", async () => {
    await run(commands.saveSession, { message: "before lunch" });
    assert.ok((await readdir(join(own, "saves"))).includes("0002-user_request.json"));
  });

  it("pauses, resumes and switches", async () => {
    await run(commands.pauseSession);
    assert.deepEqual(await markers(), []);
    await run(commands.resumeSession, "WFS-own");
    assert.deepEqual(await markers(), [".active-WFS-own"]);
    await run(commands.switchSession, "WFS-oauth");
    assert.deepEqual(await markers(), [".active-WFS-oauth"]);
    assert.match(await sessionsText(), /^▾ \[circle-filled\] WFS-oauth/u);
  });

  it("completes and archives, and takes an archived session back", async () => {
    await run(commands.completeSession, { session: "WFS-own", force: true });
    assert.equal((await recordOf("WFS-own")).status, "completed");
    await run(commands.archiveSession, "WFS-own");
    assert.equal(existsSync(own), false);
    assert.match(await sessionsText(/^Archived$/u), /\[archive\] WFS-own/u);
    await run(commands.resumeSession, "WFS-own");
    assert.equal(existsSync(own), true);
    assert.deepEqual(await markers(), [".active-WFS-own"]);
  });

  it("opens the record, an artifact and the overview", async () => {
    await shell("echo '# Plan' > .workflow/WFS-own/IMPL_PLAN.md");
    await run(commands.openRecord, "WFS-own");
    assert.equal(vscode.window.activeTextEditor?.document.languageId, "json");
    await run(commands.openArtifact, { session: "WFS-own", artifact: "IMPL_PLAN.md" });
    assert.equal(vscode.window.activeTextEditor?.document.getText(), "# Plan\n");
    await run(commands.openSession, "WFS-own");
    await eventually(() => vscode.window.tabGroups.activeTabGroup.activeTab?.label, "WFS-own.md");
    const page = vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === "workflow-session");
    assert.match(page?.getText() ?? "", /# WFS\\-own\n\n\*\*Active\*\* · IMPLEMENT\n\nA page of my own/u);
    await run(commands.addTask, { task: "one more" });
    await eventually(() => page?.getText().includes("- one more"), true);
    await run("workbench.action.closeAllEditors");
  });

  it("offers completions for the record from its schema", async () => {
    const uri = vscode.Uri.file(join(own, "workflow-session.json"));
    const document = await vscode.workspace.openTextDocument(uri);
    const at = document.positionAt(document.getText().indexOf('"IMPLEMENT"') + 2);
    const labels = async (): Promise<readonly string[]> => {
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        "vscode.executeCompletionItemProvider",
        uri,
        at,
      );
      return list.items.map(({ label }) => (typeof label === "string" ? label : label.label)).toSorted();
    };
    await eventually(labels, ['"IMPLEMENT"', '"PLAN"', '"REVIEW"']);
  });

  it("works in the temporary workspace while no session is active, when that is chosen", async () => {
    await run(commands.pauseSession);
    const others = await Promise.all([recordOf("WFS-own"), recordOf("WFS-oauth")]);
    await runChoosingFirst(commands.addTask, { task: "try it" });
    await runChoosingFirst(commands.addTask, { task: "drop it" });
    await runChoosingFirst(commands.finishTask, { task: "drop it" });
    await runChoosingFirst(commands.enterPhase, { phase: "IMPLEMENT" });
    await runChoosingFirst(commands.saveSession, { message: "without a session" });
    const { current_phase: phase, progress } = await recordOf(".temporary");
    assert.deepEqual([phase, progress.current_tasks], ["IMPLEMENT", ["try it"]]);
    assert.ok((await readdir(join(folder(), ".workflow", ".temporary", "saves"))).includes("0002-user_request.json"));
    assert.deepEqual(await Promise.all([recordOf("WFS-own"), recordOf("WFS-oauth")]), others);
    assert.deepEqual(await markers(), []);
    assert.match(
      await sessionsText(/^Temporary workspace$/u),
      /▾ \[beaker\] Temporary workspace \(IMPLEMENT · 1 task\)\n {2}▾ \[checklist\] Tasks \(1\)\n {6}\[circle-small\] try it/u,
    );
    await run(commands.finishTask, { session: "WFS-temporary", task: "try it" });
    assert.deepEqual((await recordOf(".temporary")).progress.current_tasks, []);
  });

  it("keeps what was done without a session, as a session", async () => {
    await run(commands.keepTemporarySession, { slug: "kept" });
    assert.equal((await sessionsText()).includes("Temporary workspace"), false);
    assert.deepEqual(await markers(), [".active-WFS-kept"]);
  });

  it("filters the view and shows everything again", async () => {
    await run(commands.filterSessions, { text: "page of my" });
    await eventually(sessionsText, "▾ Paused (1)\n  ▸ [circle-outline] WFS-own (IMPLEMENT · 2 tasks)");
    await run(commands.clearFilter);
    assert.match(await sessionsText(), /WFS-kept/u);
  });

  it("copies a session's name", async () => {
    await run(commands.copySessionId, "WFS-own");
    await eventually(async () => await vscode.env.clipboard.readText(), "WFS-own");
  });

  it("leaves everything as it was when an argument is wrong", async () => {
    const before = await sessionsText();
    await run(commands.switchSession, "WFS-nobody");
    await run(commands.switchSession, "../../etc");
    await run(commands.enterPhase, { phase: "PARTY" });
    await run(commands.createSession, { project: "x", slug: "-rf" });
    await run(commands.createSession, { project: "x", slug: "OWN" });
    assert.equal(await sessionsText(), before);
    assert.deepEqual(await markers(), [".active-WFS-kept"]);
  });

  it("leaves the folder as the next suite expects it", async () => {
    await run(commands.switchSession, "WFS-user-profile");
    await shell("rm -r .workflow/WFS-own .workflow/WFS-kept");
    for (const session of ["WFS-own", "WFS-kept"]) await forgetCheckpoints(session);
    await run(commands.refreshSessions);
  });
});
