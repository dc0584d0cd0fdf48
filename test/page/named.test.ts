import { describe, expect, it } from "vitest";
import { fileRow, snapshot, textFile, thread } from "./support/proposal.ts";
import { openReview, type ReviewPage } from "./support/reviewPage.ts";
import { themeNames } from "./support/themes.ts";

const size = { width: 1200, height: 760 };

const numbered = (name: string, count: number): string =>
  Array.from({ length: count }, (_, at) => `export const ${name}${at} = ${at};\n`).join("");

const [values, pure] = [numbered("value", 40), numbered("pure", 30)];
const family = "const mood = 'I feel 😉 today';\nconst who = 'family 👨‍👩‍👧 here';\nconst flag = 'flag 🇩🇪 end';\n";

const files = [
  fileRow("src/new_name.ts", { status: "renamed", oldPath: "src/old_name.ts", added: 2, removed: 2 }),
  fileRow("src/moved/pure.ts", {
    status: "renamed",
    oldPath: "src/pure.ts",
    oldId: "3".repeat(40),
    newId: "3".repeat(40),
    added: 0,
    removed: 0,
  }),
  fileRow(".github/workflows/ci.yml", {
    status: "renamed",
    oldPath: "docs/ci-example.yml",
    oldId: "4".repeat(40),
    newId: "4".repeat(40),
    sensitive: "Runs on GitHub's machines",
    added: 0,
    removed: 0,
    mustBeSeen: true,
  }),
  fileRow("wide.txt", { encoding: "utf-16le-bom", added: null, removed: null, mustBeSeen: true }),
  fileRow("latin1.txt", { encoding: "other", hidden: 3, mustBeSeen: true }),
  fileRow("toutf8.txt", { encoding: "utf-8" }),
  fileRow("bom.cs", { encoding: "utf-8-bom", mustBeSeen: true }),
  fileRow("menu.txt", { encoding: "utf-8" }),
  fileRow("emoji.ts"),
  fileRow("cafe\u0301.txt", {
    status: "renamed",
    oldPath: "caf\u00E9.txt",
    oldId: "5".repeat(40),
    newId: "5".repeat(40),
  }),
  fileRow("src/login.ts", { mixedNames: 2 }),
  fileRow("src/ѕcope.ts", { mixedPath: ["Cyrl", "Latn"] }),
];

const contents = [
  textFile(
    "src/new_name.ts",
    values,
    values.replace("value7 = 7", "value7 = 77").replace("value30 = 30", "value30 = 300"),
  ),
  textFile("src/moved/pure.ts", pure, pure),
  textFile(".github/workflows/ci.yml", "on: push\njobs: {}\n".repeat(12), "on: push\njobs: {}\n".repeat(12)),
  textFile("wide.txt", "one\ntwo\nthree\n", "one\n2\nthree\n", {
    oldEncoding: "utf-16le-bom",
    newEncoding: "utf-16le-bom",
  }),
  textFile("latin1.txt", "caf\uFFFD cr\uFFFDme\nna\uFFFDve\n", "caf\uFFFD cr\uFFFDme\nna\uFFFDvet\uFFFD\n", {
    oldEncoding: "other",
    newEncoding: "other",
  }),
  textFile("toutf8.txt", "caf\uFFFD cr\uFFFDme\nplain\n", "café crème\nplain\n", { oldEncoding: "other" }),
  textFile("bom.cs", "using System;\nclass A {}\n", "\uFEFFusing System;\nclass A {}\n", {
    newEncoding: "utf-8-bom",
  }),
  textFile("menu.txt", "Caf\u00E9 au lait\nTea\n", "Cafe\u0301 au lait\nTea\n"),
  textFile("emoji.ts", family, family.replace("😉", "😀").replace("👨‍👩‍👧", "👨‍👩‍👦").replace("🇩🇪", "🇩🇰")),
  textFile(
    "src/login.ts",
    "export function check(admin: User) {\n  return admin.password;\n}\n",
    "export function check(аdmin: User) {\n  return admin.password; // слово\n}\nconst раypal = check;\n",
    {
      mixed: [
        { name: "аdmin", scripts: ["Cyrl", "Latn"] },
        { name: "раypal", scripts: ["Cyrl", "Latn"] },
      ],
    },
  ),
  textFile("src/ѕcope.ts", "one\n", "two\n"),
  textFile("cafe\u0301.txt", pure, pure),
];

const threads = [
  thread("t1", {
    file: "src/new_name.ts",
    writtenOn: "src/old_name.ts",
    side: "new",
    start: 8,
    end: 8,
    said: [["person", "Robin", "Why 77?"]],
  }),
  thread("t2", {
    file: "src/reverted.ts",
    gone: true,
    side: "new",
    quoted: ["export const limit = 99;"],
    said: [["person", "Robin", "This is too much."]],
  }),
];

const named = snapshot({ files, threads });

async function notices(review: ReviewPage): Promise<readonly string[]> {
  const facts = await review.page.locator(".fileNotices .fact").allTextContents();
  return facts.map((fact) => fact.trim());
}

async function shows(review: ReviewPage, path: string, ...expected: readonly string[]): Promise<void> {
  await review.openFile(path);
  await expect.poll(() => review.page.locator(".fileHead h2").getAttribute("title")).toBe(path);
  await expect.poll(() => review.page.locator(".diff .row").count()).toBeGreaterThan(0);
  await expect.poll(async () => notices(review)).toEqual(expect.arrayContaining([...expected]));
}

describe.each(themeNames)("in the theme %s", (theme) => {
  it("renames, encodings and what looks alike are named", async () => {
    const review = await openReview({ snapshot: named, files: contents, theme, size });
    const { page } = review;
    await expect.poll(() => page.locator(".thread[data-thread=t2]").textContent()).toContain("This is too much.");
    const gone = page.locator(".thread[data-thread=t2]");
    expect(await gone.textContent()).toContain("This file is no longer part of the proposal");
    expect(await gone.locator(".quoted").textContent()).toContain("export const limit = 99;");
    expect(await gone.locator(".place").count()).toBe(0);
    await review.screenshot(`named-overview-${theme}`);

    await shows(review, "src/new_name.ts", "Renamed from src/old_name.ts and changed.");
    expect(await page.locator(".fileHead h2").textContent()).toBe("src/old_name.ts → src/new_name.ts");
    expect(await page.locator(".thread[data-thread=t1]").textContent()).toContain("written on src/old_name.ts");
    await review.screenshot(`named-rename-${theme}`);

    await shows(review, "src/moved/pure.ts", "Renamed from src/pure.ts; the content is the same to the byte.");
    expect(await page.locator(".row.gap").textContent()).toContain("30 equal lines");
    await review.screenshot(`named-pure-rename-${theme}`);

    await shows(review, ".github/workflows/ci.yml", "Runs on GitHub's machines");
    expect(await page.locator(".row.gap").count()).toBe(0);
    expect(await page.locator(".row.line").count()).toBeGreaterThan(10);
    await review.screenshot(`named-rename-sensitive-${theme}`);

    await shows(review, "wide.txt", "changed · 1.2 kB → 1.3 kB · UTF-16 LE");
    await review.screenshot(`named-utf16-${theme}`);
    await shows(review, "latin1.txt", "Where it is not UTF-8, different bytes look the same.");
    await review.screenshot(`named-not-utf8-${theme}`);
    await shows(review, "toutf8.txt", "The encoding changes: not UTF-8 → UTF-8.");
    await review.screenshot(`named-to-utf8-${theme}`);
    await shows(review, "bom.cs", "The encoding changes: UTF-8 → UTF-8 with BOM.");
    await review.screenshot(`named-bom-${theme}`);

    await shows(review, "menu.txt", "Only the Unicode form changed: composed → decomposed.");
    expect(await page.locator(".line-end").allTextContents()).toEqual([
      "Only the Unicode form changed: composed → decomposed",
    ]);
    await review.screenshot(`named-form-${theme}`);

    await shows(review, "emoji.ts");
    expect(await page.locator(".word.new").allTextContents()).toEqual(["😀", "👨‍👩‍👦", "🇩🇰"]);
    expect(await page.locator(".diff .hidden-character").count()).toBe(0);
    await review.screenshot(`named-emoji-${theme}`);

    await shows(review, "src/login.ts", "2 identifiers here mix scripts; they are underlined.");
    expect(await page.locator(".line-end").allTextContents()).toEqual([
      "“аdmin” mixes scripts: Cyrillic, Latin",
      "“раypal” mixes scripts: Cyrillic, Latin",
    ]);
    expect((await page.locator(".mixed-scripts").allTextContents()).join("")).toBe("аdminраypal");
    await review.screenshot(`named-mixed-${theme}`);
    await shows(review, "src/ѕcope.ts", "The name mixes scripts: Cyrillic, Latin.");
    await review.screenshot(`named-mixed-path-${theme}`);
    await shows(review, "cafe\u0301.txt", "Only the Unicode form of the name changed: composed → decomposed.");
    expect(review.complaints).toEqual([]);
  });
});
