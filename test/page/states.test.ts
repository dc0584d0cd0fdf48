import { describe, expect, it } from "vitest";
import { openReview } from "./support/reviewPage.ts";
import { everyDiff, states, waiting, withEveryFile } from "./support/scenes.ts";
import { themeNames } from "./support/themes.ts";

const size = { width: 1200, height: 760 };

describe.each(themeNames)("in the theme %s", (theme) => {
  it("every state has its words, its banner and its buttons", async () => {
    const review = await openReview({ snapshot: waiting, files: everyDiff, theme, size });
    for (const [name, state] of Object.entries(states)) {
      await review.show(state);
      await expect.poll(() => review.page.getByRole("heading", { level: 1 }).textContent()).toBe(state.headline);
      await expect.poll(() => review.page.locator(".banner p").allTextContents()).toEqual(state.banner);
      await review.screenshot(`${name}-${theme}`);
    }
    expect(review.complaints).toEqual([]);
  });

  it("every kind of file is shown as what it is", async () => {
    const review = await openReview({ snapshot: withEveryFile, files: everyDiff, theme, size });
    for (const file of withEveryFile.files) {
      const name = file.path.slice(file.path.lastIndexOf("/") + 1);
      await review.openFile(file.path);
      await expect.poll(() => review.page.locator(".fileHead h2").textContent()).toBe(file.path);
      await expect.poll(() => review.page.locator(".file .spinner").count()).toBe(0);
      await review.page.evaluate(() => document.fonts.ready);
      await review.screenshot(`file-${name}-${theme}`);
    }
    await review.openFile("src/api/auth.py");
    await review.button("Side by side").click();
    await expect.poll(() => review.page.locator(".row.pair").count()).toBeGreaterThan(5);
    await review.screenshot(`split-${theme}`);
    expect(review.complaints).toEqual([]);
  });
});
