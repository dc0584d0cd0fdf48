import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { artifacts } from "../../run/paths.mjs";
import { everyByte } from "../../support/everyByte.ts";
import { commitFiles, git, replaceInFile, write } from "./support/gitShop.ts";
import { ReviewPanel } from "./support/reviewPanel.ts";
import { temporaryDirectory } from "./support/temporaryDirectory.ts";
import { reloadOnceStored } from "./support/windowState.ts";
import { shareWorkbench } from "./support/workbench.ts";

/** A repository as plain git makes it, and another tool's worktree beside it with commits and edits. */
async function foreignRepository(): Promise<{ readonly root: string; readonly worktree: string }> {
  const directory = await temporaryDirectory();
  const root = join(directory, "shop");
  const worktree = join(directory, "shop.worktrees", "login");
  await write(root, { "README.md": "Shop\n" });
  await git(root, "init", "--quiet", "--initial-branch=main");
  await commitFiles(
    root,
    { "README.md": "Shop\n", "src/login.py": "def login(user):\n    return check(user.pw)\n" },
    "Shop",
  );
  await git(root, "worktree", "add", "--quiet", "-b", "claude/login", worktree);
  await replaceInFile(join(worktree, "src/login.py"), "check(user.pw)", "check(user.password, timeout=5)");
  await git(worktree, "commit", "--quiet", "--all", "-m", "Give the check a time limit");
  await replaceInFile(join(worktree, "src/login.py"), "timeout=5", "timeout=10");
  await write(worktree, { "notes.md": "- ask for the limit\n" });
  await commitFiles(root, { "src/cart.py": "def total(items):\n    return 0\n" }, "Cart");
  return { root, worktree };
}

/** Milliseconds from the choice; for people to read, because machines differ. */
async function keepTimes(times: { readonly listed: number; readonly firstDiff: number }): Promise<void> {
  await mkdir(join(artifacts, "browser"), { recursive: true });
  await writeFile(join(artifacts, "browser", "looking-times.json"), `${JSON.stringify(times)}\n`);
}

describe("work of another tool, in a project without sessions", () => {
  let root = "";
  let worktree = "";
  let before: readonly Readonly<Record<string, string>>[] = [];
  // VS Code's own Git refreshes the index of a folder that is opened.
  const window = shareWorkbench(async () => {
    ({ root, worktree } = await foreignRepository());
    before = [everyByte(root), everyByte(worktree)];
    return { folder: root, settings: { "git.enabled": false } };
  });

  it("is opened by a command, and shows what it has committed against its merge base", async () => {
    await window().runCommand("Workflow Sessions: Review Changes…");
    await window().quickInput.waitUntilOpen();
    await expect
      .poll(async () => (await window().quickInput.rows()).map(({ label }) => label).toSorted())
      .toEqual(["Uncommitted Changes", "claude/login", "main"]);
    await window().quickInput.type("claude/login");
    const began = performance.now();
    await window().quickInput.accept();
    const panel = new ReviewPanel(window());
    await panel.says("claude/login: 1 commit, 1 file beside main");
    const listed = performance.now() - began;
    await panel.openFile("src/login.py", "timeout=5");
    await keepTimes({ listed, firstDiff: performance.now() - began });
    await panel.says("1 commit behind main");
    expect(await panel.isOn("Keep as Session")).toBe(true);
    expect(await panel.isOn("Review and Merge…")).toBe(true);
    expect(await panel.button("Grant…").count()).toBe(0);
    await window().screenshot("looking-dark");
  });

  it("shows what is not committed as a layer of its own, and opens it in an editor", async () => {
    const panel = new ReviewPanel(window());
    await panel.page.getByRole("radio", { name: /^Uncommitted/u }).click();
    await panel.openFile("notes.md", "ask for the limit");
    await panel.openFile("src/login.py", "timeout=10");
    await window().screenshot("looking-uncommitted-dark");
    await panel.press("Open in diff editor");
    await expect.poll(() => window().editors()).toContain("src/login.py · claude/login");
    await expect.poll(() => window().page.locator(".monaco-diff-editor .line-insert").count()).toBeGreaterThan(0);
    await window().runCommand("View: Close Editor");
  });

  it("asks natively where a comment is to be kept, and keeps what was typed when that is not wanted", async () => {
    const panel = new ReviewPanel(window());
    await panel.page.getByRole("button", { name: "Comment", exact: true }).click();
    const field = panel.page.locator(".thread.new .words textarea");
    await field.fill("Why ten seconds?");
    await field.press("Control+Enter");
    await window().dialog.waitUntilOpen();
    expect(await window().dialog.message()).toContain(
      "Comments are kept in .workflow, which this project does not have yet. Keep claude/login as a session?",
    );
    await window().screenshot("looking-keep-dark");
    await window().dialog.press("Cancel");
    await panel.says("The comment was not written, because there is no session to keep it with.");
    expect(await field.inputValue()).toBe("Why ten seconds?");
  });

  it("is there again after the window was loaded anew", async () => {
    await reloadOnceStored(window().page, '"request":"');
    await window().page.locator(".tabs-container .tab").getByText("claude/login", { exact: true }).click();
    const panel = new ReviewPanel(window());
    await panel.says("claude/login: 1 commit, 1 file beside main");
  });

  it("has changed nothing, neither in the project nor in the worktree", async () => {
    await window().runCommand("View: Close All Editors");
    expect([everyByte(root), everyByte(worktree)]).toEqual(before);
    expect(existsSync(join(root, ".workflow"))).toBe(false);
  });

  it("is followed while it is open, opened once, and said to be gone when it is", async () => {
    const open = async (): Promise<ReviewPanel> => {
      await window().runCommand("Workflow Sessions: Review Changes…");
      await window().quickInput.waitUntilOpen();
      await window().quickInput.type("claude/login");
      await window().quickInput.accept();
      return new ReviewPanel(window());
    };
    const panel = await open();
    await panel.says("claude/login: 1 commit, 1 file beside main");
    await write(worktree, { "later.md": "later\n" });
    await expect
      .poll(() => panel.page.getByRole("radio", { name: /^Uncommitted 3/u }).count(), { timeout: 30_000 })
      .toBe(1);
    await git(worktree, "add", "--all");
    await git(worktree, "commit", "--quiet", "-m", "Later");
    await panel.says("claude/login: 2 commits, 3 files beside main");
    await panel.says(/claude\/login has moved to [0-9a-f]{10} since you opened it/u);
    await open();
    expect((await window().editors()).filter((name) => name.includes("claude/login"))).toHaveLength(1);
    await git(root, "worktree", "remove", "--force", worktree);
    await panel.says("What you see is how it was last.");
    await window().screenshot("looking-gone-dark");
  });
});
