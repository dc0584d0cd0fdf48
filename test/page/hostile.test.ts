import { expect, it } from "vitest";
import { visibleText } from "../../src/core/base/visibleText.ts";
import { fileDiffSchema, snapshotSchema, type Snapshot } from "../../src/messages/review.ts";
import { withEveryText } from "./support/everyText.ts";
import { fileRow, snapshot, textFile, thread, type FileDiff } from "./support/proposal.ts";
import { openReview, type ReviewPage } from "./support/reviewPage.ts";

/** Texts that run something, leave the page or lie where they are shown carelessly. */
const hostile = [
  `<img src=x onerror="window.ran='img'">`,
  `</script><script>window.ran="script"</script>`,
  `</style></textarea></title><svg onload="window.ran='svg'">`,
  `"><iframe srcdoc="<script>parent.ran='frame'</script>">`,
  `[press](javascript:window.ran='link')`,
  `[press](command:workbench.action.quit)`,
  `![pixel](https://evil.example/pixel.png)`,
  `<https://evil.example/auto> https://evil.example/bare`,
  `<a href="https://evil.example" onclick="window.ran='a'">x</a>`,
  `<base href="https://evil.example/"><link rel=stylesheet href=x.css><meta http-equiv=refresh content="0;url=https://evil.example">`,
  `\u001b]0;owned\u0007\u001b[31mred \u009b1m`,
  `user\u202Egpj.exe`,
  `ad\u200Bmin\u2060\uFEFF`,
  `tag\u{E0041}\u{E007F}s`,
  `\u2028line\u2029separators`,
  `javascript:window.ran='bare'`,
  `\${window.ran='template'} {{constructor.constructor("window.ran=1")()}}`,
  `&lt;img src=x onerror=window.ran='entity'&gt; &#60;script&#62;`,
] as const;

const kinds = ["text", "image", "binary", "symlink", "submodule", "large"] as const;
type Kind = (typeof kinds)[number];
const pathOf = (kind: Kind, text: string): string => `${kind}/${text}`;

/** A snapshot with everything a snapshot can have, once. */
const full = snapshot({
  request: { ...snapshot().request, replaces: "20260302T110000Z-merge-00000000" },
  banner: ["words"],
  whyNot: ["words"],
  can: { ...snapshot().can, grant: false },
  lists: [{ title: "words", severity: "error", items: ["words"] }],
  files: [fileRow("a", { sensitive: "words", hidden: 2, mustBeSeen: true })],
  threads: [
    thread("t", {
      labels: ["words"],
      quoted: ["words"],
      suggestion: { lines: ["words"], applies: true, digest: "d1", why: "words", applied: null },
      review: { id: "r", summary: "words" },
    }),
  ],
  delivery: { lines: ["words"], due: true, canSend: true, askedAgain: true },
});

const sides = { old: { id: "1".repeat(40), size: 1 }, new: null } as const;

/** One hostile text in every field of every message. */
function everywhere(text: string): { readonly snapshot: Snapshot; readonly files: readonly FileDiff[] } {
  const hostile = withEveryText(full, text, (message) => snapshotSchema.safeParse(message).success);
  const diff = (kind: Kind, file: FileDiff): FileDiff => ({
    ...withEveryText(file, text, (message) => fileDiffSchema.safeParse(message).success),
    path: pathOf(kind, text),
  });
  const [row, said] = [hostile.files[0] ?? fileRow(text), hostile.threads[0] ?? thread(text)];
  const about = { ...said, file: pathOf("text", text) };
  return {
    snapshot: {
      ...hostile,
      // A reason that the banner has is not said twice.
      whyNot: [`${text} again`],
      files: kinds.map((kind) => ({
        ...row,
        path: pathOf(kind, text),
        content: kind === "large" ? "text" : kind,
        large: kind === "large",
      })),
      threads: [
        said,
        { ...about, id: `${text} 2`, side: "new", start: 1, end: 1, quoted: [] },
        { ...about, id: `${text} 3`, outdated: true, suggestion: null },
      ],
      viewed: [pathOf("text", text)],
    },
    files: [
      // Ranges count lines, so this one is made whole.
      textFile(pathOf("text", text), `${text}\nold ${text}\n`, `${text}\nnew ${text}\r\n${text}`),
      diff("image", { kind: "image", path: "a", mime: "image/png", oldData: "a", newData: "a", ...sides }),
      diff("binary", { kind: "binary", path: "a", ...sides }),
      diff("symlink", { kind: "symlink", path: "a", oldTarget: "a", newTarget: "a" }),
      diff("submodule", { kind: "submodule", path: "a", oldCommit: "a", newCommit: "a" }),
      diff("large", { kind: "large", path: "a", size: 1e9 }),
    ],
  };
}

/**
 * Nothing ran, nothing was asked of the network, nothing is on the page that could do either, and no character that hides stands in a text
 * or a tooltip.
 */
async function expectHarmless(review: ReviewPage): Promise<void> {
  expect(review.complaints).toEqual([]);
  expect(review.strangeRequests).toEqual([]);
  const found = await review.page.evaluate(() => {
    const able =
      "script, iframe, object, embed, link, base, form, a[href], [onerror], [onclick], [onload], [style*=url], [srcdoc]";
    const words: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      if (node instanceof Text) words.push(node.data);
      else if (node instanceof Element)
        for (const name of ["title", "alt", "placeholder", "aria-label", "aria-description"])
          words.push(node.getAttribute(name) ?? "");
    }
    return {
      ran: (window as unknown as { ran?: unknown }).ran ?? "nothing",
      able: [...document.body.querySelectorAll(able)].map((element) => element.outerHTML.slice(0, 100)),
      images: [...document.querySelectorAll("img")]
        .map(({ src }) => src)
        .filter((src) => !src.startsWith("data:image/")),
      address: location.pathname,
      words,
    };
  });
  const { words, ...rest } = found;
  expect(rest).toEqual({ ran: "nothing", able: [], images: [], address: "/" });
  const laidOut = words.map((each) => each.replaceAll(/[\n\t]/gu, ""));
  expect(laidOut.filter((each) => visibleText(each) !== each)).toEqual([]);
}

/** Every place of the page that shows a text of the first message as it stands. */
const places = [
  "h1",
  ".detail",
  ".banner p",
  ".whyNot p",
  ".fact b",
  ".fact time",
  ".fingerprint code",
  ".list h2",
  ".list li",
  ".checks li",
  ".checks b",
  ".document dt",
  ".document dd",
  ".thread .author b",
  ".thread time",
  ".thread .chip.foreign",
  ".thread .place",
  ".quoted code",
  ".suggested .going",
  ".suggested .coming",
  ".suggestion .quiet.foreign",
] as const;

it.each(hostile)("%j does nothing and is seen in every field", async (text) => {
  const { snapshot: shown, files } = everywhere(text);
  const review = await openReview({
    snapshot: shown,
    files,
    answer: (message) => (message.type === "load" ? "usual" : { type: "failed", message: text, hint: text }),
  });
  const { page } = review;
  const drawn = visibleText(text);
  await page.getByText("Exactly what is fingerprinted").click();
  for (const place of places) {
    const said = await page.locator(place).evaluateAll((all) => all.map(({ textContent }) => textContent).join("\n"));
    const start = place === ".fingerprint code" && text.length > 16 ? visibleText(text.slice(0, 8)) : drawn.trim();
    expect(said, place).toContain(start);
  }
  await page.keyboard.press("a");
  await page.locator(".thread.new textarea").fill("words");
  await page.keyboard.press("Control+Enter");
  await expect.poll(() => page.locator(".failure .foreign").allTextContents()).toEqual([drawn, drawn]);
  await expectHarmless(review);
  for (const kind of kinds.toReversed()) {
    await review.openFile(pathOf(kind, text));
    await expect.poll(() => page.locator(".fileHead h2").textContent()).toBe(visibleText(pathOf(kind, text)));
    await expect.poll(() => page.locator(".file .spinner").count()).toBe(0);
    await expectHarmless(review);
  }
  await expect.poll(() => page.locator(".row.line .code.new .text").first().textContent()).toContain(`new ${drawn}`);
  await expect.poll(() => page.locator(".diff .thread").count()).toBe(2);
  await page.keyboard.press("a");
  await expect.poll(() => page.locator(".thread.new").getAttribute("aria-label")).toContain("New comment on");
  await expectHarmless(review);
});

it("shows what the extension says went wrong with a file as words", async () => {
  const text = `<img src=x onerror="window.ran='failed'">\u202E`;
  const review = await openReview({
    snapshot: snapshot({ files: [fileRow("a.ts")] }),
    answer: () => ({ type: "failed", message: text, hint: `${text} hint` }),
  });
  await review.openFile("a.ts");
  await expect
    .poll(() => review.page.locator(".notice p").allTextContents())
    .toEqual([visibleText(text), visibleText(`${text} hint`)]);
  await expectHarmless(review);
});

it("draws a picture without running what is in it", async () => {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" onload="top.ran='svg'"><script>top.ran='script'</script>
    <image href="https://evil.example/a.png"/><foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" src="https://evil.example/"/></foreignObject></svg>`;
  const review = await openReview({
    snapshot: snapshot({ files: [fileRow("a.svg", { content: "image" })] }),
    files: [
      {
        kind: "image",
        path: "a.svg",
        mime: "image/svg+xml",
        oldData: null,
        newData: btoa(svg),
        old: null,
        new: { id: "1".repeat(40), size: svg.length },
      },
    ],
  });
  await review.openFile("a.svg");
  const drawn = review.page.getByRole("img", { name: "The picture after" });
  await expect.poll(() => drawn.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth)).toBe(9);
  await expectHarmless(review);
});

it("draws hidden characters as boxes that say what they are", async () => {
  const review = await openReview({
    snapshot: snapshot({ files: [fileRow("a.ts", { hidden: 2 })] }),
    files: [textFile("a.ts", "", "user\u202Egpj\u200B\n")],
  });
  await review.openFile("a.ts");
  await expect
    .poll(() => review.page.locator(".code .hidden-character").allTextContents())
    .toEqual(["⟨U+202E⟩", "⟨U+200B⟩"]);
  await expect
    .poll(() => review.page.locator(".fileNotices").textContent())
    .toContain("2 characters here would not be visible");
});

it("shows Windows line ends where they differ, and a missing newline at the end", async () => {
  const review = await openReview({
    snapshot: snapshot({ files: [fileRow("mixed.txt"), fileRow("windows.txt")] }),
    files: [
      textFile("mixed.txt", "one\ntwo\n", "one\r\ntwo"),
      textFile("windows.txt", "one\r\ntwo\r\n", "one\r\n2\r\n"),
    ],
  });
  await review.openFile("mixed.txt");
  await expect
    .poll(() => review.page.locator(".code.new .text").allTextContents())
    .toEqual(["one␍", "twono newline at the end"]);
  await review.openFile("windows.txt");
  await expect
    .poll(() => review.page.locator(".fileNotices").textContent())
    .toContain("Windows line ends (CR LF) throughout");
  await expect.poll(() => review.page.locator(".code.new .text").allTextContents()).toEqual(["2"]);
});

it("cuts a line of a million characters until it is asked for, and stays awake", async () => {
  const long = `${"x".repeat(500_000)}<b>${"y".repeat(500_000)}`;
  const review = await openReview({
    snapshot: snapshot({ files: [fileRow("long.js")] }),
    files: [textFile("long.js", "short\n", `${long}\n`)],
  });
  await review.openFile("long.js");
  const line = review.page.locator(".code.new .text");
  await expect.poll(async () => (await line.textContent())?.length).toBeLessThan(2_200);
  await review.button(/show all 1,000,003 characters/u).click();
  await expect.poll(async () => (await line.textContent())?.length).toBe(long.length);
  const started = Date.now();
  await review.page.keyboard.press("p");
  await expect.poll(() => review.page.locator(".overview").isVisible()).toBe(true);
  expect(Date.now() - started).toBeLessThan(15_000);
});
