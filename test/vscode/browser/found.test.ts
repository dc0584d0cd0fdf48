import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { artifacts } from "../../run/paths.mjs";
import { everyByte } from "../../support/everyByte.ts";
import { commitFiles, git, replaceInFile, write } from "./support/gitShop.ts";
import { ReviewPanel } from "./support/reviewPanel.ts";
import { temporaryDirectory } from "./support/temporaryDirectory.ts";
import { openLimitMs, shareWorkbench } from "./support/workbench.ts";

const limits = "def login(user):\n    return check(user.password, timeout=5)\n";

/** A project as people have it who let agents work: three worktrees of other tools, a branch, edits, and no `.workflow`. */
async function agentsAtWork(): Promise<{ readonly root: string; readonly worktrees: readonly string[] }> {
  const directory = await temporaryDirectory();
  const root = join(directory, "shop");
  await write(root, { "README.md": "Shop\n" });
  await git(root, "init", "--quiet", "--initial-branch=main");
  await commitFiles(
    root,
    {
      "README.md": "Shop\n",
      "src/login.py": "def login(user):\n    return check(user.pw)\n",
      "src/cart.py": "TOTAL = 0\n",
    },
    "Shop",
  );
  const login = join(root, ".claude/worktrees/login");
  const cart = join(directory, "shop.worktrees/cart");
  const detached = join(directory, ".codex/worktrees/1f2e/shop");
  await writeFile(join(root, ".git/info/exclude"), ".claude/\n");
  await git(root, "worktree", "add", "--quiet", "-b", "claude/login", login);
  await commitFiles(login, { "src/login.py": limits }, "Give the check a time limit");
  await write(login, { "notes.md": "- ask for the limit\n" });
  await git(root, "worktree", "add", "--quiet", "-b", "copilot/cart", cart);
  await commitFiles(cart, { "src/cart.py": "TOTAL = 1\n" }, "Count the cart");
  await git(root, "worktree", "add", "--quiet", "--detach", detached);
  await commitFiles(detached, { "src/api.py": "ROUTES = []\n" }, "Routes");
  await git(root, "switch", "--quiet", "-c", "agents/search");
  await commitFiles(root, { "src/search.py": "def search(): ...\n" }, "Search");
  await git(root, "switch", "--quiet", "main");
  await replaceInFile(join(root, "README.md"), "Shop", "The shop");
  return { root, worktrees: [login, cart, detached] };
}

describe("agents were at work before the product", () => {
  let root = "";
  let worktrees: readonly string[] = [];
  let before: readonly Readonly<Record<string, string>>[] = [];
  // VS Code's own Git refreshes the index of a folder that is opened.
  const window = shareWorkbench(async () => {
    ({ root, worktrees } = await agentsAtWork());
    before = [root, ...worktrees].map(everyByte);
    return { folder: root, settings: { "git.enabled": false } };
  });
  const sessions = () => window().tree("Sessions");
  const description = async (label: string): Promise<string> =>
    (await sessions().rows()).find((row) => row.label === label)?.description ?? "";

  it("shows what they have made, and the first difference with the second click", async () => {
    const began = performance.now();
    await window().showViewContainer("Workflow Sessions");
    await expect.poll(() => sessions().labels(), { timeout: openLimitMs }).toContain("claude/login");
    await sessions().row("claude/login").click();
    const panel = new ReviewPanel(window());
    await panel.says("timeout=5");
    const firstDiff = performance.now() - began;
    await mkdir(join(artifacts, "browser"), { recursive: true });
    await writeFile(join(artifacts, "browser", "found-times.json"), `${JSON.stringify({ firstDiff })}\n`);
    await panel.says("claude/login: 1 commit, 1 file beside main");
    await window().screenshot("found-dark");
  });

  it("says of each where it stands, and which tool made it", async () => {
    expect((await sessions().labels()).toSorted()).toEqual(
      ["Found", "Uncommitted changes", "agents/search", "claude/login", "copilot/cart", "shop"].toSorted(),
    );
    await expect
      .poll(() => description("claude/login"))
      .toMatch(/^\+1 ahead · 1 file · 1 uncommitted · .* · Claude Code$/u);
    await expect.poll(() => description("copilot/cart")).toMatch(/^\+1 ahead · 1 file · .* · GitHub Copilot$/u);
    await expect.poll(() => description("shop")).toMatch(/^\+1 ahead · 1 file · .* · Codex$/u);
    await expect.poll(() => description("agents/search")).toMatch(/^\+1 ahead · 1 file · /u);
    await expect.poll(() => description("Uncommitted changes")).toMatch(/^1 file · /u);
    await window().draw("light");
    await window().screenshot("found-light");
    await window().draw("dark");
  });

  it("has changed nothing, neither in the project nor in a worktree", async () => {
    await window().runCommand("View: Close All Editors");
    await window().runCommand("Workflow Sessions: Refresh");
    await sessions().rest();
    expect([root, ...worktrees].map(everyByte)).toEqual(before);
    expect(existsSync(join(root, ".workflow"))).toBe(false);
  });

  it("keeps one as a session, on its own branch and in its own worktree", async () => {
    const refs = await git(root, "for-each-ref");
    await sessions().row("copilot/cart").action("Keep as Session");
    await expect.poll(() => sessions().labels(), { timeout: 30_000 }).toContain("WFS-cart");
    expect(await git(root, "for-each-ref")).toBe(refs);
    expect(await git(worktrees[1] ?? "", "symbolic-ref", "HEAD")).toBe("refs/heads/copilot/cart");
    await expect.poll(() => sessions().labels()).not.toContain("copilot/cart");
    await expect.poll(() => description("WFS-cart")).toMatch(/^\+1 ahead · 1 file · /u);
    await window().screenshot("found-kept-dark");
  });

  it("does not offer to keep what is on no branch", async () => {
    const menu = await sessions().row("shop").contextMenu();
    await window().screenshot("found-menu-dark");
    expect(await menu.items()).not.toContain("Keep as Session");
    await menu.pick("Copy Branch Name");
  });

  it("lets go of a session without its branch and worktree, which are found again", async () => {
    const refs = await git(root, "for-each-ref");
    const menu = await sessions().row("WFS-cart").contextMenu();
    await menu.pick("Remove Fork…");
    await window().dialog.waitUntilOpen();
    expect(await window().dialog.detail()).toContain(
      `The branch copilot/cart and the worktree ${worktrees[1]} stay: they are not Workflow Sessions' own.`,
    );
    expect(await window().dialog.detail()).not.toContain("Ignored files");
    await window().screenshot("found-let-go-dark");
    await window().dialog.press("Remove");
    await expect.poll(() => sessions().labels(), { timeout: 30_000 }).toContain("copilot/cart");
    expect(await sessions().labels()).not.toContain("WFS-cart");
    expect(await git(root, "for-each-ref")).toBe(refs);
    expect(await git(worktrees[1] ?? "", "symbolic-ref", "HEAD")).toBe("refs/heads/copilot/cart");
  });

  it("shows what an agent elsewhere has pushed once it is fetched, and keeps it as a branch here", async () => {
    const cloud = await git(root, "commit-tree", "-p", "agents/search", "-m", "Cloud work", "agents/search^{tree}");
    await git(root, "update-ref", "refs/remotes/origin/copilot/cloud", cloud);
    await git(root, "update-ref", "refs/remotes/origin/people/work", cloud);
    await expect.poll(() => sessions().labels(), { timeout: 30_000 }).toContain("origin/copilot/cloud");
    expect(await sessions().labels()).not.toContain("origin/people/work");
    await sessions().row("origin/copilot/cloud").click();
    await new ReviewPanel(window()).says("origin/copilot/cloud: 2 commits, 1 file beside main");
    await window().screenshot("found-remote-dark");
    expect(await git(root, "for-each-ref", "refs/heads/copilot/cloud")).toBe("");
    await sessions().row("origin/copilot/cloud").action("Keep as Session");
    await expect.poll(() => sessions().labels(), { timeout: 30_000 }).toContain("WFS-cloud");
    expect(await git(root, "rev-parse", "copilot/cloud")).toBe(cloud);
    await expect.poll(() => sessions().labels()).not.toContain("origin/copilot/cloud");
  });

  it("lands one that nobody has asked for, in the person's name", async () => {
    await git(worktrees[0] ?? "", "commit", "--quiet", "--allow-empty", "-m", "Say why");
    const menu = await sessions().row("claude/login").contextMenu();
    await menu.pick("Review and Merge…");
    await window().quickInput.waitUntilOpen();
    await window().screenshot("found-message-dark");
    expect(await window().quickInput.locator.locator("input").inputValue()).toBe("Give the check a time limit");
    await window().quickInput.type("Limit the time of the check");
    await window().quickInput.accept();
    const panel = new ReviewPanel(window());
    await panel.says("Merge WFS-login into main");
    await panel.openFile("src/login.py", "timeout=5");
    await window().screenshot("found-merge-dark");
    await panel.grant();
    await expect.poll(() => git(root, "show", "main:src/login.py"), { timeout: 60_000 }).toContain("timeout=5");
    expect(await git(root, "log", "-1", "--format=%B", "main")).toContain("Limit the time of the check\n\n- Say why");
    await expect.poll(() => description("WFS-login"), { timeout: 60_000 }).toMatch(/^merged/u);
    await window().screenshot("found-merged-dark");
  });

  it("keeps one on its page, and asks for its merge there", async () => {
    await sessions().row("agents/search").click();
    const panel = new ReviewPanel(window());
    await panel.says("agents/search: 1 commit, 1 file beside main");
    await panel.press("Keep as Session");
    await expect.poll(() => sessions().labels(), { timeout: 30_000 }).toContain("WFS-search");
    await panel.press("Review and Merge…");
    await panel.says("Merge WFS-search into main");
  });
});
