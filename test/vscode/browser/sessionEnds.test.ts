import { existsSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Agent } from "./support/agent.ts";
import { createGitShop, git, showSessions } from "./support/gitShop.ts";
import { shareWorkbench } from "./support/workbench.ts";

const session = "WFS-user-profile";

describe("what a person decides about a session", () => {
  let root = "";
  const window = shareWorkbench(async () => {
    root = await createGitShop();
    return { folder: root, size: { width: 1280, height: 1100 } };
  });
  const labels = async (): Promise<readonly string[]> => window().tree("Sessions").labels();
  const pick = async (name: string, entry: string): Promise<void> => {
    await (await window().tree("Sessions").row(name).contextMenu()).pick(entry);
  };

  const nothing = () => window().page.getByText("No session is active. Select one above");

  it("is the next phase, unless a step back is chosen, which is named", async () => {
    await showSessions(window(), session);
    await pick(session, "Enter Phase…");
    await window().quickInput.waitUntilOpen();
    expect(
      (await window().quickInput.rows()).map(({ label, description }) => `${label} ${description ?? ""}`.trim()),
    ).toEqual(["PLAN go back", "IMPLEMENT now", "REVIEW"]);
    await window().screenshot("enter-phase-dark");
    await window().quickInput.accept();
    await expect.poll(async () => (await window().statusBar.texts()).join()).toContain(`${session} · REVIEW`);
  });

  it("is asked about where tasks are open", async () => {
    await pick(session, "Complete Session");
    await window().dialog.waitUntilOpen();
    expect(await window().dialog.detail()).toContain("2 open tasks (IMPL-1, IMPL-2)");
    await window().screenshot("complete-open-tasks-dark");
    await window().dialog.cancel();
    await expect.poll(async () => (await labels())[0]).toBe(session);
    await pick(session, "Complete Session");
    await window().dialog.waitUntilOpen();
    await window().dialog.press("Complete Anyway");
    await expect.poll(async () => (await window().statusBar.texts()).join()).toContain("No session");
  });

  it("is which one's timeline is shown, where none is active", async () => {
    await window().runCommand("Workflow Sessions: Focus on Timeline View");
    await nothing().waitFor();
    await window().screenshot("timeline-no-session-dark");
  });

  it("is told what a deletion would take, and where it goes", async () => {
    const agent = new Agent(root, window().environment);
    await agent.wfs("new", "spike", "--project", "A spike", "--no-activate");
    await agent.wfs("exec", "--session", "spike", "--", "touch", "notes.md");
    await expect.poll(labels).toContain("WFS-spike");
    await pick("WFS-spike", "Delete Session…");
    await window().dialog.waitUntilOpen();
    expect(await window().dialog.detail()).toContain("Artifacts: 1");
    await window().screenshot("delete-session-dark");
    await window().dialog.press("Delete");
    await expect.poll(labels).not.toContain("WFS-spike");
    const [aside = ""] = await readdir(join(root, ".workflow/.deleted"));
    expect(existsSync(join(root, ".workflow/.deleted", aside, "notes.md"))).toBe(true);
  });

  it("is told what a discard of the temporary workspace would take", async () => {
    const agent = new Agent(root, window().environment);
    await agent.wfs("task", "add", "Look around");
    await agent.wfs("checkpoint", "create", "-m", "Before looking");
    await agent.wfs("annotate", "add", "--file", "src/cart.py", "--line", "1", "-m", "Why so?");
    await agent.wfs("exec", "--", "touch", "found.md");
    await expect.poll(labels).toContain("Temporary workspace");
    const timeline = window().tree("Timeline");
    await expect.poll(() => timeline.labels()).toContain("Task added: Look around");
    await window().screenshot("timeline-temporary-dark");
    await pick("Temporary workspace", "Discard Temporary Workspace");
    await window().dialog.waitUntilOpen();
    const detail = await window().dialog.detail();
    for (const part of ["checkpoints go: 1", "comments go: 1", ".workflow/.deleted"]) expect(detail).toContain(part);
    await window().screenshot("discard-temporary-dark");
    await window().dialog.cancel();
    await expect.poll(labels).toContain("Temporary workspace");
    await pick("Temporary workspace", "Discard Temporary Workspace");
    await window().dialog.waitUntilOpen();
    await window().dialog.press("Discard");
    await expect.poll(labels).not.toContain("Temporary workspace");
    await nothing().waitFor();
    const aside = await readdir(join(root, ".workflow/.deleted"), { recursive: true });
    expect(aside.some((path) => path.endsWith("/found.md"))).toBe(true);
  });

  it("is whether lost sessions come back", async () => {
    const agent = new Agent(root, window().environment);
    await agent.wfs("fork", "create", "proposal", "--session", "oauth");
    await expect.poll(labels).toContain("WFS-oauth");
    await rm(join(root, ".workflow"), { recursive: true });
    await expect
      .poll(async () => (await labels()).join("\n"), { timeout: 90_000 })
      .toMatch(/sessions? (?:is|are) lost/u);
    expect((await labels()).join("\n")).not.toContain("No session yet");
    await window().screenshot("lost-sessions-dark");
    await window().runCommand("Workflow Sessions: Bring Back Sessions");
    await expect.poll(() => existsSync(join(root, ".workflow/WFS-proposal/workflow-session.json"))).toBe(true);
    await expect.poll(labels).toContain(session);
    expect(await git(root, "rev-parse", "--verify", "session/WFS-proposal")).toMatch(/^[0-9a-f]{40}$/u);
  });
});
