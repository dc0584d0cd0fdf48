import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeSample } from "../../support/sample/makeSample.ts";
import { Agent } from "./support/agent.ts";
import { commitFiles, createGitShop, showSessions } from "./support/gitShop.ts";
import { openReview } from "./support/reviewPanel.ts";
import { type Theme, themes } from "./support/servers.ts";
import { temporaryDirectory } from "./support/temporaryDirectory.ts";
import { shareWorkbench } from "./support/workbench.ts";

// Pictures of every screen in every theme, in test-artifacts/browser. A window changes its theme in a moment, where another one takes seconds.

const names = Object.keys(themes) as readonly Theme[];
const closeAll = "View: Close All Editors";

describe("how the sample looks", () => {
  const window = shareWorkbench(async () => {
    const { root } = await makeSample(join(await temporaryDirectory(), "ferry"));
    return { folder: root, theme: "light" };
  });

  it("as a review, for a newcomer", async () => {
    const workbench = window();
    const merge = "Merge WFS-profile-patch into main";
    const panel = await openReview(workbench, merge, "Change single fields of a profile");
    await workbench.screenshot("review-sample-overview-light");
    await panel.openFile("src/changeProfile.ts", "Which kiosks?");
    await workbench.runCommand("Notifications: Clear All Notifications");
    await workbench.screenshot("review-sample-light");
    await workbench.runCommand(closeAll);
  });

  it.each(names)("in %s", async (theme) => {
    const workbench = window();
    await workbench.draw(theme);
    await showSessions(workbench, "WFS-user-profile");
    await expect.poll(() => workbench.tree("Sessions").labels()).toContain("impl-2: ProfileStore");
    await workbench.tree("Sessions").rest();
    await workbench.screenshot(`sessions-${theme}`);
    await workbench.tree("Sessions").row("WFS-user-profile").click();
    await workbench.webview().locator("h1").waitFor();
    await workbench.screenshot(`overview-${theme}`);
    await workbench.statusBar.click("WFS-user-profile");
    await workbench.quickInput.waitUntilOpen();
    await workbench.screenshot(`picker-${theme}`);
    await workbench.quickInput.cancel();
    await workbench.runCommand("Workflow Sessions: Check and Repair");
    await expect.poll(() => workbench.quickInput.rows()).toHaveLength(2);
    await workbench.screenshot(`repair-${theme}`);
    await workbench.quickInput.cancel();
    await workbench.runCommand(closeAll);
  });

  it.each(["light", "dark"] as const)("as a walkthrough in %s", async (theme) => {
    const workbench = window();
    await workbench.draw(theme);
    await workbench.page.setViewportSize({ width: 1600, height: 900 });
    await workbench.runCommand("Welcome: Open Walkthrough...");
    await workbench.quickInput.type("Workflow Sessions");
    await workbench.quickInput.pick("Get Started with Workflow Sessions");
    const steps = workbench.page.locator(".getting-started-step");
    await steps.first().waitFor();
    for (const [number, title] of [
      "Create the first session",
      "Switch between sessions",
      "Check and repair",
      "Use it from the terminal",
    ].entries()) {
      await steps.filter({ hasText: title }).click();
      await workbench.webview().locator("svg").first().waitFor();
      await workbench.screenshot(`walkthrough-${number + 1}-${theme}`);
    }
    await workbench.runCommand(closeAll);
  });
});

describe("how a merge with sensitive files looks", () => {
  let root = "";
  const window = shareWorkbench(async () => {
    root = await createGitShop();
    return { folder: root, theme: "dark" };
  });

  it.each(names)("in %s", async (theme) => {
    const workbench = window();
    const [agent, fork] = [new Agent(root, workbench.environment), `WFS-look-${theme}`];
    const worktree = join(root, ".worktrees", fork);
    await workbench.draw(theme);
    await showSessions(workbench, "WFS-user-profile");
    await agent.wfs("fork", "create", `look-${theme}`, "--session", "WFS-user-profile", "--worktree");
    const files = {
      "src/login.py": "def login(user):\n    return check(user.password, timeout=5)\n",
      ".github/workflows/ci.yml": "on: push\njobs: {}\n",
      "src/hidden.py": "ok = '\u202Eabc'\n",
    };
    await commitFiles(worktree, files, "look");
    const what = `Three things in ${theme}\n\n- a *limit*\n- CI`;
    await agent.wfs("request", "merge", "--session", fork, "--into", "main", "-m", what);
    const panel = await openReview(workbench, `Merge ${fork} into main`, `Three things in ${theme}`);
    expect(await panel.isOn("Grant…")).toBe(false);
    await workbench.runCommand("Notifications: Clear All Notifications");
    await panel.openFile("src/hidden.py", "U+202E");
    await workbench.screenshot(`review-hidden-${theme}`);
    await panel.openFile(".github/workflows/ci.yml", "jobs: {}");
    await expect.poll(() => panel.isOn("Grant…")).toBe(true);
    await workbench.screenshot(`review-sensitive-${theme}`);
    await workbench.runCommand(closeAll);
  });
});
