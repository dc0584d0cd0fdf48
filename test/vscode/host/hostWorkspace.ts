/**
 * What VS Code opens for a suite. Every directory `test/vscode/host/<suite>/` with a `workspace.ts` that exports
 * `workspace: HostWorkspace` is a suite: VS Code is started once for it, and every `*.test.ts` there runs inside.
 *
 * @example
 * // test/vscode/host/trusted/switching.test.ts: `describe`, `it`, `before` … are mocha's globals
 * import assert from "node:assert/strict";
 * import * as vscode from "vscode";
 *
 * describe("switching", () => {
 *   it("moves the marker", async () => {
 *     await vscode.commands.executeCommand("workflowSessions.switchSession", "WFS-oauth");
 *     const [folder] = vscode.workspace.workspaceFolders ?? [];
 *     assert.ok(folder);
 *     await vscode.workspace.fs.stat(vscode.Uri.joinPath(folder.uri, ".workflow/.active-WFS-oauth"));
 *   });
 * });
 *
 * Run one file, or one test of it: `npm run test:one -- FILE [-t NAME]`. VS Code refuses modal dialogs in these suites
 * (they return undefined at once): what needs one is tested in the browser suite.
 */
export interface HostWorkspace {
  /** Restricted Mode: workspace trust is on and the folder is not trusted. */
  readonly restricted?: boolean;
  /**
   * Builds what is opened inside a new, empty directory that is removed after the run.
   *
   * @returns a folder, a `.code-workspace` file, or undefined for a window with nothing open
   */
  readonly create: (directory: string) => Promise<string | undefined>;
}
