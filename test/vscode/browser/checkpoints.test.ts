import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { shopSessions, writeSessions } from "../support/projectFolder.ts";
import { createGitShop, git, replaceInFile, showSessions, write } from "./support/gitShop.ts";
import { temporaryDirectory } from "./support/temporaryDirectory.ts";
import { openWorkbench, shareWorkbench } from "./support/workbench.ts";

const session = "WFS-user-profile";

describe("checkpoints", () => {
  let root = "";
  const window = shareWorkbench(async () => {
    root = await createGitShop();
    return { folder: root };
  });
  const sessions = () => window().tree("Sessions");
  const text = async (path: string): Promise<string> => await readFile(join(root, path), "utf8");

  it("takes one from the context menu, with a message", async () => {
    await showSessions(window(), session);
    await write(root, {
      "src/login.py": "def login(user):\n    return check(user.password)\n",
      "notes.txt": "first\n",
    });
    const menu = await sessions().row(session).contextMenu();
    await window().screenshot("checkpoints-menu-dark");
    await menu.pick("Take Checkpoint…");
    await window().quickInput.waitUntilOpen();
    await window().quickInput.type("password field renamed");
    await window().quickInput.accept();
    await expect
      .poll(() => window().notifications.texts())
      .toEqual(["Checkpoint #1 of WFS-user-profile is taken: 2 files."]);
    await expect.poll(() => sessions().labels()).toContain("Checkpoints");
    await sessions().row("Checkpoints").expand();
    await expect.poll(() => sessions().labels()).toContain("#1 password field renamed");
    expect(await git(root, "for-each-ref", "--format=%(refname)", "refs/workflow")).toBe(
      `refs/workflow/${session}/checkpoints/1`,
    );
  });

  it("says that nothing changed, and names the last one", async () => {
    await window().runCommand("Workflow Sessions: Take Checkpoint…");
    await window().quickInput.waitUntilOpen();
    await window().quickInput.accept();
    await expect
      .poll(() => window().notifications.texts())
      .toContain("Nothing has changed since checkpoint #1 of WFS-user-profile.");
  });

  it("compares it with the working tree on a click", async () => {
    await write(root, {
      "src/login.py": "def login(user):\n    return check(user.password, timeout=5)\n",
      "src/extra.py": "x = 1\n",
    });
    await sessions().row("#1 password field renamed").click();
    await expect
      .poll(() => window().editors())
      .toEqual([expect.stringContaining("#1 password field renamed ↔ Working Tree")]);
    await expect
      .poll(() =>
        window().page.locator(".multiDiffEditor, .multi-diff-root-floating-menu, .monaco-diff-editor").count(),
      )
      .toBeGreaterThan(0);
    await expect.poll(() => window().editorText()).toContain("timeout=5");
    await window().screenshot("checkpoint-diff-dark");
    await window().runCommand("View: Close All Editors");
  });

  it("restores it after a question whose Enter only looks, and takes it back", async () => {
    await sessions().row("#1 password field renamed").action("Restore Checkpoint…");
    await window().dialog.waitUntilOpen();
    expect(await window().dialog.message()).toContain("2 files would change");
    expect(await window().dialog.detail()).toContain("src/login.py: changes");
    expect(await window().dialog.detail()).toContain("src/extra.py: is removed");
    expect(await window().dialog.focusedButton()).toBe("Show Changes");
    await window().screenshot("checkpoint-restore-question-dark");
    await window().dialog.press("Restore");
    await expect.poll(() => text("src/login.py")).toContain("check(user.password)\n");
    expect(existsSync(join(root, "src", "extra.py"))).toBe(false);
    await expect.poll(() => sessions().labels()).toContain("#2 before restore");
    await window().screenshot("checkpoint-restored-dark");
    await window().notifications.press("Restored: 2 files", "Undo");
    await expect.poll(() => text("src/login.py")).toContain("timeout=5");
    await expect.poll(() => existsSync(join(root, "src", "extra.py"))).toBe(true);
  });

  it("redoes and undoes by the palette", async () => {
    await window().runCommand("Workflow Sessions: Redo Restore");
    await expect.poll(() => existsSync(join(root, "src", "extra.py"))).toBe(false);
    await window().runCommand("Workflow Sessions: Undo Restore");
    await expect.poll(() => existsSync(join(root, "src", "extra.py"))).toBe(true);
    await expect.poll(() => sessions().labels()).toContain("#5 before restore");
  });

  it("pins and unpins", async () => {
    const menu = await sessions().row("#1 password field renamed").contextMenu();
    await menu.pick("Pin Checkpoint…");
    await expect
      .poll(async () => (await sessions().rows()).find(({ label }) => label.startsWith("#1"))?.icon)
      .toBe("pinned");
    expect(await git(root, "for-each-ref", "--format=%(refname)", `refs/workflow/${session}/pins`)).toMatch(
      /pins\/1$/u,
    );
  });
});

describe("checkpoints, with more care", () => {
  let root = "";
  const window = shareWorkbench(async () => {
    root = await createGitShop();
    await write(root, { "data.bin": "\0\u0001\u0002 one" });
    return { folder: root, theme: "light", settings: { "files.autoSave": "off" } };
  });
  const sessions = () => window().tree("Sessions");
  const text = async (path: string): Promise<string> => await readFile(join(root, path), "utf8");
  const take = async (message: string): Promise<void> => {
    await window().runCommand("Workflow Sessions: Take Checkpoint…");
    await window().quickInput.waitUntilOpen();
    await window().quickInput.type(message);
    await window().quickInput.accept();
    await expect.poll(() => window().notifications.texts()).toContainEqual(expect.stringContaining("is taken"));
    await window().runCommand("Notifications: Clear All Notifications");
  };

  it("compares two of them, and one with HEAD, binary files and a quick pick included", async () => {
    await showSessions(window(), session);
    await take("first");
    await write(root, { "data.bin": "\0\u0001\u0002 two", "src/cart.py": "TOTAL = 0\n" });
    await take("second");
    await sessions().row("Checkpoints").expand();
    await (await sessions().row("#2 second").contextMenu()).pick("Compare Checkpoints…");
    await window().quickInput.waitUntilOpen();
    await window().quickInput.pick("#1 first");
    await expect.poll(() => window().editors()).toEqual([expect.stringContaining("#1 first ↔ #2 second")]);
    await expect.poll(() => window().editorText()).toContain("TOTAL = 0");
    await window().screenshot("checkpoints-compared-light");
    await window().runCommand("View: Close All Editors");
    await (await sessions().row("#1 first").contextMenu()).pick("Compare Checkpoint with HEAD…");
    await expect.poll(() => window().editors()).toEqual([expect.stringContaining("#1 first ↔ HEAD")]);
    await window().page.getByText("Binary file changed").first().waitFor();
    await window().runCommand("View: Close All Editors");
  });

  it("restores chosen files, after saving an editor that has changes in them", async () => {
    await write(root, { "src/login.py": "broken\n", "src/api.py": "ROUTES = []\n" });
    await window().openFile("login.py");
    await expect.poll(() => window().editors()).toContain("login");
    await expect.poll(() => window().editorText()).toContain("broken");
    await window().page.locator(".editor-group-container.active .view-lines").click();
    await window().page.keyboard.type("unsaved ");
    await (await sessions().row("#2 second").contextMenu()).pick("Restore Files from Checkpoint…");
    await window().quickInput.waitUntilOpen();
    await window().quickInput.pick("src/login.py");
    await window().screenshot("checkpoint-files-light");
    await window().quickInput.accept();
    await window().dialog.waitUntilOpen();
    expect(await window().dialog.message()).toContain("1 file would change");
    await window().dialog.press("Restore");
    await expect.poll(() => window().dialog.message()).toContain("unsaved changes");
    await window().screenshot("checkpoint-unsaved-light");
    await window().dialog.press("Save and Go On");
    await expect.poll(() => text("src/login.py")).toContain("check(user.pw)");
    expect(await text("src/api.py")).toBe("ROUTES = []\n");
    await expect.poll(() => sessions().labels()).toContain("#3 before restore");
    expect(await git(root, "show", `refs/workflow/${session}/checkpoints/3:src/login.py`)).toContain("unsaved");
    await window().runCommand("View: Close All Editors");
  });

  it("prunes what is beyond the limits, listed first", async () => {
    await window().runCommand("Notifications: Clear All Notifications");
    await window().runCommand("Workflow Sessions: Prune Checkpoints…");
    await expect
      .poll(() => window().notifications.texts())
      .toEqual(["All 3 checkpoints of WFS-user-profile are within the limits."]);
    const record = join(root, ".workflow", session, "workflow-session.json");
    await replaceInFile(record, '"type"', '"retention": { "keep": 1 }, "type"');
    await window().runCommand("Workflow Sessions: Prune Checkpoints…");
    await window().quickInput.waitUntilOpen();
    await expect
      .poll(async () => (await window().quickInput.rows()).map(({ label }) => label))
      .toEqual(["#1 first", "#2 second"]);
    await window().screenshot("checkpoints-prune-light");
    await window().quickInput.accept();
    await expect.poll(() => sessions().labels()).not.toContain("#1 first");
    expect(await git(root, "for-each-ref", "--format=%(refname)", `refs/workflow/${session}/checkpoints`)).toMatch(
      /\/3$/u,
    );
  });

  it("says how much room they take", async () => {
    await expect.poll(() => sessions().row("Checkpoints").hover()).toContain("On disk:");
    await window().screenshot("checkpoints-hover-light");
  });
});

describe("without a repository", () => {
  it("says what is missing, offers it, and then works", async () => {
    const root = join(await temporaryDirectory(), "plain");
    await writeSessions(root, shopSessions, session);
    await write(root, { "a.txt": "one\n" });
    const window = await openWorkbench({ folder: root });
    await showSessions(window, session);
    expect(await window.tree("Sessions").labels()).not.toContain("Checkpoints");
    await window.runCommand("Workflow Sessions: Take Checkpoint…");
    await expect.poll(async () => (await window.notifications.texts()).join()).toContain("not a git repository");
    await window.screenshot("checkpoints-no-repository-dark");
    await window.notifications.press("not a git repository", "Initialize Repository");
    await window.dialog.waitUntilOpen();
    await window.dialog.press("Initialize Repository");
    await expect.poll(async () => (await window.notifications.texts()).join()).toContain("is a git repository now");
    expect(existsSync(join(root, ".git"))).toBe(true);
    await window.runCommand("Workflow Sessions: Take Checkpoint…");
    await window.quickInput.waitUntilOpen();
    await window.quickInput.accept();
    await expect.poll(() => window.tree("Sessions").labels()).toContain("Checkpoints");
  });
});

describe("in Restricted Mode", () => {
  it("shows sessions without asking git, and refuses with the way out", async () => {
    const root = await createGitShop();
    const window = await openWorkbench({ folder: root, trust: "restricted" });
    await showSessions(window, session);
    expect(await window.tree("Sessions").labels()).not.toContain("Checkpoints");
    await window.runCommand("Workflow Sessions: Take Checkpoint…");
    await expect.poll(async () => (await window.notifications.texts()).join()).toContain("Restricted Mode");
    expect(await git(root, "for-each-ref", "refs/workflow")).toBe("");
  });
});
