import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as vscode from "vscode";
import { commands } from "../../../../src/host/manifest/contributions.ts";
import { folder, markers } from "../support/project.ts";
import { activated, eventually } from "../support/sessionsTree.ts";

interface Shown {
  readonly elements: readonly unknown[];
  readonly labels: readonly string[];
}

async function below(element?: unknown): Promise<Shown> {
  const { sessions } = await activated();
  const elements = (await sessions.getChildren(element)) ?? [];
  const items = await Promise.all(elements.map(async (one) => await sessions.getTreeItem(one)));
  return { elements, labels: items.map(({ label }) => (typeof label === "string" ? label : "")) };
}

async function paused(): Promise<Shown> {
  const roots = await below();
  return await below(roots.elements[roots.labels.indexOf("Paused")]);
}

/** Waits for the next event of the tree; answers what it asks to draw again. */
async function nextRedraw(cause: () => Promise<void>): Promise<{ readonly what: unknown; readonly ms: number }> {
  const { sessions } = await activated();
  const event = sessions.onDidChangeTreeData;
  assert.ok(event);
  let since = 0;
  const heard = new Promise<{ readonly what: unknown; readonly ms: number }>((done) => {
    const listening = event((what) => {
      listening.dispose();
      done({ what, ms: performance.now() - since });
    });
  });
  since = performance.now();
  await cause();
  return await heard;
}

describe("with 10,000 sessions", () => {
  it("shows 500 and offers more", async () => {
    const page = await paused();
    assert.equal(page.labels.length, 501);
    assert.equal(page.labels.at(-1), "Show more (9,499 left)");
    await vscode.commands.executeCommand(commands.showMoreSessions, page.elements.at(-1));
    await eventually(async () => (await paused()).labels.length, 1_001);
  });

  it("finds one by a filter, without paging", async () => {
    await vscode.commands.executeCommand(commands.filterSessions, { text: "s07777" });
    await eventually(async () => (await paused()).labels, ["WFS-s07777"]);
    await vscode.commands.executeCommand(commands.clearFilter);
    await eventually(async () => (await paused()).labels.length, 501);
  });

  it("switches to any of them, and back", async () => {
    const marker = join(folder(), ".workflow", ".active-WFS-s09999");
    const since = performance.now();
    const done = vscode.commands.executeCommand(commands.switchSession, "WFS-s09999");
    await eventually(() => existsSync(marker), true);
    const moved = performance.now();
    await eventually(async () => (await below()).labels[0], "WFS-s09999");
    const shown = performance.now();
    await done;
    console.log(
      `switch at 10,000 sessions: marker after ${(moved - since).toFixed(0)} ms, first row after ${(shown - since).toFixed(0)} ms, looked at everything after ${(performance.now() - since).toFixed(0)} ms`,
    );
    assert.deepEqual(await markers(), [".active-WFS-s09999"]);
    await vscode.commands.executeCommand(commands.switchSession, "WFS-s00000");
    await eventually(async () => (await below()).labels[0], "WFS-s00000");
  });

  it("draws one row again when one record changes", async () => {
    await paused();
    const record = join(folder(), ".workflow", "WFS-s00000", "workflow-session.json");
    const text = await readFile(record, "utf8");
    const times: number[] = [];
    for (const [from, to] of [
      ["PLAN", "IMPLEMENT"],
      ["IMPLEMENT", "REVIEW"],
      ["REVIEW", "PLAN"],
    ] as const) {
      const { what, ms } = await nextRedraw(async () => await writeFile(record, text.replace("PLAN", to)));
      assert.ok(
        Array.isArray(what) && what.length === 1,
        `${from} to ${to} asked to draw again: ${JSON.stringify(what)}`,
      );
      times.push(ms);
    }
    console.log(`from write to redraw at 10,000 sessions: ${times.map((ms) => ms.toFixed(1)).join(", ")} ms`);
    // The aim is 50 ms; the bench measures it, and a busy machine may take longer.
    assert.ok(Math.min(...times) < 500);
  });
});
