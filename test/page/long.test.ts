import { describe, expect, it } from "vitest";
import type { Snapshot } from "../../src/messages/review.ts";
import { checksShown, fileRow, snapshot, textFile, thread } from "./support/proposal.ts";
import { openReview } from "./support/reviewPage.ts";
import { everyDiff, waiting } from "./support/scenes.ts";

/** As much as is kept of what a check prints. */
const kept = 65_536;
const printed = {
  "short lines": "y\n".repeat(kept / 2),
  "hidden characters between others": ".\r".repeat(kept / 2),
  "line ends": "\n".repeat(kept),
  "characters that turn the direction": "\u202E".repeat(kept),
};

function withOutput(output: string): Snapshot {
  const required = checksShown("passed");
  return { ...waiting, required: { ...required, rows: required.rows.map((row) => ({ ...row, output })) } };
}

describe("what a check printed", () => {
  it.each(Object.entries(printed))("is drawn whole and in few nodes: %s", async (_name, output) => {
    const review = await openReview({ snapshot: withOutput(output), files: everyDiff, theme: "dark" });
    const pre = review.page.locator(".check pre");
    await expect.poll(() => pre.count()).toBe(1);
    expect(await pre.evaluate((made) => made.childNodes.length)).toBeLessThan(2100);
    const length = await pre.evaluate((made) => made.textContent.length);
    expect(length).toBe(output.startsWith("\u202E") ? kept * "⟨U+202E⟩".length : kept);
    expect(review.complaints).toEqual([]);
  });
});

it("a comment with more Markdown than can be drawn is shown as it stands", async () => {
  const body = "*a* ".repeat(4000);
  const review = await openReview({
    snapshot: snapshot({ threads: [thread("t", { said: [["agent", "agent-1", body]] })] }),
    theme: "dark",
  });
  const words = review.page.locator(".conversation .thread .markdown");
  await expect.poll(() => words.count()).toBe(1);
  expect(await words.locator("em").count()).toBe(0);
  expect(await words.textContent()).toBe(body);
});

it("a line of any length is shown whole where that is asked for", async () => {
  const long = "\u202E".repeat(100_000);
  const review = await openReview({
    snapshot: snapshot({ files: [fileRow("a.txt", { longLines: 1 })] }),
    files: [textFile("a.txt", "1\n", `${long}\n`)],
    theme: "dark",
  });
  await review.openFile("a.txt");
  await review.button(/show all/u).click();
  const code = review.page.locator(".row .code.new code.text");
  await expect.poll(() => code.evaluate((made) => made.textContent.length)).toBeGreaterThanOrEqual(100_000 * 8);
  expect(await code.evaluate((made) => made.querySelectorAll("*").length)).toBeLessThan(21_000);
  expect(review.complaints).toEqual([]);
});

describe("a state of the request that cannot be shown", () => {
  it("leaves nothing to decide on where drawing fails, and says so", async () => {
    const review = await openReview({ snapshot: waiting, files: everyDiff, theme: "dark" });
    await expect.poll(() => review.button("Grant…").count()).toBe(1);
    await review.page.evaluate(() => {
      const real = document.body.replaceChildren.bind(document.body);
      Element.prototype.replaceChildren = function replaceChildren(this: Element, ...nodes): void {
        if (this !== document.body) throw new RangeError("Maximum call stack size exceeded");
        real(...nodes);
      };
    });
    await review.show({ ...waiting, state: "stale", banner: ["It has moved."] });
    await expect.poll(() => review.page.getByRole("alert").textContent()).toContain("drawing it failed");
    expect(await review.button(/Grant/u).count()).toBe(0);
    expect(review.complaints.join()).toContain("Maximum call stack");
  });

  it("turns off every decision where it is not understood, and says so", async () => {
    const review = await openReview({ snapshot: waiting, files: everyDiff, theme: "dark" });
    await expect.poll(() => review.button("Grant…").count()).toBe(1);
    await review.send({ type: "snapshot", snapshot: { ...waiting, state: "no such state" } });
    await expect.poll(() => review.page.getByRole("alert").textContent()).toContain("was not understood");
    await expect.poll(() => review.page.locator(".decide-grant").getAttribute("aria-disabled")).toBe("true");
  });
});
