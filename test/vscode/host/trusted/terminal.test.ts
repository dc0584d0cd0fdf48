import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import { commands } from "../../../../src/host/manifest/contributions.ts";
import { folder } from "../support/project.ts";
import { activated, eventually, sessionsText } from "../support/sessionsTree.ts";

/** What the shell of a terminal says about its session and whether it is that session's for good, and where it finds `wfs`. */
async function environmentOf(terminal: vscode.Terminal, name: string): Promise<readonly string[]> {
  const file = join(folder(), name);
  terminal.sendText(
    `echo "$WORKFLOW_SESSION,$WORKFLOW_SESSION_DIR,$WORKFLOW_SESSION_PINNED,$(command -v wfs)" > ${file}.part && mv ${file}.part ${file}`,
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

/** The terminal that was opened for a session. */
async function opened(session: string): Promise<vscode.Terminal> {
  await vscode.commands.executeCommand(commands.openTerminal, session);
  const terminal = vscode.window.terminals.find(({ name }) => name === session);
  assert.ok(terminal);
  return terminal;
}

describe("terminals", () => {
  before(async () => {
    await activated();
    await sessionsText();
  });

  it("carry the active session when they are new, and follow a switch", async () => {
    const first = await environmentOf(vscode.window.createTerminal(), "first");
    assert.deepEqual(first, ["WFS-user-profile", directory("WFS-user-profile"), "", wfs()]);
    await vscode.commands.executeCommand(commands.switchSession, "WFS-oauth");
    const second = await environmentOf(vscode.window.createTerminal(), "second");
    assert.deepEqual(second, ["WFS-oauth", directory("WFS-oauth"), "", wfs()]);
    await vscode.commands.executeCommand(commands.switchSession, "WFS-user-profile");
  });

  it("of a session carry that session, whichever is active", async () => {
    const own = await environmentOf(await opened("WFS-oauth"), "own");
    assert.deepEqual(own, ["WFS-oauth", directory("WFS-oauth"), "1", wfs()]);
  });

  it("of the active session stay that session's when another becomes active", async () => {
    const terminal = await opened("WFS-user-profile");
    await vscode.commands.executeCommand(commands.switchSession, "WFS-oauth");
    const own = await environmentOf(terminal, "stays");
    assert.deepEqual(own, ["WFS-user-profile", directory("WFS-user-profile"), "1", wfs()]);
    await vscode.commands.executeCommand(commands.switchSession, "WFS-user-profile");
  });

  it("belong to no session where the window was started in a terminal of one", async () => {
    const inherited = { WORKFLOW_SESSION_PINNED: "1" };
    Object.assign(process.env, inherited);
    try {
      await vscode.commands.executeCommand(commands.switchSession, "WFS-oauth");
      const env = await environmentOf(vscode.window.createTerminal({ env: inherited }), "inherited");
      assert.deepEqual(env, ["WFS-oauth", directory("WFS-oauth"), "", wfs()]);
      const own = await environmentOf(await opened("WFS-user-profile"), "own-still");
      assert.deepEqual(own, ["WFS-user-profile", directory("WFS-user-profile"), "1", wfs()]);
    } finally {
      delete process.env["WORKFLOW_SESSION_PINNED"];
      await vscode.commands.executeCommand(commands.switchSession, "WFS-user-profile");
    }
  });
});
