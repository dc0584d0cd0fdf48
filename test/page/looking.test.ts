import { describe, expect, it } from "vitest";
import { snapshotSchema } from "../../src/messages/review.ts";
import { openReview, type ReviewPage } from "./support/reviewPage.ts";
import { committedFiles, foundEdits, foundWork, lookingStates, uncommittedFiles } from "./support/looking.ts";
import { themeNames } from "./support/themes.ts";

const size = { width: 1200, height: 760 };
const wish = { snapshot: foundWork, files: committedFiles, size };

const layer = (review: ReviewPage, name: RegExp) => review.page.getByRole("radio", { name });
const buttons = (review: ReviewPage): Promise<readonly string[]> =>
  review.page.locator(".actions .decide vscode-button").allTextContents();

/** A page whose extension shows the layer that is asked for. */
async function openFollowed(): Promise<ReviewPage> {
  // The page asks for its first file before it is handed out here.
  let isEdits = false;
  const review: ReviewPage = await openReview({
    ...wish,
    answer: (message) => {
      if (message.type === "layer") {
        isEdits = message.layer === "uncommitted";
        void review.show(isEdits ? foundEdits : foundWork);
        return { type: "done" };
      }
      const file =
        isEdits && message.type === "load" ? uncommittedFiles.find(({ path }) => path === message.path) : undefined;
      return file === undefined ? "usual" : { type: "file", file };
    },
  });
  await review.entries.first().waitFor();
  return review;
}

describe.each(themeNames)("in the theme %s", (theme) => {
  it("work that nobody has asked a review for has its words, its layers and its buttons", async () => {
    const review = await openReview({ ...wish, theme });
    await expect.poll(() => review.page.getByRole("heading", { level: 1 }).textContent()).toBe(foundWork.headline);
    await review.screenshot(`looking-${theme}`);
    for (const [name, state] of Object.entries(lookingStates)) {
      expect(snapshotSchema.safeParse(state).success).toBe(true);
      await review.show(state);
      await expect.poll(() => review.page.getByRole("heading", { level: 1 }).textContent()).toBe(state.headline);
      await expect.poll(() => review.page.locator(".banner p").allTextContents()).toEqual(state.banner);
      await expect
        .poll(() => layer(review, /./u).count())
        .toBe((state.looking?.layers.length ?? 0) < 2 ? 0 : state.looking?.layers.length);
      await review.screenshot(`${name}-${theme}`);
    }
    await review.show(foundWork);
    await review.openFile("src/api/auth.py");
    await review.rows.first().waitFor();
    await review.screenshot(`looking-file-${theme}`);
    expect(review.complaints).toEqual([]);
  });
});

describe("work that nobody has asked a review for", () => {
  it("has no decision, and asks the extension to keep or to merge it", async () => {
    const review = await openReview(wish);
    await expect.poll(() => buttons(review)).toEqual(["Review and Merge…", "Keep as Session"]);
    expect(await review.page.locator(".chip").textContent()).toBe("Read-only");
    expect(await review.page.locator(".facts").textContent()).not.toContain("session");
    await review.button("Keep as Session").click();
    await review.button("Review and Merge…").click();
    await expect.poll(() => [review.said("keep").length, review.said("merge").length]).toEqual([1, 1]);
    expect(review.said("act")).toEqual([]);
    expect(review.complaints).toEqual([]);
  });

  it("names its place in few words, and whole in the hover and to a screen reader", async () => {
    const review = await openReview(wish);
    const place = review.page.locator(".facts .directory");
    await expect.poll(() => place.textContent()).toBe("../shop.worktrees/login");
    expect(await place.getAttribute("title")).toBe("/home/robin/code/shop.worktrees/login");
    const spoken = await review.page.locator(".facts").ariaSnapshot();
    expect(spoken).toContain("/home/robin/code/shop.worktrees/login · compared with");
    expect(spoken).not.toContain("../shop.worktrees/login");
  });

  it("lists one layer at a time, and shows its version of a file that is in both", async () => {
    const review = await openFollowed();
    const names = (): Promise<readonly string[]> => review.page.locator(".entries .entry .name").allTextContents();
    await expect.poll(names).toEqual(["Overview", "test.yml", "auth.py", "test_auth.py"]);
    await review.openFile("src/api/auth.py");
    await expect
      .poll(() => review.page.locator(".row.line.new .code").allTextContents())
      .toContain("added        raise WrongPassword(user)");
    await layer(review, /^Uncommitted 2/u).click();
    await expect.poll(names).toEqual(["Overview", "todo.md", "auth.py"]);
    await expect.poll(() => layer(review, /^Uncommitted/u).getAttribute("aria-checked")).toBe("true");
    await expect
      .poll(() => review.page.locator(".row.line.new .code").allTextContents())
      .toEqual(["added    if not check(user.password, timeout=10):"]);
    expect(review.complaints).toEqual([]);
  });

  it("is walked through with the arrows, which keep the focus", async () => {
    const review = await openFollowed();
    await layer(review, /^Committed/u).focus();
    await review.page.keyboard.press("ArrowRight");
    await expect.poll(() => review.said("layer")).toMatchObject([{ layer: "uncommitted" }]);
    await expect.poll(() => review.focused()).toBe("layer uncommitted");
    await expect.poll(() => layer(review, /^Uncommitted/u).getAttribute("aria-checked")).toBe("true");
    expect(await review.focused()).toBe("layer uncommitted");
    await review.page.keyboard.press("ArrowLeft");
    await expect.poll(() => layer(review, /^Committed/u).getAttribute("aria-checked")).toBe("true");
  });

  it("remembers for each layer what was viewed", async () => {
    const review = await openFollowed();
    await review.openFile("src/api/auth.py");
    await review.rows.first().waitFor();
    await review.page.keyboard.press("v");
    await expect.poll(() => review.said("remember").at(-1)?.viewed).toEqual(["src/api/auth.py"]);
    await layer(review, /^Uncommitted/u).click();
    await expect.poll(() => review.page.locator(".count").textContent()).toBe("0 of 2 viewed");
    await layer(review, /^Committed/u).click();
    // The extension says what it was told; here it has told nothing.
    await expect.poll(() => review.page.locator(".count").textContent()).toBe("0 of 3 viewed");
  });

  it("keeps what was typed when the person does not keep it as a session, and through a change of layers", async () => {
    const refusal = {
      message: "The comment was not written, because there is no session to keep it with.",
      hint: "Send it again.",
    };
    const review = await openReview({
      ...wish,
      answer: (message) => (message.type === "annotate" ? { type: "failed", ...refusal } : "usual"),
    });
    await review.openFile("src/api/auth.py");
    await review.rows.first().waitFor();
    await review.page.keyboard.press("a");
    await review.page.keyboard.type("Why five seconds?");
    await review.page.keyboard.press("Control+Enter");
    await expect.poll(() => review.page.getByRole("alert").textContent()).toContain(refusal.message);
    const field = review.page.locator(".thread.new .words");
    expect(await field.evaluate((one: HTMLTextAreaElement) => one.value)).toBe("Why five seconds?");
    await review.show(foundEdits);
    await expect.poll(() => field.count()).toBe(0);
    await review.show(foundWork);
    await review.openFile("src/api/auth.py");
    await review.rows.first().waitFor();
    await review.page.keyboard.press("a");
    await expect.poll(() => field.evaluate((one: HTMLTextAreaElement) => one.value)).toBe("Why five seconds?");
    await review.screenshot("looking-comment-dark");
  });

  it("has room in a narrow editor: nothing is reached only by scrolling to the side", async () => {
    const review = await openReview({ ...wish, size: { width: 400, height: 800 } });
    await layer(review, /^Uncommitted/u).waitFor();
    const beyond = await review.page.evaluate(() => {
      const edge = document.documentElement.clientWidth + 1;
      const all = [...document.querySelectorAll<HTMLElement>("vscode-button, h1, p, .layer, .layer span")];
      return all.filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > edge).length;
    });
    expect(beyond).toBe(0);
    await review.screenshot("looking-narrow-dark");
  });
});
