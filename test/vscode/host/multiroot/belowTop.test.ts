import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as vscode from "vscode";
import { commands } from "../../../../src/host/manifest/contributions.ts";
import { folder, shell } from "../support/project.ts";
import { eventually } from "../support/sessionsTree.ts";

const session = { folder: "backend", session: "WFS-queue" };
const file = join(folder("backend"), "queue.py");
const readme = join(folder("backend"), "../README.md");

/** The files that notes of the session are about, as they are kept. */
async function notedFiles(): Promise<string> {
  const path = join(folder("backend"), "notes.txt");
  await shell(`grep -rho '"file": *"[^"]*"' .workflow/WFS-queue/annotations > notes.txt || true`, folder("backend"));
  const text = await readFile(path, "utf8");
  await rm(path);
  return text;
}

function typed(path: string): vscode.CommentReply {
  return {
    text: "Why?",
    thread: {
      uri: vscode.Uri.file(path),
      range: new vscode.Range(0, 0, 0, 1),
      comments: [],
      collapsibleState: vscode.CommentThreadCollapsibleState.Expanded,
      canReply: true,
      dispose: () => undefined,
    },
  };
}

function diffed(): string | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputTextDiff ? input.modified.fsPath : undefined;
}

describe("a folder below the top of its repository", () => {
  before(async () => {
    await writeFile(file, "one = 1\n");
  });

  after(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await rm(file, { force: true });
    await shell("git checkout --quiet -- ../README.md", folder("backend"));
    await shell("rm -rf .workflow/WFS-queue/annotations", folder("backend"));
    await shell(
      "git for-each-ref --format='delete %(refname)' refs/workflow | git update-ref --stdin",
      folder("backend"),
    );
  });

  it("compares a checkpoint with the files themselves, in the folder and above it", async () => {
    await vscode.commands.executeCommand(commands.takeCheckpoint, { ...session, message: "one" });
    for (const path of [file, readme]) {
      const before = await readFile(path);
      await writeFile(path, "two = 2\n");
      await vscode.commands.executeCommand(commands.diffCheckpoint, { ...session, checkpoint: 1 });
      await eventually(diffed, path);
      await writeFile(path, before);
    }
  });

  it("keeps an annotation under the name git has for the file", async () => {
    await vscode.commands.executeCommand(commands.addAnnotation, typed(file));
    await eventually(async () => /"backend\/queue\.py"/u.test(await notedFiles()), true);
    await vscode.commands.executeCommand(commands.addAnnotation, typed(readme));
    await eventually(async () => /"README\.md"/u.test(await notedFiles()), true);
  });
});
