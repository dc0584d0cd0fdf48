import { describe, expect, it } from "vitest";
import { documents, plan } from "./support/plan.ts";
import { checksShown, claim, fileRow, snapshot, thread } from "./support/proposal.ts";
import { openReview, type ReviewPage } from "./support/reviewPage.ts";
import { everyDiff, states, waiting, withEveryFile } from "./support/scenes.ts";
import type { ThemeName } from "./support/themes.ts";

/** A narrow editor group, a whole screen, and that screen at 200 %: half as many pixels, each drawn twice as large. */
const windows: readonly (readonly [string, { width: number; height: number }, ThemeName, number])[] = [
  ["400", { width: 400, height: 800 }, "light", 1],
  ["1400", { width: 1400, height: 900 }, "dark", 1],
  ["zoomed", { width: 700, height: 450 }, "hc-light", 2],
];

/** What can be reached only by scrolling to the side, or not at all; nothing, if the page is laid out well. */
const lost = (review: ReviewPage): Promise<readonly string[]> =>
  review.page.evaluate(() => {
    const edge = document.documentElement.clientWidth + 1;
    const reachable =
      "vscode-button, vscode-checkbox, vscode-text-field, vscode-text-area, h1, h2, p, .fact, .entry .name";
    const outside = [...document.querySelectorAll<HTMLElement>(reachable)]
      .filter((element) => element.checkVisibility() && !element.closest(".spoken"))
      .filter((element) => {
        const { left, right, width, bottom } = element.getBoundingClientRect();
        const words = document.createRange();
        words.selectNodeContents(element);
        const inner = words.getBoundingClientRect();
        const cut = element.tagName === "VSCODE-BUTTON" && (inner.right > right + 1 || inner.bottom > bottom + 1);
        return width > 0 && (left < -1 || right > edge || cut);
      })
      .map((element) => `${element.tagName} ${element.textContent.slice(0, 40)}`);
    return document.documentElement.scrollWidth > edge ? [...outside, "the page scrolls to the side"] : outside;
  });

const longest = snapshot({
  headline: `Merge WFS-${"a-very-long-name-".repeat(6)} into ${"releases/2026/".repeat(8)}main`,
  request: { ...snapshot().request, session: `WFS-${"long".repeat(30)}`, replaces: "20260302T110000Z-merge-00000000" },
  checks: Array.from({ length: 12 }, (_, at) =>
    claim("pytest", { task: `IMPL-${at}`, status: "failed", by: "b".repeat(200), command: "c".repeat(900) }),
  ),
  required: checksShown("passed", "failed", "running"),
  files: [
    fileRow(`${"deep/".repeat(40)}file.ts`, {
      sensitive: "Named like this, it is run by a tool that is started every night",
      hidden: 2,
    }),
    fileRow(`${"x".repeat(200)}.ts`, { added: 1_234_567, removed: 7_654_321 }),
  ],
  threads: [thread("t", { file: `${"x".repeat(200)}.ts`, said: [["agent", "n".repeat(120), "w".repeat(500)]] })],
  can: { ...snapshot().can, grant: false },
  whyNot: Array.from({ length: 9 }, (_, at) => `Reason ${at}: something is not as it should be.`),
});

describe.each(windows)("in a window of %s", (name, size, theme, scale) => {
  const open = (shown = waiting): Promise<ReviewPage> =>
    openReview({ snapshot: shown, files: everyDiff, theme, size, scale });

  it("nothing of any state is out of reach, and the decisions are in sight", async () => {
    const review = await open();
    for (const [state, shown] of Object.entries({ ...states, longest })) {
      await review.show(shown);
      await expect.poll(() => review.page.locator("h1").textContent()).toBe(shown.headline);
      await expect.poll(() => review.page.locator(".banner p").allTextContents()).toEqual(shown.banner);
      expect(await lost(review), state).toEqual([]);
      const bar = await review.page.locator(".actions").boundingBox();
      expect((bar?.y ?? 0) + (bar?.height ?? 0), state).toBeLessThanOrEqual(size.height + 1);
      await review.screenshot(`${state}-${name}`);
    }
  });

  it("every kind of file can be read", async () => {
    const review = await open(withEveryFile);
    for (const { path } of withEveryFile.files) {
      await review.openFile(path);
      await expect.poll(() => review.page.locator(".fileHead h2").textContent()).toBe(path);
      await expect.poll(() => review.page.locator(".file .spinner").count()).toBe(0);
      expect(await lost(review), path).toEqual([]);
      await review.page.locator(".fileHead").scrollIntoViewIfNeeded();
      await review.screenshot(`file-${path.slice(path.lastIndexOf("/") + 1)}-${name}`);
    }
    await review.openFile("src/api/auth.py");
    await review.rows.first().waitFor();
    await review.page.keyboard.press("s");
    await expect.poll(() => review.page.locator(".row.pair").count()).toBeGreaterThan(0);
    await review.page.keyboard.press("j");
    await review.page.keyboard.press("a");
    await review.page.locator(".thread.new").waitFor();
    expect(await lost(review)).toEqual([]);
    await review.screenshot(`composer-${name}`);
  });

  it("the plan and what is read of it fit in", async () => {
    const review = await openReview({ snapshot: waiting, files: everyDiff, plan, documents, theme, size, scale });
    await review.openFile("src/api/auth.py");
    await review.page.getByRole("tab", { name: "Plan" }).click();
    await review.page.locator(".tasks").waitFor();
    expect(await lost(review)).toEqual([]);
    await review.screenshot(`plan-list-${name}`);
    for (const document of ["plan_document", "api"]) {
      await review.page.getByRole("option", { name: document }).click();
      await review.page.locator(".readingBody .markdown, .readingBody .row").first().waitFor();
      expect(await lost(review), document).toEqual([]);
      const [diff, paper] = [review.page.locator(".diff"), review.page.locator(".reading")];
      const [one, other] = [await diff.boundingBox(), await paper.boundingBox()];
      const isBeside = (one?.x ?? 0) + (one?.width ?? 0) <= (other?.x ?? 0) + 1;
      expect(isBeside || (one?.y ?? 0) + (one?.height ?? 0) <= (other?.y ?? 0) + 1, document).toBe(true);
      expect(other?.y ?? size.height, "in sight").toBeLessThan(size.height / 2);
      await review.screenshot(`plan-${document}-${name}`);
    }
  });

  it("what opens over or beside the page fits in", async () => {
    const review = await openReview({
      snapshot: waiting,
      theme,
      size,
      scale,
      answer: () => ({
        type: "failed",
        message: "The comment could not be kept: the disk is full.",
        hint: "Free some space, then send it again.",
      }),
    });
    await review.page.keyboard.press("?");
    await review.page.getByRole("dialog").waitFor();
    expect(await lost(review)).toEqual([]);
    await review.screenshot(`help-${name}`);
    await review.page.keyboard.press("Escape");
    await review.page.keyboard.press("/");
    await review.page.keyboard.type("nothing like it");
    await expect.poll(() => review.page.locator(".count").textContent()).toContain("no file matches");
    await review.screenshot(`filter-${name}`);
    await review.page.keyboard.press("Escape");
    await review.page.keyboard.press("a");
    await review.page.keyboard.type("A **comment**");
    await review.page.keyboard.press("Control+Enter");
    await review.page.locator(".failure").waitFor();
    expect(await lost(review)).toEqual([]);
    await review.screenshot(`failure-${name}`);
  });
});

it("says that it is loading until the extension has spoken", async () => {
  const review = await openReview({ strings: { "Loading…": "Wird geladen …" } });
  await expect.poll(() => review.page.locator(".loading p").textContent()).toBe("Wird geladen …");
  await review.screenshot("first-loading");
});
