import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { makeSample } from "../../support/sample/makeSample.ts";
import { showSessions } from "./support/gitShop.ts";
import { temporaryDirectory } from "./support/temporaryDirectory.ts";
import { openWorkbench, shareWorkbench } from "./support/workbench.ts";
import type { Workbench } from "./support/workbench.ts";

const execute = promisify(execFile);

/** A line of shell, as an agent beside VS Code runs it. */
async function shell(root: string, line: string): Promise<void> {
  await execute("/bin/sh", ["-c", line], { cwd: root });
}

async function markers(root: string): Promise<readonly string[]> {
  return (await readdir(join(root, ".workflow"))).filter((name) => name.startsWith(".active-"));
}

async function sample(): Promise<string> {
  return (await makeSample(join(await temporaryDirectory(), "ferry"))).root;
}

const active = (workbench: Workbench) => async (): Promise<string> =>
  (await workbench.statusBar.texts()).find((text) => /WFS-|No session/u.test(text)) ?? "";

describe("the sample in the packed extension", () => {
  let root = "";
  const window = shareWorkbench(async () => {
    root = await sample();
    return { folder: root };
  });

  it("shows the sessions by state, with the problems among them", async () => {
    await showSessions(window(), "WFS-user-profile");
    const rows = await window().tree("Sessions").rows();
    const top = rows.filter(({ level }) => level === 1);
    expect(top.map(({ label, icon, expanded }) => [label, icon, expanded])).toEqual([
      ["WFS-user-profile", "circle-filled", true],
      ["Problems", "", true],
      ["Paused", "", true],
      ["Completed", "", false],
      ["Archived", "", false],
    ]);
    const below = rows.filter(({ level, label }) => level === 2 && label.startsWith("WFS-"));
    expect(below.map(({ icon }) => icon)).toEqual(["warning", ...Array.from({ length: 6 }, () => "circle-outline")]);
    for (const label of ["Tasks", "impl-2: ProfileStore", "Phases", "Artifacts", "Orphan marker"]) {
      await expect.poll(() => window().tree("Sessions").labels()).toContain(label);
    }
    expect(rows[0]?.ariaLabel).toMatch(/^WFS-user-profile, active, phase IMPLEMENT, 2 tasks, updated .* ago/u);
    await expect.poll(active(window())).toBe("WFS-user-profile · IMPLEMENT");
  });

  it("opens the overview on a click, and does not switch", async () => {
    await window().tree("Sessions").row("WFS-oauth-integration").click();
    await expect.poll(() => window().editors()).toEqual(["WFS-oauth-integration"]);
    await window().webview().locator("h1").getByText("WFS-oauth-integration").waitFor();
    expect(await markers(root)).toContain(".active-WFS-user-profile");
    await window().tree("Sessions").row("WFS-user-profile").click();
    const page = window().webview();
    await page.locator("h1").getByText("WFS-user-profile").waitFor();
    await page.getByRole("link", { name: "IMPL_PLAN.md" }).click();
    await expect.poll(() => window().editors()).toContain("IMPL_PLAN");
    await window().runCommand("View: Close All Editors");
  });

  it("explains a session on hover", async () => {
    await window().page.mouse.move(700, 500);
    await window().tree("Sessions").row("WFS-user-profile").locator.hover();
    const hover = window().page.locator(".workbench-hover-container");
    await hover.getByText("✓ PLAN → ● IMPLEMENT → ○ REVIEW").waitFor();
    await window().screenshot("sessions-hover-dark");
    await window().page.mouse.move(700, 500);
  });

  it("switches by one click on the row", async () => {
    await window().tree("Sessions").row("WFS-oauth-integration").action("Switch Session");
    await expect.poll(active(window())).toBe("WFS-oauth-integration · PLAN");
    await expect.poll(async () => (await window().tree("Sessions").labels())[0]).toBe("WFS-oauth-integration");
    expect(await markers(root)).toContain(".active-WFS-oauth-integration");
    expect(await markers(root)).not.toContain(".active-WFS-user-profile");
  });

  it("switches from the status bar by the picker, where Enter switches", async () => {
    await window().statusBar.click("WFS-oauth-integration");
    await window().quickInput.waitUntilOpen();
    await window().quickInput.type("user-prof");
    await window().screenshot("picker-filtered-dark");
    await window().quickInput.accept();
    await expect.poll(active(window())).toBe("WFS-user-profile · IMPLEMENT");
  });

  it("opens the picker on a click also while agents switch", async () => {
    const there = "mv .workflow/.active-WFS-user-profile .workflow/.active-WFS-2fa; sleep 0.04";
    const back = "mv .workflow/.active-WFS-2fa .workflow/.active-WFS-user-profile; sleep 0.04";
    const switching = shell(root, `for round in $(seq 60); do ${there}; ${back}; done`);
    for (let round = 0; round < 8; round += 1) {
      await window().statusBar.click("WFS-");
      await window().quickInput.waitUntilOpen();
      await window().quickInput.cancel();
    }
    await switching;
    await expect.poll(active(window())).toBe("WFS-user-profile · IMPLEMENT");
    expect((await window().notifications.texts()).join("\n")).not.toContain("not found");
  });

  it("follows a marker that a shell moves, and never says that there is none", async () => {
    const said = new Set<string>();
    const watching = setInterval(() => void active(window())().then((text) => said.add(text)), 20);
    for (let round = 0; round < 5; round += 1) {
      await shell(root, "mv .workflow/.active-WFS-user-profile .workflow/.active-WFS-2fa");
      await expect.poll(active(window())).toBe("WFS-2fa · PLAN");
      await shell(root, "mv .workflow/.active-WFS-2fa .workflow/.active-WFS-user-profile");
      await expect.poll(active(window())).toBe("WFS-user-profile · IMPLEMENT");
    }
    clearInterval(watching);
    expect([...said].toSorted((a, b) => a.localeCompare(b))).toEqual([
      "WFS-2fa · PLAN",
      "WFS-user-profile · IMPLEMENT",
    ]);
    await expect.poll(async () => (await window().tree("Sessions").labels())[0]).toBe("WFS-user-profile");
  });

  it("pauses with a way back", async () => {
    await window().tree("Sessions").row("WFS-user-profile").action("Pause Session");
    await expect.poll(active(window())).toBe("No session");
    await window().notifications.press("WFS-user-profile is paused", "Undo");
    await expect.poll(active(window())).toBe("WFS-user-profile · IMPLEMENT");
  });

  it("completes with a way back", async () => {
    await window().tree("Sessions").row("WFS-2fa").action("Complete Session");
    await window().notifications.press("WFS-2fa is completed", "Undo");
    await expect.poll(async () => (await window().tree("Sessions").row("WFS-2fa").actions()).length).toBe(3);
    expect(await active(window())()).toBe("WFS-user-profile · IMPLEMENT");
  });

  it("archives with a way back that activates nothing", async () => {
    const menu = await window().tree("Sessions").row("WFS-receipts.ja").contextMenu();
    await menu.pick("Archive Session");
    await expect.poll(() => existsSync(join(root, ".workflow", "completed", "WFS-receipts.ja"))).toBe(true);
    await window().notifications.press("WFS-receipts.ja is archived", "Undo");
    await expect.poll(() => existsSync(join(root, ".workflow", "WFS-receipts.ja"))).toBe(true);
    await expect.poll(() => window().tree("Sessions").labels()).toContain("WFS-receipts.ja");
    expect(await active(window())()).toBe("WFS-user-profile · IMPLEMENT");
  });

  it("offers everything in the context menu", async () => {
    const menu = await window().tree("Sessions").row("WFS-2fa").contextMenu();
    const own = [
      "Switch Session",
      "Complete Session",
      "Archive Session",
      "Enter Phase…",
      "Add Task…",
      "Save Session State…",
      "Open Overview",
      "Open Record",
      "Reveal Directory",
      "Open Terminal",
      "Copy Name",
    ];
    expect((await menu.items()).filter((item) => own.includes(item))).toEqual(own);
    await window().screenshot("context-menu-dark");
    await window().page.keyboard.press("Escape");
  });

  it("explains an orphan marker and removes it", async () => {
    await window().tree("Sessions").rest();
    await shell(root, "touch .workflow/.active-WFS-old-search-spike");
    await window().tree("Sessions").row("Orphan marker").locator.waitFor();
    await window().tree("Sessions").row("Orphan marker").click();
    await window().dialog.waitUntilOpen();
    expect(await window().dialog.detail()).toContain("The marker will be removed.");
    await window().screenshot("explain-dark");
    await window().dialog.press("Repair");
    await expect.poll(() => window().tree("Sessions").labels()).not.toContain("Orphan marker");
    expect(existsSync(join(root, ".workflow", ".active-WFS-old-search-spike"))).toBe(false);
  });

  it("checks and repairs the rest from the palette, and says what was done", async () => {
    await window().runCommand("Workflow Sessions: Check and Repair");
    await expect.poll(() => window().quickInput.rows()).toMatchObject([{ label: "Unreadable record" }]);
    await window().quickInput.accept();
    const directory = join(root, ".workflow", "WFS-winter-timetable");
    const kept = async (): Promise<readonly string[]> =>
      (await readdir(directory)).filter((name) => name.includes(".corrupt-"));
    await expect.poll(kept).toHaveLength(1);
    await expect
      .poll(async () => (await window().notifications.texts()).join("\n"))
      .toContain("Repaired 1 of 1. It was rebuilt");
    await window().screenshot("repaired-dark");
    await expect
      .poll(async () => (await window().tree("Sessions").rows()).map(({ icon }) => icon))
      .not.toContain("warning");
  });

  it("says so when nothing is wrong", async () => {
    await window().runCommand("Workflow Sessions: Check and Repair");
    await expect.poll(async () => (await window().notifications.texts()).join("\n")).toContain("Nothing is wrong");
  });

  it("filters while typing", async () => {
    await window().tree("Sessions").rest();
    await window().tree("Sessions").locator.focus();
    await window().page.keyboard.press("Control+f");
    await window().quickInput.waitUntilOpen();
    await window().quickInput.type("oauth");
    await expect.poll(() => window().tree("Sessions").labels()).toEqual(["Paused", "WFS-oauth-integration"]);
    await window()
      .page.locator(".tree-explorer-viewlet-tree-view .message")
      .getByText("Filter “oauth”: 1 of ")
      .waitFor();
    await window().screenshot("filter-dark");
    await window().quickInput.cancel();
    await expect.poll(async () => (await window().tree("Sessions").labels())[0]).toBe("WFS-user-profile");
  });
});

/** Ctrl+K and a second key. The tree stands still first: where it has the focus, VS Code gives it the focus again after a drawing. */
async function chord(workbench: Workbench, second: string): Promise<void> {
  await workbench.tree("Sessions").rest();
  await workbench.page.keyboard.press("Control+k");
  await workbench.page.keyboard.press(second);
  await workbench.quickInput.waitUntilOpen();
}

describe("a person with a keyboard only", () => {
  it("creates, opens and switches sessions", async () => {
    const root = await sample();
    const workbench = await openWorkbench({ folder: root });
    await showSessions(workbench, "WFS-user-profile");
    await chord(workbench, "Alt+n");
    await workbench.page.keyboard.type("Remind passengers by SMS");
    await workbench.screenshot("create-1-dark");
    await workbench.page.keyboard.press("Enter");
    await expect.poll(() => workbench.quickInput.value()).toBe("remind-passengers-by-sms");
    await workbench.quickInput.type("oauth-integration");
    await expect.poll(() => workbench.quickInput.message()).toContain("exists already");
    await workbench.screenshot("create-2-dark");
    await workbench.quickInput.type("sms");
    await workbench.page.keyboard.press("Enter");
    await expect
      .poll(async () => (await workbench.quickInput.rows()).map(({ label }) => label))
      .toEqual(["simple", "medium", "complex"]);
    await workbench.screenshot("create-3-dark");
    await workbench.page.keyboard.press("Enter");
    await expect.poll(active(workbench)).toBe("WFS-sms · PLAN");
    await expect.poll(async () => (await workbench.tree("Sessions").labels())[0]).toBe("WFS-sms");
    await workbench.tree("Sessions").press("Home", "Enter");
    await expect.poll(() => workbench.editors()).toEqual(["WFS-sms"]);
    await workbench.webview().locator("h1").getByText("WFS-sms").waitFor();
    await chord(workbench, "Alt+s");
    await workbench.page.keyboard.type("user-profile");
    await expect
      .poll(async () => (await workbench.quickInput.rows()).map(({ label }) => label))
      .toEqual(["WFS-user-profile"]);
    await workbench.page.keyboard.press("Enter");
    await expect.poll(active(workbench)).toBe("WFS-user-profile · IMPLEMENT");
  });
});

describe("empty and first states", () => {
  it("offers the first session where there is no .workflow, and shows it", async () => {
    const folder = await temporaryDirectory();
    const workbench = await openWorkbench({ folder });
    await workbench.showViewContainer("Workflow Sessions");
    await expect
      .poll(() => workbench.tree("Sessions").welcomeText())
      .toContain("A session is one bounded piece of work");
    await workbench.screenshot("welcome-dark");
    await workbench.page.getByRole("button", { name: "Create the First Session" }).click();
    await workbench.quickInput.waitUntilOpen();
    await workbench.page.keyboard.type("Try it out");
    await workbench.page.keyboard.press("Enter");
    await expect.poll(() => workbench.quickInput.value()).toBe("try-it-out");
    await workbench.page.keyboard.press("Enter");
    await expect.poll(() => workbench.quickInput.rows()).toHaveLength(3);
    await workbench.page.keyboard.press("Enter");
    await expect.poll(active(workbench)).toBe("WFS-try-it-out · PLAN");
    await expect.poll(() => workbench.tree("Sessions").labels()).toEqual(["WFS-try-it-out", ""]);
    await workbench.screenshot("first-session-dark");
  });

  it("asks for a folder where none is open", async () => {
    const workbench = await openWorkbench({});
    await workbench.showViewContainer("Workflow Sessions");
    await expect.poll(() => workbench.tree("Sessions").welcomeText()).toContain("Sessions belong to a folder.");
    await workbench.screenshot("no-folder-dark");
  });

  it("shows the sessions of a restricted folder and explains why it changes nothing", async () => {
    const root = await sample();
    const workbench = await openWorkbench({ folder: root, trust: "restricted" });
    await showSessions(workbench, "WFS-user-profile");
    await workbench.tree("Sessions").row("WFS-2fa").action("Switch Session");
    await expect.poll(async () => (await workbench.notifications.texts()).join("\n")).toContain("Restricted Mode");
    await workbench.screenshot("restricted-dark");
    expect(await markers(root)).toContain(".active-WFS-user-profile");
    await workbench.notifications.press("Restricted Mode", "Manage Workspace Trust");
    await workbench.page.getByText("You are in Restricted Mode").waitFor();
  });

  it("says what trust is for in a restricted folder without sessions", async () => {
    const workbench = await openWorkbench({ folder: await temporaryDirectory(), trust: "restricted" });
    await workbench.showViewContainer("Workflow Sessions");
    await expect.poll(() => workbench.tree("Sessions").welcomeText()).toContain("Trust it to create the first one.");
    await workbench.screenshot("restricted-empty-dark");
  });
});
