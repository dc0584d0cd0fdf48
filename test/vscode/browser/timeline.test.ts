import { appendFile, mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Agent } from "./support/agent.ts";
import { createGitShop, replaceInFile, showSessions } from "./support/gitShop.ts";
import { ReviewPanel } from "./support/reviewPanel.ts";
import { shareWorkbench } from "./support/workbench.ts";

const session = "WFS-user-profile";
const fork = "WFS-limits";

describe("the timeline of a session", () => {
  let root = "";
  const window = shareWorkbench(async () => {
    root = await createGitShop();
    return { folder: root, size: { width: 1280, height: 1500 } };
  });
  const sessions = () => window().tree("Sessions");
  const timeline = () => window().tree("Timeline");
  const agent = () => new Agent(root, window().environment);
  const labels = async (): Promise<readonly string[]> => timeline().labels();
  const description = async (label: string): Promise<string> =>
    (await timeline().rows()).find((row) => row.label === label)?.description ?? "";

  it("opens from the session's row, and says when something will come", async () => {
    await showSessions(window(), session);
    const menu = await sessions().row(session).contextMenu();
    await menu.pick("Show Timeline");
    await expect.poll(labels).toEqual(["What happens from now on appears here"]);
    await window().screenshot("timeline-empty-dark");
  });

  it("shows what happens outside as it happens", async () => {
    await agent().wfs("checkpoint", "create", "-m", "Before the form", "--session", session);
    await expect.poll(labels).toContain("Checkpoint #1, by hand");
    expect((await labels())[0]).toBe("Today");
    expect(await description("Checkpoint #1, by hand")).toMatch(/^agent-1 · /u);
    await agent().wfs("phase", "REVIEW", session);
    await expect.poll(labels).toContain("Phase REVIEW entered");
    await agent().wfs("fork", "create", "limits", "--session", session, "--worktree");
    await expect.poll(labels).toContain(`Fork ${fork} made`);
  });

  it("follows the session that is selected", async () => {
    await expect.poll(() => sessions().labels()).toContain(fork);
    await sessions().row(fork).click();
    await expect.poll(labels).toContain(`Forked from ${session}`);
    const inFork = new Agent(join(root, ".worktrees", fork), window().environment);
    await replaceInFile(join(root, ".worktrees", fork, "src/login.py"), "user.pw", "user.password");
    await inFork.shell(`git commit --quiet -am "Limit the time"`);
    await inFork.wfs("annotate", "add", "-m", "Is this enough?", "--file", "src/login.py");
    await inFork.wfs("request", "merge", "--into", "main", "-m", "Limit the time");
    await expect
      .poll(labels)
      .toEqual([
        "Today",
        "Review asked for: merge",
        "Comment on src/login.py",
        "Worktree made",
        `Forked from ${session}`,
      ]);
    await window().runCommand("Notifications: Clear All Notifications");
    for (const theme of ["light", "hc-black", "dark"] as const) {
      await window().draw(theme);
      await timeline().rest();
      await window().screenshot(`timeline-${theme}`);
    }
  });

  it("opens what an event is about", async () => {
    await timeline().row("Review asked for: merge").click();
    const panel = new ReviewPanel(window());
    await panel.says(`Merge ${fork} into main`);
    await timeline().row("Comment on src/login.py").click();
    await expect.poll(() => window().editorText(), { timeout: 30_000 }).toContain("user.password");
  });

  it("says of an event when exactly it was, and all it tells", async () => {
    const row = timeline().row("Comment on src/login.py");
    await expect.poll(async () => row.hover()).toContain("By: agent-1");
    expect(await row.hover()).toContain("file: src/login.py");
  });

  it("shows a type of a version to come by its name, and hostile text as text", async () => {
    const events = join(root, ".workflow/.events");
    const name = (await readdir(events)).find((entry) => entry.endsWith(".jsonl")) ?? "";
    const event = { at: new Date().toISOString(), session: fork, actor: "$(flame) [x](command:y)" };
    const lines = [
      { ...event, type: "memory.granted" },
      { ...event, type: "task.added", text: "[Click](command:workbench.action.quit) <b>\u202e$(flame)" },
    ];
    await appendFile(join(events, name), lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    await expect.poll(labels).toContain("memory.granted");
    await expect.poll(labels).toContain("Task added: [Click](command:workbench.action.quit) <b>⟨U+202E⟩$(flame)");
    await expect.poll(async () => timeline().row("memory.granted").hover()).toContain("By: $(flame) [x](command:y)");
    await window().screenshot("timeline-hostile-dark");
  });

  it("shows the kinds that a person has chosen", async () => {
    await window().page.mouse.move(640, 400);
    await timeline().titleAction("Filter Timeline…");
    await window().quickInput.waitUntilOpen();
    await window().screenshot("timeline-filter-dark");
    for (const kind of ["Session, phases and tasks", "Forks", "Other", "Requests and decisions"]) {
      await window().quickInput.locator.getByText(kind, { exact: true }).click();
    }
    await window().page.keyboard.press("Enter");
    await expect.poll(labels).toEqual(["Today", "Comment on src/login.py"]);
    await window().screenshot("timeline-filtered-dark");
    await timeline().titleAction("Filter Timeline…");
    await window().quickInput.waitUntilOpen();
    for (const kind of ["Session, phases and tasks", "Forks", "Other", "Requests and decisions"]) {
      await window().quickInput.locator.getByText(kind, { exact: true }).click();
    }
    await window().page.keyboard.press("Enter");
    await expect.poll(labels).toContain("memory.granted");
  });

  it("goes along when the session gets another name", async () => {
    await agent().wfs("fork", "create", "form", "--session", session);
    await sessions().row("WFS-form").click();
    await expect.poll(labels).toEqual(["Today", `Forked from ${session}`]);
    const menu = await sessions().row("WFS-form").contextMenu();
    await menu.pick("Rename Fork…");
    await window().quickInput.waitUntilOpen();
    await window().quickInput.type("one-form");
    await window().quickInput.accept();
    await expect.poll(labels).toEqual(["Today", "Renamed, was WFS-form", `Forked from ${session}`]);
  });

  it("waits with what is older than 200 events", async () => {
    const events = join(root, ".workflow/.events");
    await mkdir(events, { recursive: true });
    const at = new Date(Date.now() - 40 * 24 * 3_600_000).toISOString();
    const line = JSON.stringify({
      at,
      session: "WFS-oauth",
      actor: "agent-2",
      type: "save.written",
      trigger: "manual",
    });
    await appendFile(join(events, "elsewhere-0001.jsonl"), `${line}\n`.repeat(230));
    await sessions().row("WFS-oauth").click();
    await expect.poll(labels, { timeout: 30_000 }).toContain("Progress saved");
    await timeline().row("Progress saved").locator.locator(".label-name").click();
    await timeline().press("End");
    await expect.poll(labels).toContain("Show more (30 left)");
    await timeline().row("Show more (30 left)").click();
    await expect.poll(labels).not.toContain("Show more (30 left)");
    await timeline().press("Home");
    await expect.poll(async () => (await timeline().rows())[0]?.description).toBe("230");
  });
});
