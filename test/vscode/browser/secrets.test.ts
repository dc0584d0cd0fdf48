import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Letters } from "../../support/secretSamples.ts";
import { Agent, proposal } from "./support/agent.ts";
import { createGitShop, showSessions } from "./support/gitShop.ts";
import { openReview, type ReviewPanel } from "./support/reviewPanel.ts";
import { shareWorkbench } from "./support/workbench.ts";

const session = "WFS-user-profile";
const token = `ghp_${new Letters(12).alnum(36)}`;
const kept = `glpat-${new Letters(13).mixed(20)}`;

describe("a person types a secret", () => {
  let root = "";
  const window = shareWorkbench(async () => {
    root = await createGitShop();
    return { folder: root, theme: "light", settings: { "workflowSessions.comments.workingFiles": true } };
  });

  const tasks = async (): Promise<readonly string[]> => {
    const text = await readFile(join(root, ".workflow", session, "workflow-session.json"), "utf8");
    return (JSON.parse(text) as { progress: { current_tasks: string[] } }).progress.current_tasks;
  };
  const comments = async (of = session): Promise<string> => {
    const directory = join(root, ".workflow", of, "annotations");
    const names = await readdir(directory).catch(() => []);
    return (await Promise.all(names.map(async (name) => readFile(join(directory, name), "utf8")))).join("\n");
  };
  const typeTask = async (text: string): Promise<void> => {
    await window().runCommand("Workflow Sessions: Add Task…");
    await window().quickInput.waitUntilOpen();
    await window().quickInput.type(text);
    await window().quickInput.accept();
    await window().dialog.waitUntilOpen();
  };

  it("is asked, and Enter takes it out", async () => {
    await showSessions(window(), session);
    await typeTask(`rotate ${token}`);
    expect(await window().dialog.message()).toContain("This looks like a GitHub token.");
    expect(await window().dialog.message()).not.toContain(token);
    expect(new Set(await window().dialog.buttons())).toEqual(new Set(["Take It Out", "Keep It", "Cancel"]));
    expect(await window().dialog.focusedButton()).toBe("Take It Out");
    await window().screenshot("secret-question-light");
    await window().page.keyboard.press("Enter");
    await expect.poll(tasks).toContain("rotate [redacted:github-token]");
    await expect
      .poll(async () => (await window().notifications.texts()).join())
      .toContain("Taken out of the task: a GitHub token.");
    await window().screenshot("secret-taken-out-light");
  });

  it("is back in the box, with what was typed, after Escape", async () => {
    await typeTask(`ask for ${token}`);
    await window().dialog.cancel();
    await window().quickInput.waitUntilOpen();
    await expect.poll(() => window().quickInput.value()).toBe(`ask for ${token}`);
    await window().quickInput.cancel();
    expect((await tasks()).join()).not.toContain("ask for");
  });

  it("has it kept on their word", async () => {
    await typeTask(`use ${kept}`);
    expect(await window().dialog.message()).toContain("This looks like a GitLab token.");
    await window().dialog.press("Keep It");
    await expect.poll(tasks).toContain(`use ${kept}`);
  });

  it("keeps a comment in its box until it is decided", async () => {
    await window().openFile("cart.py");
    await expect.poll(() => window().editorText()).toContain("def total");
    await window().page.locator(".editor-group-container.active .view-lines").click();
    await window().page.locator(".margin-view-overlays .comment-range-glyph").first().click();
    await window().page.locator(".review-widget .comment-form .view-lines").first().click();
    await window().page.keyboard.type(`See ${token}`);
    const form = window().page.locator(".review-widget").first();
    const send = form.locator(".monaco-button").filter({ hasText: /^Comment$/u });
    await send.click();
    await window().dialog.waitUntilOpen();
    await window().dialog.cancel();
    await expect.poll(() => form.locator(".view-lines").first().innerText()).toContain(token);
    expect(await comments()).toBe("");
    await window().screenshot("secret-comment-kept-light");
    await send.click();
    await window().dialog.waitUntilOpen();
    await window().dialog.press("Take It Out");
    await expect.poll(() => comments()).toContain("See [redacted:github-token]");
    expect(await comments()).not.toContain(token);
  });

  it("keeps a comment on a request in the page until it is decided", async () => {
    await window().draw("dark");
    const agent = new Agent(root, window().environment);
    const answer = agent.shell(proposal("rate", "echo 'RATE = 2' > src/rate.py", "A rate"));
    const panel: ReviewPanel = await openReview(window(), "Merge WFS-rate into main", "A rate");
    await panel.press("Comment on the whole proposal");
    const words = panel.page.locator(".thread.new textarea, .thread.new .words textarea").first();
    await words.fill(`Not with ${token}`);
    await panel.press("Add comment");
    await window().dialog.waitUntilOpen();
    await window().dialog.cancel();
    await panel.says("The comment was not written.");
    expect(await words.inputValue()).toBe(`Not with ${token}`);
    await window().screenshot("secret-review-comment-dark");
    await panel.press("Add comment");
    await window().dialog.waitUntilOpen();
    await window().dialog.press("Take It Out");
    await panel.says("Not with [redacted:github-token]");
    expect(await comments("WFS-rate")).not.toContain(token);
    await panel.press("Deny…");
    await window().quickInput.waitUntilOpen();
    await window().quickInput.type(`It has ${token}`);
    await window().quickInput.accept();
    await window().dialog.waitUntilOpen();
    await window().screenshot("secret-question-dark");
    await window().dialog.press("Take It Out");
    const { stdout } = await answer;
    expect(stdout).toContain("It has [redacted:github-token]");
    expect(stdout).not.toContain(token);
  });
});
