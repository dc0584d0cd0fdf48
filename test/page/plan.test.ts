import { describe, expect, it } from "vitest";
import { openReview, type ReviewPage } from "./support/reviewPage.ts";
import { baselinePlan, documents, plan } from "./support/plan.ts";
import { everyDiff, waiting } from "./support/scenes.ts";
import { themeNames } from "./support/themes.ts";

async function open(wish: Parameters<typeof openReview>[0] = {}): Promise<ReviewPage> {
  return await openReview({ snapshot: waiting, files: everyDiff, plan, documents, ...wish });
}

describe.each(themeNames)("in the theme %s", (theme) => {
  it("the plan is read beside what was done", async () => {
    const review = await open({ theme, size: { width: 1400, height: 860 } });
    await review.openFile("src/api/auth.py");
    await review.page.getByRole("tab", { name: "Plan" }).click();
    await review.page.getByRole("option", { name: "plan_document" }).click();
    await review.page.getByRole("heading", { name: "Time limits for the directory" }).waitFor();
    await review.rows.first().waitFor();
    await review.screenshot(`plan-beside-${theme}`);
    expect(review.complaints).toEqual([]);
  });
});

it("tmp screens", async () => {
  for (const [name, size] of [
    ["1000", { width: 1000, height: 760 }],
    ["400", { width: 400, height: 800 }],
  ] as const) {
    const review = await open({ theme: "light", size });
    await review.openFile("src/api/auth.py");
    await review.page.getByRole("tab", { name: "Plan" }).click();
    await review.page.getByRole("option", { name: "api" }).click();
    await expect.poll(() => review.page.locator(".readingBody .row").count()).toBeGreaterThan(3);
    await review.screenshot(`plan-${name}`);
  }
  const empty = await open({ plan: { parts: [] }, theme: "dark" });
  await empty.page.getByRole("tab", { name: "Plan" }).click();
  await empty.screenshot("plan-empty-tmp");
  const baseline = await open({ plan: baselinePlan, theme: "dark" });
  await baseline.page.getByRole("tab", { name: "Plan" }).click();
  await baseline.page.getByRole("option").first().waitFor();
  await baseline.screenshot("plan-baseline");
});
