import { describe, expect, it } from "vitest";
import type { PageMessage } from "../../src/messages/review.ts";
import { fileRow, snapshot, textFile, thread } from "./support/proposal.ts";
import { openReview, type ReviewPage } from "./support/reviewPage.ts";
import { themeNames } from "./support/themes.ts";

type Change = Extract<PageMessage, { readonly type: "annotate" }>["change"];

const before = "def login(user):\n    return check(user.password)\n\n\ndef logout(user):\n    return True\n";
const after = "def login(user):\n    return check(user.password, 5)\n\n\ndef logout(user):\r\n    return True\n";
const file = textFile("src/login.py", before, after);
const mine = (id: string, more: Parameters<typeof thread>[1] = {}): ReturnType<typeof thread> =>
  thread(id, { draft: true, said: [["person", "Robin", "Name the seconds."]], ...more });

const drafts = [
  mine("d1", {
    file: "src/login.py",
    side: "new",
    start: 2,
    end: 2,
    quoted: ["    return check(user.password, 5)"],
    suggestion: {
      lines: ["    seconds = 5", "    return check(user.password, seconds)"],
      applies: false,
      digest: "",
      why: null,
      applied: null,
    },
  }),
  mine("d2", { said: [["person", "Robin", "A test is missing."]], labels: ["needs-review"] }),
];

const sent = [
  thread("t1", {
    file: "src/login.py",
    side: "new",
    start: 5,
    end: 5,
    quoted: ["def logout(user):"],
    suggestion: { lines: ["def logout(_user):"], applies: true, digest: "d1", why: null, applied: null },
    said: [["agent", "agent-1", "Nobody reads it."]],
  }),
  thread("t2", {
    file: "src/login.py",
    side: "new",
    start: 6,
    end: 6,
    resolved: true,
    quoted: ["    return True"],
    suggestion: {
      lines: [],
      applies: false,
      digest: "",
      why: null,
      applied: "9c8d7e6f5a4b3c2d1e0f9a8b7c6d5e4f3a2b1c0d",
    },
    review: { id: "r1", summary: "Two **small** things.\n\nThe rest is fine." },
    said: [["person", "Robin", "It goes without saying."]],
  }),
  thread("t3", {
    file: "src/login.py",
    outdated: true,
    quoted: ["    return check(user.pw)"],
    suggestion: {
      lines: ["    return check(user.pass\u202Eword)"],
      applies: false,
      digest: "",
      why: "The lines it is for are gone or have changed.",
      applied: null,
    },
    review: { id: "r1", summary: "Two **small** things.\n\nThe rest is fine." },
    said: [["person", "Robin", "Spell it out."]],
  }),
];

const shown = snapshot({ files: [fileRow("src/login.py")], threads: sent });
const collecting = { ...shown, threads: [...sent, ...drafts] };

const changes = (review: ReviewPage): readonly Change[] => review.said("annotate").map(({ change }) => change);

async function open(more: Parameters<typeof openReview>[0] = {}): Promise<ReviewPage> {
  return await openReview({ snapshot: shown, files: [file], ...more });
}

/** The field for a comment on the second line as it is. */
async function onLine(review: ReviewPage): Promise<void> {
  await review.openFile("src/login.py");
  await review.page.locator('.number.new[data-line="2"]').click();
  await review.page.getByRole("textbox", { name: "Comment (Markdown)" }).waitFor();
}

describe.each(themeNames)("a review that is collected, in the theme %s", (theme) => {
  it("shows drafts, what is suggested, and what sends it", async () => {
    const review = await openReview({
      snapshot: collecting,
      files: [file],
      theme,
      size: { width: 1200, height: 1000 },
    });
    await review.button("Add Summary").click();
    await review.page.getByRole("textbox", { name: "Summary" }).waitFor();
    await review.screenshot(`review-overview-${theme}`);
    await review.openFile("src/login.py");
    await review.page.getByText("Applied as 9c8d7e6f5a").waitFor();
    await review.screenshot(`review-suggestions-${theme}`);
    await review.page.locator('.number.new[data-line="2"]').click();
    await review.button("Suggest Change").click();
    await review.page.getByRole("textbox", { name: "Suggested lines" }).waitFor();
    await review.screenshot(`review-composer-${theme}`);
    expect(review.complaints).toEqual([]);
  });
});

describe("collecting comments", () => {
  it("starts a review beside adding a comment at once, and goes on with it", async () => {
    const review = await open();
    await onLine(review);
    await review.page.keyboard.type("Why 5?");
    await review.button("Start Review").click();
    await expect
      .poll(() => changes(review))
      .toEqual([
        {
          kind: "add",
          file: "src/login.py",
          lines: { side: "new", start: 2, end: 2 },
          body: "Why 5?",
          labels: [],
          collect: true,
        },
      ]);
    await expect.poll(() => review.page.locator(".thread.new").count()).toBe(0);
    await review.show(collecting);
    await review.page.getByText("2 comments not sent yet").waitFor();
    await onLine(review);
    await expect.poll(() => review.button("Add to Review").count()).toBe(1);
  });

  it("suggests the lines as they are until they are changed, with words or without", async () => {
    const review = await open();
    await onLine(review);
    await review.button("Suggest Change").click();
    const lines = review.page.getByRole("textbox", { name: "Suggested lines" });
    await expect.poll(() => lines.inputValue()).toBe("    return check(user.password, 5)");
    await expect.poll(() => review.focused()).toContain("field suggest on src/login.py");
    await lines.fill("    seconds = 5\n    return check(user.password, seconds)");
    await review.page.keyboard.press("Control+Enter");
    await expect
      .poll(() => changes(review))
      .toEqual([
        {
          kind: "add",
          file: "src/login.py",
          lines: { side: "new", start: 2, end: 2 },
          body: "Suggested change",
          labels: [],
          suggestion: "    seconds = 5\n    return check(user.password, seconds)",
        },
      ]);
  });

  it("suggests that lines go, leaves it out again, and offers nothing for lines that are gone", async () => {
    const review = await open();
    await onLine(review);
    await review.button("Suggest Change").click();
    await review.page.getByRole("textbox", { name: "Suggested lines" }).fill("");
    await review.button("Start Review").click();
    await expect.poll(() => changes(review)).toMatchObject([{ suggestion: "", collect: true }]);
    await onLine(review);
    await review.button("Suggest Change").click();
    await review.button("Without Suggestion").click();
    await expect.poll(() => review.focused()).toContain("field on src/login.py");
    await review.page.keyboard.type("Only words.");
    await review.button("Add comment").click();
    await expect.poll(() => changes(review).length).toBe(2);
    expect(changes(review)[1]).not.toHaveProperty("suggestion");
    await review.page.locator('.number.old[data-line="2"]').first().click();
    await review.page.getByRole("textbox", { name: "Comment (Markdown)" }).waitFor();
    await expect.poll(() => review.button("Suggest Change").count()).toBe(0);
  });

  it("keeps what is written over a reload, and asks for nothing twice", async () => {
    const review = await open();
    await onLine(review);
    await review.page.keyboard.type("Later.");
    await review.button("Suggest Change").click();
    await review.page.getByRole("textbox", { name: "Suggested lines" }).fill("x");
    await review.page.waitForTimeout(500);
    await review.page.reload();
    const lines = review.page.getByRole("textbox", { name: "Suggested lines" });
    await expect.poll(() => lines.inputValue()).toBe("x");
    await expect
      .poll(() => review.page.getByRole("textbox", { name: "Comment (Markdown)" }).inputValue())
      .toBe("Later.");
    expect(changes(review)).toEqual([]);
  });

  it("changes a draft where it stands, and gives up changing it", async () => {
    const review = await open({ snapshot: collecting });
    await review.openFile("src/login.py");
    const draft = review.page.locator('[data-thread="d1"]');
    await draft.getByRole("button", { name: "Edit" }).click();
    const words = draft.getByRole("textbox", { name: "Comment (Markdown)" });
    await expect.poll(() => words.inputValue()).toBe("Name the seconds.");
    await draft.getByRole("button", { name: "Cancel" }).click();
    await expect.poll(() => words.count()).toBe(0);
    await draft.getByRole("button", { name: "Edit" }).click();
    await words.fill("Name them.");
    await draft.getByRole("textbox", { name: "Suggested lines" }).fill("    return check(user.password, SECONDS)");
    await draft.getByRole("button", { name: "Save Draft" }).click();
    await expect
      .poll(() => changes(review))
      .toEqual([
        { kind: "edit", draft: "d1", body: "Name them.", suggestion: "    return check(user.password, SECONDS)" },
      ]);
    await expect.poll(() => words.count()).toBe(0);
    await expect.poll(() => draft.getByRole("button", { name: "Resolve" }).count()).toBe(0);
    await draft.getByRole("button", { name: "Discard" }).click();
    await expect.poll(() => changes(review).at(-1)).toEqual({ kind: "discard", draft: "d1" });
  });

  it("sends all with a summary of several lines, by keys alone, and the focus stays on the page", async () => {
    const review = await open({ snapshot: collecting });
    await review.button("Add Summary").focus();
    await review.page.keyboard.press("Enter");
    await expect.poll(() => review.focused()).toBe("field summary");
    await review.page.keyboard.type("Almost.");
    await review.page.keyboard.press("Enter");
    await review.page.keyboard.type("See below.");
    await review.button("Send Review").focus();
    await review.page.keyboard.press("Enter");
    await expect.poll(() => changes(review)).toEqual([{ kind: "send", summary: "Almost.\nSee below." }]);
    await review.show(shown);
    await expect.poll(() => review.page.locator(".review").isVisible()).toBe(false);
    await expect.poll(() => review.focused()).toBe("overview");
    await expect.poll(() => review.page.locator("[role=status][aria-live]").textContent()).toBe("The review was sent.");
  });

  it("keeps the summary where it was not sent, and asks before all are discarded", async () => {
    const review = await open({
      snapshot: collecting,
      answer: (message) =>
        message.type === "annotate" && message.change.kind === "send"
          ? { type: "failed", message: "WFS-a is archived.", hint: "Resume it." }
          : "usual",
    });
    await review.button("Add Summary").click();
    await review.page.keyboard.type("Almost.");
    await review.button("Send Review").click();
    await review.page.getByText("WFS-a is archived.").waitFor();
    await expect.poll(() => review.page.getByRole("textbox", { name: "Summary" }).inputValue()).toContain("Almost.");
    await review.button("Discard…").click();
    await expect.poll(() => changes(review).at(-1)).toEqual({ kind: "discard" });
  });
});

describe("a suggested change", () => {
  it("is applied by its button, where it can be, once at a time", async () => {
    let answered = false;
    const review = await open({ answer: () => (answered ? { type: "done" } : undefined) });
    answered = true;
    await review.button("src/login.py:5").waitFor();
    await expect.poll(() => review.button("Apply Suggestion").count()).toBe(1);
    answered = false;
    await review.button("Apply Suggestion").click();
    await expect.poll(() => review.button("Applying…").count()).toBe(1);
    await review.button("Applying…").click({ force: true });
    expect(changes(review)).toEqual([{ kind: "apply", thread: "t1", digest: "d1" }]);
  });

  it("says lines by what happens to them, shows hidden characters, and shows a summary once", async () => {
    const review = await open();
    const going = review.page.locator('[data-thread="t1"] .going');
    await expect.poll(() => going.textContent()).toBe("removed-def logout(user):");
    await expect.poll(() => review.page.locator('[data-thread="t3"] .coming').textContent()).not.toContain("\u202E");
    await expect.poll(() => review.page.locator('[data-thread="t3"] .hidden-character').count()).toBe(1);
    await expect.poll(() => review.page.locator(".reviewSummary").count()).toBe(1);
    expect(review.complaints).toEqual([]);
  });
});
