import { describe, expect, it } from "vitest";
import type { Snapshot } from "../../src/messages/review.ts";
import { openReview } from "./support/reviewPage.ts";
import { everyDiff, waiting } from "./support/scenes.ts";

const size = { width: 1200, height: 760 };
const off = { ...waiting.can, grant: false, deny: false, changes: false };
const due = { lines: ["Not delivered yet, with 2 comments."], due: true, canSend: true, askedAgain: false };
const back = {
  lines: [
    "ada has had the agent continued with it, today; so says a note beside the request.",
    "Came back: 1 commit since, it was asked again.",
  ],
  due: false,
  canSend: false,
  askedAgain: true,
};

const declined = (delivery: Snapshot["delivery"]): Snapshot => ({
  ...waiting,
  state: "changes",
  banner: ["Changes were asked for.", "A test, please.", "ada, today"],
  can: off,
  delivery,
});

describe("how the answer went back", () => {
  it.each(["light", "dark"] as const)("stands at the bottom with the ways to send it (%s)", async (theme) => {
    const review = await openReview({ snapshot: declined(due), files: everyDiff, theme, size });
    await expect.poll(() => review.page.locator(".delivery").innerText()).toBe(due.lines[0]);
    const accented = (): Promise<readonly string[]> =>
      review.page.locator(".decide vscode-button[appearance=primary]").allInnerTexts();
    expect(await accented()).toEqual(["Continue Agent"]);
    for (const what of ["Continue Agent", "Copy as Prompt"]) await review.button(what).click();
    await expect.poll(() => review.said("open").map(({ what }) => what)).toEqual(["continueAgent", "copyAsPrompt"]);
    expect(review.said("act")).toEqual([]);
    expect(await review.button("Open the newer request").count()).toBe(0);
    await review.screenshot(`delivery-due-${theme}`);
    await review.show(declined(back));
    await expect.poll(() => review.page.locator(".delivery p").allInnerTexts()).toEqual(back.lines);
    expect(await review.button("Continue Agent").count()).toBe(0);
    expect(await accented()).toEqual(["Open the newer request"]);
    await review.button("Open the newer request").click();
    await expect.poll(() => review.said("open").at(-1)?.what).toBe("askedAgain");
    await review.screenshot(`delivery-back-${theme}`);
    expect(review.complaints).toEqual([]);
  });

  it("takes no more room than there is beside all decisions, also where there is little", async () => {
    const narrow = { width: 420, height: 700 };
    const review = await openReview({ snapshot: { ...waiting, delivery: due }, files: everyDiff, size: narrow });
    await expect.poll(() => review.button("Copy as Prompt").isVisible()).toBe(true);
    expect(await review.button("Grant…").isVisible()).toBe(true);
    expect(await review.page.locator(".decide vscode-button[appearance=primary]").allInnerTexts()).toEqual(["Grant…"]);
    const wide = await review.page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(narrow.width);
    await review.screenshot("delivery-narrow");
  });

  it("asks once, however often the button is pressed before there is an answer", async () => {
    const review = await openReview({ snapshot: declined(due), files: everyDiff, size, answer: () => undefined });
    await review.button("Continue Agent").click();
    await expect.poll(() => review.said("open").length).toBe(1);
    await review.button("Continue Agent").click();
    await review.button("Copy as Prompt").click();
    await expect.poll(() => review.said("open").map(({ what }) => what)).toEqual(["continueAgent", "copyAsPrompt"]);
  });

  it("is not there where there is nothing to send back", async () => {
    const review = await openReview({ snapshot: waiting, files: everyDiff, size });
    await expect.poll(() => review.button("Grant…").count()).toBe(1);
    expect(await review.page.locator(".delivery").count()).toBe(0);
  });
});
