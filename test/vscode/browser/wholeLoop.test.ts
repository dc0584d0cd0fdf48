import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root as project } from "../../run/paths.mjs";
import { Agent } from "./support/agent.ts";
import { commitFiles, git, write } from "./support/gitShop.ts";
import { openReview, ReviewPanel } from "./support/reviewPanel.ts";
import { temporaryDirectory } from "./support/temporaryDirectory.ts";
import { openLimitMs, shareWorkbench } from "./support/workbench.ts";

const branch = "claude/login-limit";
const session = "WFS-login-limit";
const conversation = "0c7f6f9e-8f0e-4a55-9c5b-1d2e3f4a5b6c";
const standIn = join(project, "test", "fixtures", "agents", "standIn.mjs");

/** A project as people have it, and beside its files a worktree that Claude Code has made, with a commit. */
async function claudeAtWork(): Promise<{ readonly root: string; readonly worktree: string }> {
  const root = join(await temporaryDirectory(), "shop");
  const worktree = join(root, ".claude", "worktrees", "login-limit");
  await write(root, { "README.md": "Shop\n" });
  await git(root, "init", "--quiet", "--initial-branch=main");
  await commitFiles(
    root,
    { "README.md": "Shop\n", "src/login.py": "def login(user):\n    return check(user)\n" },
    "Shop",
  );
  await writeFile(join(root, ".git", "info", "exclude"), ".claude/\n");
  await git(root, "worktree", "add", "--quiet", "-b", branch, worktree);
  await commitFiles(
    worktree,
    { "src/login.py": "def login(user):\n    return check(user, timeout=5)\n" },
    "A time limit",
  );
  return { root, worktree };
}

describe("from work that another tool has made to main", () => {
  let root = "";
  let worktree = "";
  const window = shareWorkbench(async () => {
    ({ root, worktree } = await claudeAtWork());
    const resume = [process.execPath, standIn, "--resume", "${conversation}", "-p", "${prompt}"];
    return { folder: root, settings: { "workflowSessions.agents.resume": { "claude-code": resume } } };
  });
  const agent = (): Agent =>
    new Agent(worktree, {
      ...window().environment,
      WORKFLOW_AGENT: "claude-code",
      WORKFLOW_CONVERSATION: conversation,
    });
  const sessions = () => window().tree("Sessions");
  const description = async (): Promise<string> =>
    (await sessions().rows()).find(({ label }) => label === session)?.description ?? "";

  it("is found, and kept as a session on its own branch in its own worktree", async () => {
    await window().showViewContainer("Workflow Sessions");
    await expect.poll(() => sessions().labels(), { timeout: openLimitMs }).toContain(branch);
    const before = [await git(root, "for-each-ref"), await git(root, "worktree", "list", "--porcelain")];
    await sessions().row(branch).action("Keep as Session");
    await expect.poll(() => sessions().labels(), { timeout: 30_000 }).toContain(session);
    expect([await git(root, "for-each-ref"), await git(root, "worktree", "list", "--porcelain")]).toEqual(before);
  });

  it("is asked for by its agent, and goes back with a comment, not delivered yet", async () => {
    const asked = await agent().shell(`wfs request merge --session ${session} -m "Limit the time"`);
    expect(asked, asked.stderr).toMatchObject({ code: 0 });
    const panel = await openReview(window(), `Merge ${session} into main`, "Limit the time");
    await panel.openFile("src/login.py", "timeout=5");
    await panel.page.locator('.number.new[data-line="2"]').click();
    await panel.page.getByRole("textbox", { name: "Comment (Markdown)" }).fill("Why five?");
    await panel.press("Add comment");
    await panel.says("Not delivered yet: 1 comment.");
    await panel.refuse("Ask for changes…", "Say where it comes from.");
    await panel.says("Not delivered yet, with 1 comment.");
    await expect.poll(description).toContain("answer not delivered yet");
  });

  it("comes back from the agent that is continued where it has worked", async () => {
    const panel = new ReviewPanel(window());
    await panel.press("Continue Agent");
    await window().dialog.waitUntilOpen();
    expect(await window().dialog.detail()).toContain(worktree);
    await window().dialog.press("Continue Agent");
    await panel.says(/Came back: replies to 1 comment, 1 commit since, it was asked again\./u);
    await panel.says(/has had the agent continued with it/u);
    await window().screenshot("whole-loop-back-dark");
    expect(await git(worktree, "symbolic-ref", "--short", "HEAD")).toBe(branch);
    expect(await git(root, "show", `${branch}:fixed.txt`)).toBe("Why five?\nfixed");
    await expect.poll(description).not.toContain("not delivered yet");
  });

  it("lands by a grant of what was asked then, and its row says so", async () => {
    await new ReviewPanel(window()).press("Open the newer request");
    const panel = new ReviewPanel(window());
    await panel.says("The same with what was asked for");
    await panel.openFile("fixed.txt", "Why five?");
    await panel.openFile("src/login.py", "timeout=5");
    await panel.grant();
    await expect.poll(() => git(root, "show", "main:fixed.txt"), { timeout: 60_000 }).toBe("Why five?\nfixed");
    await expect.poll(() => readFile(join(root, "src/login.py"), "utf8")).toContain("timeout=5");
    await expect.poll(description, { timeout: 60_000 }).toMatch(/^merged/u);
    await window().screenshot("whole-loop-merged-dark");
  });
});
