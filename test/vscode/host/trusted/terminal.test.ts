import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import { commands } from "../../../../src/host/manifest/contributions.ts";
import { folder } from "../support/project.ts";
import { activated, eventually, sessionsText } from "../support/sessionsTree.ts";

/** What the shell of a terminal says about its session, and where it finds `wfs`. */
async function environmentOf(terminal: vscode.Terminal, name: string): Promise<readonly string[]> {
  const file = join(folder(), name);
  terminal.sendText(
    `echo "$WORKFLOW_SESSION,$WORKFLOW_SESSION_DIR,$(command -v wfs)" > ${file}.part && mv ${file}.part ${file}`,
  );
  await eventually(() => existsSync(file), true);
  terminal.dispose();
  return readFileSync(file, "utf8").trim().split(",");
}

function wfs(): string {
  const extension = vscode.extensions.getExtension("workflow-sessions.workflow-sessions");
  return join(extension?.extensionPath ?? "", "media", "bin", "wfs");
}

function directory(session: string): string {
  return join(folder(), ".workflow", session);
}

describe("terminals", () => {
  before(async () => {
    await activated();
    await sessionsText();
  });

  it("carry the active session when they are new, and follow a switch", async () => {
    const first = await environmentOf(vscode.window.createTerminal(), "first");
    assert.deepEqual(first, ["WFS-user-profile", directory("WFS-user-profile"), wfs()]);
    await vscode.commands.executeCommand(commands.switchSession, "WFS-oauth");
    const second = await environmentOf(vscode.window.createTerminal(), "second");
    assert.deepEqual(second, ["WFS-oauth", directory("WFS-oauth"), wfs()]);
    await vscode.commands.executeCommand(commands.switchSession, "WFS-user-profile");
  });

  it("of a session carry that session, whichever is active", async () => {
    await vscode.commands.executeCommand(commands.openTerminal, "WFS-oauth");
    const terminal = vscode.window.terminals.find(({ name }) => name === "WFS-oauth");
    assert.ok(terminal);
    assert.deepEqual(await environmentOf(terminal, "own"), ["WFS-oauth", directory("WFS-oauth"), wfs()]);
  });
});
