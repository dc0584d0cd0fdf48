import { expect, it } from "vitest";
import { visibleText } from "../../src/core/visibleText.ts";
import type { FileRow, Snapshot } from "../../src/messages/review.ts";
import { fileRow, snapshot, textFile, thread, type FileDiff } from "./support/proposal.ts";
import { openReview, type ReviewPage } from "./support/reviewPage.ts";

/** Texts that run something, leave the page or lie where they are shown carelessly (safety.md, "Bad inputs", Display). */
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

/** One hostile text in every field of every message. */
function everywhere(text: string): { readonly snapshot: Snapshot; readonly files: readonly FileDiff[] } {
  const path = (kind: string): string => `${kind}/${text}`;
  const rows: readonly FileRow[] = kinds.map((kind) =>
    fileRow(path(kind), {
      content: kind === "large" ? "text" : kind,
      sensitive: text,
      hidden: 2,
      large: kind === "large",
      mustBeSeen: true,
    }),
  );
  const base = snapshot();
  return {
    snapshot: {
      ...base,
      request: {
        ...base.request,
        session: text,
        forkOf: text,
        requestedBy: text,
        created: text,
        deadline: text,
        lane: text,
        summary: text,
        replaces: text,
      },
      headline: text,
      detail: text,
      banner: [text],
      fingerprint: text,
      whyNot: [text],
      can: { ...base.can, grant: false },
      checks: [{ task: text, name: text, status: text }],
      document: [{ name: text, value: text }],
      lists: [{ title: text, severity: "error", items: [text] }],
      files: [...rows],
      threads: [
        thread(text, { labels: [text], said: [["agent", text, text]] }),
        thread(`${text}2`, {
          file: path("text"),
          side: "new",
          start: 1,
          end: 1,
          labels: [text],
          said: [["person", text, text]],
        }),
        thread(`${text}3`, { file: path("text"), outdated: true, quoted: [text] }),
      ],
      viewed: [path("text")],
    },
    files: [
      textFile(path("text"), `${text}\nold ${text}\n`, `${text}\nnew ${text}\r\n${text}`),
      {
        kind: "image",
        path: path("image"),
        mime: text,
        oldData: text,
        newData: btoa(encodeURIComponent(text)),
        old: { id: text.slice(0, 64), size: 1 },
        new: null,
      },
      { kind: "binary", path: path("binary"), old: { id: text.slice(0, 64), size: 1 }, new: null },
      { kind: "symlink", path: path("symlink"), oldTarget: text, newTarget: text },
      { kind: "submodule", path: path("submodule"), oldCommit: text, newCommit: text },
      { kind: "large", path: path("large"), size: 1e9 },
    ],
  };
}

/** Nothing ran, nothing was asked of the network, nothing is on the page that could do either. */
async function expectHarmless(review: ReviewPage): Promise<void> {
  expect(review.complaints).toEqual([]);
  expect(review.strangeRequests).toEqual([]);
  const found = await review.page.evaluate(() => ({
    ran: (window as unknown as { ran?: unknown }).ran ?? "nothing",
    able: [
      ...document.querySelectorAll(
        "script, iframe, object, embed, link, base, form, a[href], [onerror], [onclick], [onload], [style*=url]",
      ),
    ]
      .filter((element) => !document.head.contains(element))
      .map((element) => element.outerHTML.slice(0, 100)),
    images: [...document.querySelectorAll("img")].map(({ src }) => src).filter((src) => !src.startsWith("data:image/")),
    address: location.pathname,
  }));
  expect(found).toEqual({ ran: "nothing", able: [], images: [], address: "/" });
}

it.each(hostile)("%j does nothing and is seen in every field", async (text) => {
  const { snapshot: shown, files } = everywhere(text);
  const review = await openReview({ snapshot: shown, files });
  const drawn = visibleText(text);
  const heading = await review.page.getByRole("heading", { level: 1 }).textContent();
  expect(heading).toBe(drawn);
  for (const place of [
    ".detail",
    ".banner p",
    ".whyNot p",
    ".fact b",
    ".list h2",
    ".list li",
    ".checks li",
    ".document dt",
    ".document dd",
    ".thread .author b",
  ]) {
    await expect
      .poll(async () => (await review.page.locator(place).first().textContent())?.trim(), { message: place })
      .toContain(drawn.trim());
  }
  await expectHarmless(review);
  for (const [index] of kinds.entries()) {
    await review.entries.nth(index + 1).click();
    await expect.poll(() => review.page.locator(".fileHead h2").textContent()).toContain(drawn);
    await expect.poll(() => review.page.locator(".file .spinner").count()).toBe(0);
    await expectHarmless(review);
  }
  await review.openFile("text");
  await expect
    .poll(() => review.page.locator(".row.line .code.new .text").first().textContent())
    .toContain(`new ${drawn}`);
  await expect.poll(() => review.page.locator(".diff .thread").count()).toBeGreaterThan(0);
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
  expect(Date.now() - started).toBeLessThan(3_000);
});
