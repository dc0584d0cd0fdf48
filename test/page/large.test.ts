import { beforeAll, describe, expect, it } from "vitest";
import { fileRow, snapshot, textFile, thread, type FileDiff } from "./support/proposal.ts";
import { openReview, type ReviewPage } from "./support/reviewPage.ts";

const lines = 80_000;

/** More elements than these are not needed to fill a window; a list of 80,000 has a hundred times as many. */
const mostRows = 200;

const files = [
  fileRow("big.sql", { added: lines, removed: 0 }),
  ...Array.from({ length: 999 }, (_, at) => fileRow(`src/part-${String(at).padStart(3, "0")}.ts`)),
];
const shown = snapshot({ files });
const at = (line: number, id = "t"): ReturnType<typeof thread> =>
  thread(id, { file: "big.sql", side: "new", start: line, end: line });

let big: FileDiff;
beforeAll(() => {
  big = textFile("big.sql", null, Array.from({ length: lines }, (_, index) => `insert ${index + 1};\n`).join(""));
});

async function openBig(): Promise<ReviewPage> {
  const review = await openReview({ snapshot: shown, files: [big] });
  await review.openFile("big.sql");
  await review.rows.first().waitFor();
  return review;
}

/** The first line of the diff that is fully in view, and how far it is from the top edge. */
const firstInView = (review: ReviewPage): Promise<{ readonly text: string; readonly top: number } | null> =>
  review.page.locator(".diff").evaluate((diff) => {
    const edge = diff.getBoundingClientRect().top;
    const found = [...diff.querySelectorAll(".row.line")]
      .map((row) => ({
        text: row.querySelector(".text")?.textContent ?? "",
        top: row.getBoundingClientRect().top - edge,
      }))
      .filter(({ top }) => top >= 0)
      .toSorted((a, b) => a.top - b.top)[0];
    return found === undefined ? null : { text: found.text, top: Math.round(found.top) };
  });

const scrollTo = (review: ReviewPage, line: number): Promise<void> =>
  review.page.locator(".diff").evaluate((diff, top) => {
    diff.scrollTop = top;
  }, line * 20);

describe("a file of 80,000 lines", () => {
  it("has only the lines in view as elements, wherever one scrolls", async () => {
    const review = await openBig();
    await expect.poll(() => review.page.locator(".diff").getAttribute("aria-rowcount")).toBe(String(lines));
    for (const line of [0, 1_000, 40_000, 79_000]) {
      await scrollTo(review, line);
      await expect.poll(async () => (await firstInView(review))?.text).toBe(`insert ${line + 1};`);
      expect(await review.rows.count()).toBeLessThan(mostRows);
    }
    await scrollTo(review, lines);
    await expect.poll(() => review.rows.last().locator(".text").textContent()).toBe(`insert ${lines};`);
    expect(review.complaints).toEqual([]);
  });

  it("stays where it is when threads come, change and go, above and in view", async () => {
    const review = await openBig();
    await scrollTo(review, 40_000);
    await expect.poll(async () => (await firstInView(review))?.text).toBe("insert 40001;");
    const place = await firstInView(review);
    const steps = [
      [at(10)],
      [at(10), at(39_999, "near"), at(40_005, "seen")],
      [at(10), at(39_999, "near"), { ...at(40_005, "seen"), resolved: true }],
      [at(40_005, "seen")],
      [],
    ];
    for (const [index, threads] of steps.entries()) {
      await review.show({ ...shown, threads, headline: `Step ${index}` });
      await expect.poll(() => review.page.locator("h1").textContent()).toBe(`Step ${index}`);
      const inView = threads.filter(({ id }) => id === "seen").length;
      await expect.poll(() => review.page.locator('.diff .thread[data-thread="seen"]').count()).toBe(inView);
      await expect.poll(() => firstInView(review)).toEqual(place);
    }
  });

  it("keeps a comment that is being written, however far one scrolls away", async () => {
    const review = await openBig();
    await review.page.locator('.number[data-line="3"]').click();
    await review.page.keyboard.type("words");
    await scrollTo(review, 70_000);
    // The field above takes the height of some lines.
    await expect.poll(async () => (await firstInView(review))?.text).toMatch(/^insert 699\d\d;$/u);
    await review.page.keyboard.type(" and more");
    await expect
      .poll(() => review.page.getByRole("textbox", { name: "Comment (Markdown)" }).inputValue())
      .toBe("words and more");
  });

  it("goes back to where one was after a reload", async () => {
    const review = await openBig();
    await scrollTo(review, 50_000);
    await review.page.waitForFunction(() => sessionStorage.getItem("state")?.includes('"scroll":1000000'));
    await review.page.reload();
    await expect.poll(async () => (await firstInView(review))?.text).toBe("insert 50001;");
  });
});

it("a list of 1,000 files has only the entries in view as elements, and says how many there are", async () => {
  const review = await openReview({ snapshot: shown, files: [big] });
  expect(await review.entries.count()).toBeLessThan(100);
  await expect.poll(() => review.entries.first().getAttribute("aria-setsize")).toBe("1001");
  await expect.poll(() => review.page.locator(".count").textContent()).toBe("0 of 1,000 viewed");
  await review.page.getByRole("listbox").press("End");
  await review.entry("src/part-998.ts").waitFor();
  expect(await review.entries.count()).toBeLessThan(100);
  await expect.poll(() => review.entry("src/part-998.ts").getAttribute("aria-posinset")).toBe("1001");
});
