import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import * as vscode from "vscode";
import { commands } from "../../../../src/host/manifest/contributions.ts";
import { requireAnswer } from "../../../support/wireAnswers.ts";
import { folder } from "../support/project.ts";
import { activated, eventually, sessionsText } from "../support/sessionsTree.ts";

const execute = promisify(execFile);
const session = "WFS-oauth";
const file = join(folder(), "oauth.py");
const lines = ["import secrets", "", "def token():", "    return secrets.token_hex(8)", "", "# end"];

interface Listed {
  readonly id: string;
  readonly file: string | null;
  readonly line: { readonly start: number; readonly end: number } | null;
  readonly body: string;
  readonly resolved: boolean;
  readonly author: { readonly kind: string };
  readonly replies: readonly { readonly id: string; readonly body: string }[];
}

/** `wfs` as an agent runs it beside this window. */
async function wfs(...args: readonly string[]): Promise<unknown> {
  const extension = vscode.extensions.getExtension("workflow-sessions.workflow-sessions");
  assert.ok(extension);
  const program = join(extension.extensionPath, "dist", "wfs.mjs");
  const ran = await execute(process.execPath, [program, ...args, "--json"], { cwd: folder() });
  await requireAnswer([...args, "--json"], ran);
  return JSON.parse(ran.stdout) as unknown;
}

async function listed(): Promise<readonly Listed[]> {
  const { annotations } = (await wfs("annotate", "list", "--session", session)) as {
    readonly annotations: readonly Listed[];
  };
  return annotations;
}

async function rows(): Promise<string> {
  return await sessionsText(/^(?:WFS-oauth|Comments|Paused)$/u);
}

/** What VS Code gives a comment's commands, for lines counted from 1. */
function typed(text: string, start?: number, end = start): vscode.CommentReply {
  const range = start === undefined || end === undefined ? undefined : new vscode.Range(start - 1, 0, end - 1, 3);
  return { text, thread: thread({ range }) };
}

function thread(parts: Partial<vscode.CommentThread>): vscode.CommentThread {
  return {
    uri: vscode.Uri.file(file),
    range: undefined,
    comments: [],
    collapsibleState: vscode.CommentThreadCollapsibleState.Expanded,
    canReply: true,
    dispose: () => undefined,
    ...parts,
  };
}

/** The thread of an annotation as it stands in an editor. */
function threadOf(note: string): vscode.CommentThread {
  const comment = { note, body: "", mode: vscode.CommentMode.Preview, author: { name: "" } };
  return thread({ comments: [comment] });
}

/** A comment that is not written stays in its box, which VS Code empties after a command that ends well. */
async function refused(reply: vscode.CommentReply): Promise<void> {
  const writing = vscode.commands.executeCommand(commands.addAnnotation, reply);
  await assert.rejects(async () => await writing, /Canceled/u);
}

describe("annotations", () => {
  before(async () => {
    await writeFile(file, lines.join("\n"));
    await vscode.commands.executeCommand(commands.switchSession, session);
    await eventually(async () => (await sessionsText()).includes("[circle-filled] WFS-oauth"), true);
  });

  after(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await rm(file, { force: true });
    await rm(join(folder(), ".workflow", session, "annotations"), { recursive: true, force: true });
    await vscode.commands.executeCommand(commands.switchSession, "WFS-user-profile");
    await eventually(async () => (await sessionsText()).includes("[circle-filled] WFS-user-profile"), true);
  });

  it("written by a shell appear below their session within a moment, and go when they are resolved", async () => {
    assert.doesNotMatch(await rows(), /Comments/u);
    const add = ["annotate", "add", "--session", session, "--by", "agent-1", "-m", "Is 8 enough?"];
    const { id } = (await wfs(...add, "--file", "oauth.py", "--line", "4", "--label", "needs-review")) as Listed;
    await eventually(
      async () => /\[comment-unresolved\] Is 8 enough\? \(oauth\.py:4 · needs-review/u.test(await rows()),
      true,
    );
    await wfs("annotate", "resolve", id);
    await eventually(async () => (await rows()).includes("Comments"), false);
    await wfs("annotate", "resolve", id, "--reopen");
    await eventually(async () => (await rows()).includes("Is 8 enough?"), true);
  });

  it("are opened by a click on the lines where they are now", async () => {
    await writeFile(file, ["# a new line", ...lines].join("\n"));
    const [first] = await listed();
    assert.deepEqual(first?.line, { start: 5, end: 5 });
    const { sessions } = await activated();
    const element = await find(sessions, "Is 8 enough?");
    await vscode.commands.executeCommand(commands.openAnnotation, element);
    await eventually(() => vscode.window.activeTextEditor?.document.uri.fsPath, file);
    await eventually(() => vscode.window.activeTextEditor?.selection.start.line, 4);
  });

  it("typed into an editor reach the file, with the person as author and the lines that were meant", async () => {
    await vscode.commands.executeCommand(commands.addAnnotation, typed("Name it better", 4, 5));
    const found = (await listed()).find(({ body }) => body === "Name it better");
    assert.deepEqual(found?.line, { start: 4, end: 5 });
    assert.equal(found.author.kind, "person");
    await vscode.commands.executeCommand(commands.addAnnotation, typed("On the whole file"));
    assert.equal((await listed()).find(({ body }) => body === "On the whole file")?.file, "oauth.py");
  });

  it("are answered, resolved and opened again from an editor", async () => {
    const [first] = await listed();
    assert.ok(first);
    const reply = { text: "16 would do.", thread: threadOf(first.id) };
    await vscode.commands.executeCommand(commands.replyAnnotation, reply);
    await eventually(async () => (await listed())[0]?.replies.map(({ body }) => body), ["16 would do."]);
    await vscode.commands.executeCommand(commands.resolveAnnotation, threadOf(first.id));
    await eventually(async () => (await listed())[0]?.resolved, true);
    await vscode.commands.executeCommand(commands.reopenAnnotation, threadOf(first.id));
    await eventually(async () => (await listed())[0]?.resolved, false);
  });

  it("give their id for the shell", async () => {
    const [first] = await listed();
    assert.ok(first);
    await vscode.commands.executeCommand(commands.copyAnnotationId, threadOf(first.id).comments[0]);
    assert.equal(await vscode.env.clipboard.readText(), first.id);
  });

  it("on a session are written from the palette", async () => {
    await vscode.commands.executeCommand(commands.annotateSession, { session, text: "Ready for a look" });
    await eventually(async () => (await rows()).includes("Ready for a look"), true);
  });

  it("are a person's where they were written here, and only claim to be where a shell says so", async () => {
    await wfs("annotate", "add", "--session", session, "--person", "--by", "Ada", "-m", "Ready, says a shell");
    const { annotations } = (await wfs("annotate", "list", "--session", session)) as {
      annotations: readonly { readonly body: string; readonly author: { readonly voice?: string } }[];
    };
    const voices = Object.fromEntries(annotations.map(({ body, author }) => [body, author.voice]));
    assert.equal(voices["Ready for a look"], "person");
    assert.equal(voices["Ready, says a shell"], "claimed");
  });

  it("belong to no document outside of a session", async () => {
    const before = (await readdir(join(folder(), ".workflow", session, "annotations"))).length;
    const outside = thread({ uri: vscode.Uri.file("/etc/hostname") });
    await refused({ text: "x", thread: outside });
    const forged = vscode.Uri.from({ scheme: "workflow-review", path: "/a", query: '["x","y","to","a"]' });
    await refused({ text: "x", thread: thread({ uri: forged }) });
    assert.equal((await readdir(join(folder(), ".workflow", session, "annotations"))).length, before);
  });
});

/** The row of this label, wherever it is. */
async function find(
  view: vscode.TreeDataProvider<unknown>,
  label: string,
  element?: unknown,
  depth = 0,
): Promise<unknown> {
  for (const child of (await view.getChildren(element)) ?? []) {
    const item = await view.getTreeItem(child);
    const text = typeof item.label === "string" ? item.label : item.label?.label;
    if (text === label) return child;
    const found = depth < 4 ? await find(view, label, child, depth + 1) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}
