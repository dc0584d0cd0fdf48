import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Agent, proposal } from "./support/agent.ts";
import { createGitShop, git, replaceInFile, showSessions, write } from "./support/gitShop.ts";
import { openReview, ReviewPanel } from "./support/reviewPanel.ts";
import { reloadOnceStored } from "./support/windowState.ts";
import { shareWorkbench } from "./support/workbench.ts";

const session = "WFS-user-profile";

describe("a session's work as one commit", () => {
  let root = "";
  const window = shareWorkbench(async () => {
    root = await createGitShop();
    return { folder: root };
  });
  const agent = (): Agent => new Agent(root, window().environment);
  const cart = (): Promise<string> => readFile(join(root, "src/cart.py"), "utf8");
  let before = "";

  it("is asked for by the agent; the status bar says that the session waits", async () => {
    await showSessions(window(), session);
    before = await git(root, "rev-parse", "main");
    await replaceInFile(join(root, "src/cart.py"), "total(items)", "total(items, tax=0)");
    const answer = agent().shell(`wfs request commit --session ${session} -m "Let carts know a tax" --wait 240 --json`);
    await expect.poll(() => window().statusBar.text()).toContain("waits for review");
    const panel = await openReview(window(), `Commit the work of ${session}`, "Let carts know a tax");
    await panel.openFile("src/cart.py", "tax=0");
    await window().screenshot("review-commit-dark");
    await panel.grant();
    expect((await answer).code).toBe(0);
    expect(await git(root, "rev-parse", "main~1")).toBe(before);
    expect(await git(root, "log", "-1", "--format=%s", "main")).toBe("Let carts know a tax");
    expect(await git(root, "status", "--porcelain", "--", "src")).toBe("");
    expect(await cart()).toContain("tax=0");
    await expect.poll(() => window().statusBar.text()).not.toContain("waits for review");
  });

  it("is taken back with Undo, and the edits stay", async () => {
    const panel = new ReviewPanel(window());
    await panel.press("Undo");
    await window().dialog.waitUntilOpen();
    expect(await window().dialog.focusedButton()).not.toBe("Undo");
    await window().dialog.press("Undo");
    await expect.poll(() => git(root, "rev-parse", "main")).toBe(before);
    expect(await cart()).toContain("tax=0");
  });
});

describe("the removal of a fork, and what opens beside a review", () => {
  let root = "";
  const window = shareWorkbench(async () => {
    root = await createGitShop();
    return { folder: root };
  });
  const agent = (): Agent => new Agent(root, window().environment);

  it("opens one file and all files in VS Code's own editors, and the comparison of forks", async () => {
    await showSessions(window(), session);
    await agent().wfs("fork", "create", "other", "--session", session);
    const ask = proposal("beside", "sed -i s,/cart,/basket, src/api.py", "Another name").replace(/ --wait.*/u, "");
    expect(await agent().shell(ask)).toMatchObject({ code: 0, stderr: "" });
    const panel = await openReview(window(), "Merge WFS-beside into main", "Another name");
    await panel.openFile("src/api.py", "/basket");
    await panel.press("Open in diff editor");
    await expect.poll(() => window().editors()).toContain("src/api.py · Merge WFS-beside into main");
    await expect.poll(() => window().page.locator(".monaco-diff-editor .line-insert").count()).toBeGreaterThan(0);
    await window().runCommand("View: Close Editor");
    await panel.press("Open all in multi-diff editor");
    await window().page.locator(".multiDiffEditor").getByText("api.py").first().waitFor();
    await window().screenshot("review-multi-diff-dark");
    await window().runCommand("View: Close Editor");
    await panel.press("Compare with another proposal");
    await expect.poll(async () => (await window().quickInput.rows()).map(({ label }) => label)).toContain("WFS-other");
    await window().quickInput.cancel();
  });

  it("shows beside the diff what the baseline's phases handed over, and opens it in an editor", async () => {
    const plan = join(root, ".workflow", session, "IMPL_PLAN.md");
    await write(root, { [`.workflow/${session}/IMPL_PLAN.md`]: "# Baskets\n\nPeople *say* basket.\n" });
    await agent().wfs("phase", "REVIEW", "--session", session, "--artifact", `plan_document=${plan}`);
    const panel = new ReviewPanel(window());
    await panel.openFile("src/api.py", "/basket");
    await panel.page.getByRole("tab", { name: "Plan" }).click();
    await panel.page.getByRole("option", { name: "plan_document" }).click();
    await panel.says("People say basket.");
    await expect.poll(() => panel.page.locator(".diff .row").count()).toBeGreaterThan(0);
    await window().screenshot("review-plan-dark");
    await write(root, { [`.workflow/${session}/IMPL_PLAN.md`]: "# Trolleys\n" });
    await panel.says("Trolleys");
    await panel.press("Open in Editor");
    await expect.poll(() => window().editors()).toContain("IMPL_PLAN");
    await window().runCommand("View: Close Editor");
    await panel.says("Trolleys");
    await panel.page.getByRole("tab", { name: "Files" }).click();
  });

  it("is there again after the window was loaded anew", async () => {
    await reloadOnceStored(window().page, '"request":"');
    await window().page.locator(".tabs-container .tab").getByText("Merge WFS-beside into main").first().click();
    const panel = new ReviewPanel(window());
    await panel.says("Merge WFS-beside into main");
    await expect.poll(() => panel.isOn("Grant…")).toBe(true);
    await window().runCommand("View: Close All Editors");
  });

  it("lists what a removal would lose, and removes once it is granted", async () => {
    const worktree = join(root, ".worktrees", "WFS-beside");
    const answer = agent().shell(
      'wfs request teardown --session WFS-beside -m "Not needed any more" --wait 240 --json',
    );
    const panel = await openReview(window(), "Remove WFS-beside", "Not needed any more");
    await panel.openFile("src/api.py", "/basket");
    await window().screenshot("review-teardown-dark");
    expect(existsSync(worktree)).toBe(true);
    await panel.grant();
    expect((await answer).code).toBe(0);
    await expect.poll(() => existsSync(worktree)).toBe(false);
    expect(await git(root, "branch", "--list", "session/WFS-beside")).toBe("");
    await expect.poll(() => window().tree("Sessions").labels()).not.toContain("WFS-beside");
  });
});
