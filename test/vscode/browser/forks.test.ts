import { existsSync } from "node:fs";
import { readFile, utimes } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { writeSessions } from "../support/projectFolder.ts";
import { createGitShop, git, replaceInFile, showSessions, write } from "./support/gitShop.ts";
import { openLimitMs, openWorkbench, shareWorkbench } from "./support/workbench.ts";

const session = "WFS-user-profile";
const forkA = "WFS-user-profile-a";
const forkB = "WFS-user-profile-b";

describe("forks", () => {
  let root = "";
  const window = shareWorkbench(async () => {
    root = await createGitShop();
    return { folder: root };
  });
  const sessions = () => window().tree("Sessions");
  const description = async (label: string): Promise<string> =>
    (await sessions().rows()).find((row) => row.label === label)?.description ?? "";
  const worktree = (fork: string): string => join(root, ".worktrees", fork);

  it("makes one below its baseline, with a branch at once and no worktree", async () => {
    await showSessions(window(), session);
    const menu = await sessions().row(session).contextMenu();
    await menu.pick("Create Fork…");
    await window().quickInput.waitUntilOpen();
    await expect.poll(() => window().quickInput.value()).toBe("user-profile-a");
    await window().quickInput.accept();
    await expect.poll(() => window().quickInput.value()).toBe("User profile page");
    await window().quickInput.type("Profile as one form");
    await window().quickInput.accept();
    await expect.poll(() => sessions().labels()).toContain(forkA);
    const rows = await sessions().rows();
    expect(rows.map(({ label }) => label).indexOf("Forks")).toBeLessThan(rows.map(({ label }) => label).indexOf(forkA));
    expect(rows.find(({ label }) => label === forkA)).toMatchObject({ icon: "repo-forked", level: 3 });
    expect(await git(root, "rev-parse", `refs/heads/session/${forkA}`)).toBe(await git(root, "rev-parse", "HEAD"));
    expect(existsSync(worktree(forkA))).toBe(false);
  });

  it("opens it in a window of its own, where it is the session meant", async () => {
    const opening = window().page.context().waitForEvent("page");
    await window().notifications.press(`${forkA} is made`, "Open in New Window");
    const page: Page = await opening;
    await page.locator(".monaco-workbench .statusbar-item").first().waitFor({ timeout: openLimitMs });
    expect(decodeURIComponent(page.url())).toContain(`/.worktrees/${forkA}`);
    await expect
      .poll(async () => await page.locator(".statusbar-item").allInnerTexts(), { timeout: openLimitMs })
      .toContainEqual(expect.stringContaining(forkA));
    await page.screenshot({ path: await window().screenshot("fork-window-dark"), animations: "disabled" });
    await page.close();
    expect(await git(worktree(forkA), "symbolic-ref", "HEAD")).toBe(`refs/heads/session/${forkA}`);
  });

  it("shows what the agent did in it: commits ahead, files, uncommitted work", async () => {
    await window().notifications.press("Keep VS Code from watching", "Keep Watching");
    await write(worktree(forkA), { "src/login.py": "def login(user):\n    return check(user.password)\n" });
    await git(worktree(forkA), "commit", "--quiet", "-am", "Check the password");
    await expect.poll(() => description(forkA)).toMatch(/^\+1 ahead · 1 file · /u);
    await write(worktree(forkA), { "src/notes.py": "# later\n" });
    await window().runCommand("Workflow Sessions: Refresh");
    await expect.poll(() => description(forkA)).toMatch(/^\+1 ahead · 1 file · uncommitted · /u);
  });

  it("compares it with its baseline", async () => {
    await sessions().row(forkA).action("Compare Fork with Its Baseline");
    await expect.poll(() => window().editors()).toEqual([expect.stringContaining(`${session} ↔ ${forkA}`)]);
    await expect.poll(() => window().editorText()).toContain("user.password");
    await window().screenshot("fork-diff-dark");
    await window().runCommand("View: Close All Editors");
  });

  it("puts two side by side", async () => {
    await sessions().row("Forks").action("Create Fork…");
    await expect.poll(() => window().quickInput.value()).toMatch(/^user-profile-a/u);
    await window().quickInput.type("user-profile-b");
    await window().quickInput.accept();
    await expect.poll(() => window().quickInput.value()).toBe("User profile page");
    await window().quickInput.accept();
    await expect.poll(() => sessions().labels()).toContain(forkB);
    const elsewhere = join(root, "..", "elsewhere");
    await git(root, "worktree", "add", "--quiet", elsewhere, `session/${forkB}`);
    await write(elsewhere, {
      "src/login.py": "def login(user):\n    return verify(user)\n",
      "src/cart.py": "TOTAL = 0\n",
    });
    await git(elsewhere, "commit", "--quiet", "-am", "Verify instead");
    await git(root, "worktree", "remove", elsewhere);
    await sessions().row("Forks").action("Compare Forks…");
    await expect.poll(() => window().page.locator(".quick-input-count").innerText()).toBe("2 Selected");
    await window().screenshot("forks-compare-question-dark");
    await window().quickInput.accept();
    const page = window().webview();
    await page.locator("h1").getByText("Compare Forks").waitFor();
    const cells = await page.locator("table").first().innerText();
    expect(cells).toContain("Profile as one form");
    expect(await page.locator("table").nth(1).innerText()).toContain("1 file");
    await window().screenshot("forks-compare-dark");
    await window().runCommand("View: Close All Editors");
  });

  it("refuses to drop work until it has named it", async () => {
    const menu = await sessions().row(forkA).contextMenu();
    await window().screenshot("fork-menu-dark");
    await menu.pick("Remove Fork…");
    await window().dialog.waitUntilOpen();
    expect(await window().dialog.message()).toBe(`${forkA} holds work that is nowhere else.`);
    expect(await window().dialog.detail()).toContain("Check the password");
    expect(await window().dialog.detail()).toContain("src/notes.py");
    expect(await window().dialog.focusedButton()).toBe("Show What Would Be Lost");
    await window().screenshot("fork-remove-dark");
    await window().dialog.cancel();
    expect(existsSync(join(worktree(forkA), "src", "notes.py"))).toBe(true);
    await (await sessions().row(forkA).contextMenu()).pick("Remove Fork…");
    await window().dialog.press("Remove Anyway");
    await expect.poll(() => sessions().labels()).not.toContain(forkA);
    await expect.poll(() => existsSync(worktree(forkA))).toBe(false);
    expect(await git(root, "for-each-ref", "--format=%(refname)", "refs/heads/session")).not.toContain(forkA);
    expect(await git(root, "ls-tree", "-r", "--name-only", `refs/workflow/${forkA}/checkpoints/1`)).toContain(
      "src/notes.py",
    );
  });
});

describe("forks, with more care", () => {
  let root = "";
  const window = shareWorkbench(async () => {
    root = await createGitShop();
    return { folder: root, theme: "light", settings: { "workflowSessions.forks.setupCommand": "pwd > furnished.txt" } };
  });
  const sessions = () => window().tree("Sessions");
  const make = async (slug: string): Promise<void> => {
    await window().runCommand("Workflow Sessions: Create Fork…");
    await window().quickInput.waitUntilOpen();
    await window().quickInput.type(slug);
    await window().quickInput.accept();
    await expect.poll(() => window().quickInput.value()).toBe("User profile page");
    await window().quickInput.accept();
    await expect.poll(() => sessions().labels()).toContain(`WFS-${slug}`);
  };
  /** Commits on a fork's branch as somebody without a worktree there. */
  const commitOn = async (fork: string, files: Readonly<Record<string, string>>): Promise<void> => {
    const elsewhere = join(root, "..", `elsewhere-${fork}`);
    await git(root, "worktree", "add", "--quiet", elsewhere, `session/${fork}`);
    await write(elsewhere, files);
    await git(elsewhere, "add", ".");
    await git(elsewhere, "commit", "--quiet", "-m", "Try it");
    await git(root, "worktree", "remove", elsewhere);
  };

  it("starts one from a checkpoint, with its files", async () => {
    await showSessions(window(), session);
    await write(root, { "src/draft.py": "draft = True\n" });
    await window().runCommand("Workflow Sessions: Take Checkpoint…");
    await window().quickInput.waitUntilOpen();
    await window().quickInput.type("draft");
    await window().quickInput.accept();
    await expect.poll(() => sessions().labels()).toContain("Checkpoints");
    await sessions().row("Checkpoints").expand();
    await (await sessions().row("#1 draft").contextMenu()).pick("Fork from Checkpoint…");
    await window().quickInput.waitUntilOpen();
    await window().quickInput.type("from-draft");
    await window().quickInput.accept();
    await expect.poll(() => window().quickInput.value()).toBe("User profile page");
    await window().quickInput.accept();
    await expect.poll(() => sessions().labels()).toContain("WFS-from-draft");
    expect(await git(root, "show", "session/WFS-from-draft:src/draft.py")).toBe("draft = True");
  });

  it("names conflicts before it touches anything, and takes the baseline over when there are none", async () => {
    await make("sync-me");
    await commitOn("WFS-sync-me", { "src/cart.py": "TOTAL = 1\n" });
    await write(root, { "src/cart.py": "TOTAL = 2\n" });
    await git(root, "commit", "--quiet", "-m", "Another total", "src/cart.py");
    const before = await git(root, "rev-parse", "session/WFS-sync-me");
    await (await sessions().row("WFS-sync-me").contextMenu()).pick("Sync Fork with Its Baseline");
    await window().dialog.waitUntilOpen();
    expect(await window().dialog.detail()).toContain("src/cart.py");
    await window().screenshot("fork-conflicts-light");
    await window().dialog.cancel();
    expect(await git(root, "rev-parse", "session/WFS-sync-me")).toBe(before);
    await make("behind");
    await git(root, "update-ref", "refs/heads/session/WFS-behind", "HEAD~1");
    await (await sessions().row("WFS-behind").contextMenu()).pick("Sync Fork with Its Baseline");
    await expect
      .poll(() => window().notifications.texts())
      .toContain("WFS-behind now has everything of WFS-user-profile.");
    expect(await git(root, "rev-parse", "session/WFS-behind")).toBe(await git(root, "rev-parse", "HEAD"));
  });

  it("renames session and branch", async () => {
    await (await sessions().row("WFS-behind").contextMenu()).pick("Rename Fork…");
    await window().quickInput.waitUntilOpen();
    await window().quickInput.type("ahead");
    await window().quickInput.accept();
    await expect.poll(() => sessions().labels()).toContain("WFS-ahead");
    expect(await git(root, "for-each-ref", "--format=%(refname:short)", "refs/heads/session")).toContain(
      "session/WFS-ahead",
    );
    await window().screenshot("forks-light");
  });

  it("names the programs a checkout would run, and runs none without a yes", async () => {
    const ran = join(root, "..", "ran");
    await git(root, "config", "filter.spy.smudge", `touch ${ran}; cat`);
    await (await sessions().row("WFS-ahead").contextMenu()).pick("Open Terminal in Fork");
    await window().dialog.waitUntilOpen();
    expect(await window().dialog.detail()).toContain("filter.spy.smudge = touch");
    await window().screenshot("fork-programs-light");
    await window().dialog.cancel();
    expect(existsSync(join(root, ".worktrees", "WFS-ahead"))).toBe(false);
    await git(root, "config", "--unset", "filter.spy.smudge");
    expect(existsSync(ran)).toBe(false);
  });

  it("completes a new worktree by the person's own command, and leaves it unwatched once they agree", async () => {
    await make("furnished");
    await (await sessions().row("WFS-furnished").contextMenu()).pick("Open Terminal in Fork");
    await window().notifications.press("Keep VS Code from watching", "Exclude");
    const worktree = join(root, ".worktrees", "WFS-furnished");
    expect((await readFile(join(worktree, "furnished.txt"), "utf8")).trim()).toBe(worktree);
    await expect.poll(() => readFile(window().settings, "utf8")).toContain('"**/.worktrees/**": true');
  });

  it("has a terminal of its own, in its worktree, in which it is the session meant", async () => {
    const { keyboard } = window().page;
    const told = join(root, "..", "told");
    await window().page.locator(".terminal-wrapper.active .xterm-helper-textarea").focus();
    await keyboard.type(`echo "$PWD $WORKFLOW_SESSION $WORKFLOW_SESSION_PINNED $(wfs status --json)" > ${told}`);
    await keyboard.press("Enter");
    const text = async (): Promise<string> => (existsSync(told) ? readFile(told, "utf8") : "");
    await expect.poll(text).toContain("\n");
    expect(await text()).toContain(`${join(root, ".worktrees", "WFS-furnished")} WFS-furnished 1 {`);
    expect(await text()).toContain(`"meant":{"session":"WFS-furnished"`);
    await window().screenshot("fork-terminal-light");
  });

  it("removes one that loses nothing, and cleans up what is left of others", async () => {
    await (await sessions().row("WFS-ahead").contextMenu()).pick("Remove Fork…");
    await window().dialog.waitUntilOpen();
    expect(await window().dialog.detail()).toContain("Nothing is lost");
    await window().dialog.press("Remove");
    await expect.poll(() => sessions().labels()).not.toContain("WFS-ahead");
    await git(root, "worktree", "add", ".worktrees/WFS-nobody", "-b", "session/WFS-nobody", "session/WFS-sync-me");
    await utimes(join(root, ".worktrees", "WFS-nobody"), new Date(0), new Date(0));
    await git(root, "update-ref", "-d", "refs/heads/session/WFS-sync-me");
    await window().runCommand("Workflow Sessions: Clean Up After Forks…");
    await window().quickInput.waitUntilOpen();
    const labels = async (): Promise<string> => (await window().quickInput.rows()).map(({ label }) => label).join("\n");
    await expect.poll(labels).toContain("The fork WFS-sync-me has no branch any more.");
    expect(await labels()).toContain("The directory of WFS-nobody is gone from .workflow");
    await window().screenshot("forks-sweep-light");
    await window().quickInput.cancel();
    // What has a branch and no session is lost, not left over: it is named here, and brought back from the tree.
    await expect.poll(() => sessions().labels()).toContain("Lost session");
  });
});

describe("a window that opens after something died", () => {
  it("clears away what is certain by itself, and asks once about the rest", async () => {
    const root = await createGitShop();
    const left = join(root, ".worktrees", ".removed-WFS-gone-0123abcd");
    await write(left, { "node_modules/a.js": "1\n" });
    await writeSessions(root, [{ id: "WFS-lost" }]);
    const head = await git(root, "rev-parse", "HEAD");
    const origin = `"forked_from": { "session": "${session}", "commit": "${head}" }, "type"`;
    await replaceInFile(join(root, ".workflow", "WFS-lost", "workflow-session.json"), '"type"', origin);
    const window = await openWorkbench({ folder: root });
    await showSessions(window, session);
    await expect.poll(() => existsSync(left)).toBe(false);
    await expect.poll(() => window.notifications.texts()).toEqual(["Something of a fork in “shop” wants a look."]);
    await window.notifications.press("wants a look", "Look…");
    await expect
      .poll(async () => (await window.quickInput.rows()).map(({ label }) => label))
      .toContain("The fork WFS-lost has no branch any more.");
    await window.screenshot("forks-sweep-start-dark");
    await window.quickInput.pick("The fork WFS-lost has no branch any more.");
    await window.quickInput.accept();
    await expect
      .poll(() => git(root, "for-each-ref", "--format=%(objectname)", "refs/heads/session/WFS-lost"))
      .toBe(head);
  });
});
