import { describe, expect, it } from "vitest";
import { fileRow, snapshot, textFile, thread } from "./support/proposal.ts";
import { openReview, type ReviewPage } from "./support/reviewPage.ts";

const numbered = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, at) => `line ${from + at}\n`).join("");
const before = numbered(1, 61);
/** Changes at lines 10 and 50. */
const after = before.replace("line 10\n", "line ten\n").replace("line 50\n", "line fifty\n");

const files = [
  fileRow("src/a.ts"),
  fileRow("src/b.ts", { mustBeSeen: true }),
  fileRow("logo.png", { content: "binary" }),
];
const threads = [
  thread("t1", { file: "src/a.ts", side: "new", start: 10, end: 10 }),
  thread("t2", { said: [["person", "Robin", "Why?"]] }),
];
const shown = snapshot({ files, threads });
const diffs = [
  textFile("src/a.ts", before, after),
  textFile("src/b.ts", "one\n", "two\n"),
  { kind: "binary", path: "logo.png", old: null, new: { id: "1".repeat(40), size: 3 } } as const,
];

async function open(): Promise<ReviewPage> {
  return await openReview({ snapshot: shown, files: diffs });
}

const said = (review: ReviewPage): Promise<string | null> => review.page.locator(".spoken[role=status]").textContent();
const title = (review: ReviewPage): Promise<string | null> => review.page.locator(".fileHead h2").textContent();
const cursor = (review: ReviewPage): Promise<readonly string[]> =>
  review.page.locator(".row.cursor .text").allTextContents();

async function press(review: ReviewPage, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await review.page.keyboard.press(key);
}

describe("the keys", () => {
  it("n and p walk through the overview and the files, and say where they are", async () => {
    const review = await open();
    for (const path of ["logo.png", "src/a.ts", "src/b.ts"]) {
      await press(review, "n");
      await expect.poll(() => title(review)).toBe(path);
      await expect.poll(() => said(review)).toBe(path);
      await expect
        .poll(() => review.page.getByRole("option", { selected: true }).getAttribute("aria-label"))
        .toContain(`${path}, `);
    }
    await press(review, "n");
    await expect.poll(() => said(review)).toBe("This is the last file.");
    await press(review, "p", "p", "p");
    await expect.poll(() => review.page.locator(".overview").isVisible()).toBe(true);
    await expect.poll(() => said(review)).toBe("Overview");
  });

  it("j and k walk through the changes of a file", async () => {
    const review = await open();
    await review.openFile("src/a.ts");
    await review.rows.first().waitFor();
    await press(review, "j");
    await expect.poll(() => cursor(review)).toEqual(["line 10"]);
    await press(review, "j");
    await expect.poll(() => cursor(review)).toEqual(["line 50"]);
    await press(review, "j");
    await expect.poll(() => said(review)).toContain("This was the last change");
    await press(review, "k");
    await expect.poll(() => cursor(review)).toEqual(["line 10"]);
    await press(review, "k");
    await expect.poll(() => said(review)).toBe("This was the first change.");
  });

  it("a writes on the line of the cursor, Control with Enter sends it with its label, and the focus goes back to the file", async () => {
    const review = await open();
    await review.openFile("src/a.ts");
    await review.rows.first().waitFor();
    await press(review, "j", "ArrowDown", "a");
    await expect.poll(() => review.focused()).toContain("field on src/a.ts new 10-10");
    await press(review, "j", "k", "v", "?");
    await review.page.getByRole("checkbox", { name: "needs-review" }).click();
    await review.page.getByRole("textbox", { name: "Comment (Markdown)" }).focus();
    await press(review, "Control+Enter");
    await expect
      .poll(() => review.said("annotate").map(({ change }) => change))
      .toEqual([
        {
          kind: "add",
          file: "src/a.ts",
          lines: { side: "new", start: 10, end: 10 },
          body: "jkv?",
          labels: ["needs-review"],
        },
      ]);
    await expect.poll(() => review.page.locator(".thread.new").count()).toBe(0);
    await expect.poll(() => said(review)).toBe("The comment was added.");
    await expect.poll(() => review.focused()).toBe("diff");
  });

  it("a writes on the whole proposal in the overview, also when something was written before", async () => {
    const review = await open();
    await press(review, "a");
    await expect.poll(() => review.focused()).toBe("field on ");
    await press(review, "x", "Escape");
    await expect.poll(() => review.page.getByRole("textbox", { name: "Comment (Markdown)" }).inputValue()).toBe("x");
    await review.openFile("src/a.ts");
    await review.rows.first().waitFor();
    await press(review, "a");
    await expect.poll(() => review.focused()).toContain("field on src/a.ts");
  });

  it("Escape leaves a comment with words as it is, and closes an empty one", async () => {
    const review = await open();
    await review.openFile("src/a.ts");
    await review.rows.first().waitFor();
    await press(review, "a", "w", "Escape");
    await expect.poll(() => review.focused()).toBe("diff");
    const field = review.page.getByRole("textbox", { name: "Comment (Markdown)" });
    await expect.poll(() => field.inputValue()).toBe("w");
    await field.focus();
    await press(review, "Backspace", "Escape");
    await expect.poll(() => field.count()).toBe(0);
    await expect.poll(() => review.focused()).toBe("diff");
  });

  it("v marks the file as viewed and takes it back; the extension is told", async () => {
    const review = await open();
    await review.openFile("src/a.ts");
    await press(review, "v");
    await expect.poll(() => review.entry("src/a.ts").getAttribute("aria-label")).toMatch(/, viewed$/u);
    await expect.poll(() => review.page.getByRole("checkbox", { name: "Viewed" }).isChecked()).toBe(true);
    await press(review, "v");
    await expect.poll(() => review.entry("src/a.ts").getAttribute("aria-label")).not.toMatch(/, viewed$/u);
    await expect.poll(() => review.said("remember").map(({ viewed }) => viewed)).toEqual([["src/a.ts"], []]);
  });

  it("s changes the layout and x unfolds and folds", async () => {
    const review = await open();
    await review.openFile("src/a.ts");
    await review.rows.first().waitFor();
    await press(review, "s");
    await expect.poll(() => review.page.locator(".row.pair").count()).toBeGreaterThan(0);
    await expect.poll(() => review.page.locator(".row.gap").count()).toBe(3);
    await press(review, "x");
    await expect.poll(() => review.page.locator(".row.gap").count()).toBe(0);
    await press(review, "x");
    await expect.poll(() => review.page.locator(".row.gap").count()).toBe(3);
  });

  it("/ filters; letters are letters there; Enter goes to the first file found, and Enter again into it", async () => {
    const review = await open();
    await press(review, "/", "b", ".", "t");
    await expect.poll(() => review.entries.count()).toBe(2);
    await expect.poll(() => review.page.locator(".count").textContent()).toBe("0 of 3 viewed · 1 match");
    await press(review, "Enter");
    await expect.poll(() => title(review)).toBe("src/b.ts");
    await expect.poll(() => review.focused()).toBe("files");
    await review.rows.first().waitFor();
    await press(review, "Enter");
    await expect.poll(() => review.focused()).toBe("diff");
    await press(review, "/", "z", "z");
    await expect.poll(() => review.page.locator(".count").textContent()).toContain("no file matches");
    await press(review, "Escape");
    await expect.poll(() => review.entries.count()).toBe(4);
    await expect.poll(() => review.focused()).toBe("files");
  });

  it("? shows every key over the page, which keeps its own still until Escape", async () => {
    const review = await open();
    await review.page.getByRole("listbox").focus();
    await press(review, "?");
    const help = review.page.getByRole("dialog", { name: "Keyboard shortcuts" });
    await help.waitFor();
    const keys = await help.locator("kbd").allTextContents();
    expect(keys).toEqual(expect.arrayContaining(["j", "k", "n", "p", "Enter", "a", "v", "?", "Escape"]));
    await press(review, "n");
    await expect.poll(() => review.page.locator(".overview").isVisible()).toBe(true);
    await press(review, "Escape");
    await expect.poll(() => help.count()).toBe(0);
    await expect.poll(() => review.focused()).toBe("files");
  });

  it("arrows move in the list, Home and End to its ends", async () => {
    const review = await open();
    await review.page.getByRole("listbox").focus();
    await press(review, "ArrowDown");
    await expect.poll(() => title(review)).toBe("logo.png");
    await press(review, "End");
    await expect.poll(() => title(review)).toBe("src/b.ts");
    await expect.poll(() => review.page.getByRole("listbox").getAttribute("aria-activedescendant")).toBe("entry-3");
    await press(review, "Home");
    await expect.poll(() => review.page.locator(".overview").isVisible()).toBe(true);
  });
});

describe("the focus", () => {
  it("goes through header, files, file and decisions in the order they are seen", async () => {
    const review = await open();
    await press(review, "n", "n");
    await review.rows.first().waitFor();
    const order: string[] = [];
    for (let at = 0; at < 40 && !order.includes("act grant"); at += 1) {
      await press(review, "Tab");
      const key = await review.focused();
      if (key !== order.at(-1)) order.push(key);
    }
    const expected = ["copy", "filter", "files", "layout unified", "layout split", "comment on file", "viewed", "diff"];
    expect(order.filter((key) => expected.includes(key))).toEqual(expected);
    expect(order.at(-1)).toBe("act grant");
  });

  const granted = {
    ...shown,
    state: "executed" as const,
    can: { ...shown.can, grant: false, deny: false, undo: true },
  };
  const moved = { ...shown, files: [{ ...fileRow("src/a.ts"), newId: "9".repeat(40) }], threads: [] };
  const same = { ...shown, now: shown.now + 1 };
  it.each([
    ["Grant…", granted],
    ["Deny…", granted],
    ["Grant…", same],
    ["Copy the whole fingerprint", { ...shown, fingerprint: null }],
    ["Reply", moved],
    ["Resolve", { ...shown, can: { ...shown.can, annotate: false } }],
    ["Comment on the whole proposal", { ...shown, can: { ...shown.can, annotate: false } }],
    ["src/a.ts:10", moved],
  ] as const)("on %j stays on the page when a snapshot comes", async (name, next) => {
    const review = await open();
    await review.button(name).first().focus();
    await review.show({ ...next, headline: "Another headline" });
    await expect.poll(() => review.page.locator("h1").textContent()).toBe("Another headline");
    expect(await review.page.evaluate(() => document.activeElement === document.body)).toBe(false);
  });

  it("stays where it is in the file when a thread, colours or another file's contents come", async () => {
    const review = await open();
    await review.openFile("src/a.ts");
    await review.rows.first().waitFor();
    const reply = review.page.locator(".diff").getByRole("button", { name: "Reply" });
    await reply.focus();
    await review.show({
      ...shown,
      threads: [...threads, thread("t3", { file: "src/a.ts", side: "new", start: 50, end: 50 })],
    });
    await expect.poll(() => review.page.locator(".diff .thread").count()).toBe(2);
    await expect.poll(() => review.focused()).toBe("reply t1");
    await press(review, "Enter", "y");
    await expect.poll(() => review.focused()).toBe("field reply t1");
    await review.show({
      ...shown,
      now: shown.now + 2,
      threads: threads.map((each) => ({ ...each, labels: ["needs-review"] })),
    });
    await expect.poll(() => review.page.locator(".diff .chip").allTextContents()).toContain("needs-review");
    await expect.poll(() => review.focused()).toBe("field reply t1");
    await press(review, "Control+Enter");
    await expect.poll(() => review.page.getByRole("textbox", { name: "Reply (Markdown)" }).count()).toBe(0);
    await expect.poll(() => review.focused()).toBe("reply t1");
  });

  it("follows a comment that is begun before the file is there", async () => {
    const review = await openReview({ snapshot: shown, answer: () => undefined });
    await review.openFile("src/a.ts");
    await press(review, "a", "w");
    await expect.poll(() => review.focused()).toBe("field on src/a.ts");
    await review.send({ type: "file", id: review.said("load")[0]?.id, file: diffs[0] });
    await review.rows.first().waitFor();
    await press(review, "x");
    await expect.poll(() => review.focused()).toBe("field on src/a.ts");
    await expect.poll(() => review.page.getByRole("textbox", { name: "Comment (Markdown)" }).inputValue()).toBe("wx");
  });

  it("goes from a file to the next one's contents, whatever they are", async () => {
    const review = await open();
    await review.openFile("src/a.ts");
    await review.rows.first().waitFor();
    await press(review, "Enter");
    await expect.poll(() => review.focused()).toBe("diff");
    await press(review, "p");
    await expect.poll(() => title(review)).toBe("logo.png");
    await expect.poll(() => review.page.locator(".file .spinner").count()).toBe(0);
    await expect.poll(() => review.focused()).toBe("other");
    await press(review, "p");
    await expect.poll(() => review.focused()).toBe("overview");
  });
});

describe("screen readers", () => {
  it("hear that the state changed, in words", async () => {
    const review = await open();
    await review.show({ ...shown, state: "stale", banner: ["main has moved since this was asked."] });
    await expect
      .poll(() => said(review))
      .toBe("Stale. Merge WFS-user-profile-a into main. main has moved since this was asked.");
    await review.show({ ...shown, state: "stale", banner: ["main has moved since this was asked."], threads: [] });
    await review.show({ ...shown, state: "denied", banner: ["Robin denied it."] });
    await expect.poll(() => said(review)).toBe("Denied. Merge WFS-user-profile-a into main. Robin denied it.");
  });

  it("hear the whole path of a file and all that its entry shows", async () => {
    const review = await openReview({
      snapshot: snapshot({
        files: [
          fileRow("scripts/deploy.sh", {
            newMode: "100755",
            sensitive: "VS Code runs it",
            hidden: 2,
            mustBeSeen: true,
            added: 1200,
            removed: 1,
          }),
        ],
        threads: [thread("t", { file: "scripts/deploy.sh" })],
        viewed: ["scripts/deploy.sh"],
      }),
    });
    await expect
      .poll(() => review.entry("scripts/deploy.sh").getAttribute("aria-label"))
      .toBe(
        "scripts/deploy.sh, changed, lines added: 1,200, lines removed: 1, now: can be run as a program, sensitive: VS Code runs it, " +
          "hidden characters: 2, must be opened before a grant, open threads: 1, viewed",
      );
  });

  it("are told why Grant is off, and that pressing it does nothing", async () => {
    const review = await openReview({
      snapshot: { ...shown, can: { ...shown.can, grant: false }, whyNot: ["src/b.ts was not opened yet."] },
    });
    const grant = review.button("Grant…");
    await expect.poll(() => grant.getAttribute("aria-description")).toBe("src/b.ts was not opened yet.");
    await grant.focus();
    await press(review, "Enter");
    await expect.poll(() => said(review)).toBe("src/b.ts was not opened yet.");
    expect(review.said("act")).toEqual([]);
  });
});

const turning = (review: ReviewPage): Promise<string> =>
  review.page.locator(".spinner").evaluate((spinner) => getComputedStyle(spinner).animationName);

it("moves nothing for people who want no motion", async () => {
  const loading = { ...shown, state: "loading" as const };
  const wish = { snapshot: loading, answer: () => undefined };
  const still = await openReview({ ...wish, reducedMotion: true });
  await still.openFile("src/a.ts");
  expect(await turning(still)).toBe("none");
  const usual = await openReview(wish);
  await usual.openFile("src/a.ts");
  expect(await turning(usual)).toBe("turn");
});

it("puts the caret into the reply at once, also where the thread has other buttons", async () => {
  const review = await open();
  await review.page.locator(".conversation").getByRole("button", { name: "Reply" }).first().focus();
  await press(review, "Enter", "y", "e", "s", "Control+Enter");
  await expect
    .poll(() => review.said("annotate").map(({ change }) => change))
    .toEqual([{ kind: "reply", thread: "t1", body: "yes" }]);
});

it("leads from one file that must be opened to the next, until there is none", async () => {
  const review = await openReview({
    snapshot: snapshot({
      files: [
        fileRow("z.ts"),
        fileRow("b.ts", { mustBeSeen: true }),
        fileRow("a/.npmrc", { sensitive: "x", mustBeSeen: true }),
      ],
      can: { ...shown.can, grant: false },
      whyNot: ["To be opened first: a/.npmrc, b.ts"],
    }),
    files: [textFile("a/.npmrc", "1\n", "2\n"), textFile("b.ts", "1\n", "2\n")],
  });
  const next = review.button("Show the next one");
  await next.click();
  await expect.poll(() => title(review)).toBe("a/.npmrc");
  await review.rows.first().waitFor();
  await next.focus();
  await press(review, "Enter");
  await expect.poll(() => title(review)).toBe("b.ts");
  await expect.poll(() => next.count()).toBe(0);
  expect(await review.page.evaluate(() => document.activeElement === document.body)).toBe(false);
});

it("keeps ages and the time that is left up to date while nothing else comes", async () => {
  const review = await openReview();
  // The page's clock is an hour behind; the extension's counts. It stands still, so that no second passes while the page is drawn.
  await review.page.clock.install({ time: shown.now - 3_600_000 - 1000 });
  await review.page.clock.pauseAt(shown.now - 3_600_000);
  await review.show(shown);
  await review.page.clock.runFor(100); // Draws.
  await review.page.locator(".page").waitFor();
  const times = (): Promise<readonly string[]> =>
    review.page.locator(".facts time, .clock, .note time").allTextContents();
  await expect.poll(times).toEqual(["11:42 left", "12 minutes ago", "12 minutes ago", "12 minutes ago"]);
  await review.page.clock.fastForward(2 * 60_000);
  await review.page.clock.runFor(100);
  await expect.poll(times).toEqual(["9:42 left", "14 minutes ago", "14 minutes ago", "14 minutes ago"]);
});
