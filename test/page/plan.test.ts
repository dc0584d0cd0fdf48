import { describe, expect, it } from "vitest";
import { visibleText } from "../../src/core/base/visibleText.ts";
import { planSchema } from "../../src/messages/plan.ts";
import { withEveryText } from "./support/everyText.ts";
import { baselinePlan, documentRow, documents, plan, planPart, textDocument } from "./support/plan.ts";
import { openReview, type ReviewPage } from "./support/reviewPage.ts";
import { everyDiff, states, waiting } from "./support/scenes.ts";
import { themeNames } from "./support/themes.ts";

async function open(wish: Parameters<typeof openReview>[0] = {}): Promise<ReviewPage> {
  return await openReview({ snapshot: waiting, files: everyDiff, plan, documents, ...wish });
}

const tab = (review: ReviewPage, name: "Files" | "Plan") => review.page.getByRole("tab", { name });
const option = (review: ReviewPage, name: string) => review.page.getByRole("option", { name });
const body = (review: ReviewPage) => review.page.locator(".readingBody");

async function press(review: ReviewPage, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await review.page.keyboard.press(key);
}

describe.each(themeNames)("in the theme %s", (theme) => {
  it("the plan is read beside what was done", async () => {
    const review = await open({ theme, size: { width: 1400, height: 860 } });
    await review.openFile("src/api/auth.py");
    await tab(review, "Plan").click();
    await option(review, "plan_document").click();
    await review.page.getByRole("heading", { name: "Time limits for the directory" }).waitFor();
    await review.rows.first().waitFor();
    const [diff, read] = [await review.page.locator(".diff").boundingBox(), await body(review).boundingBox()];
    expect((diff?.x ?? 0) + (diff?.width ?? 0)).toBeLessThanOrEqual((read?.x ?? 0) + 1);
    await review.screenshot(`plan-beside-${theme}`);
    expect(review.complaints).toEqual([]);
  });

  it("says what makes a plan appear, and what the baseline has", async () => {
    const review = await open({ theme, plan: { parts: [planPart()] } });
    await tab(review, "Plan").click();
    await expect
      .poll(() => review.page.locator(".nothingYet").textContent())
      .toContain("No phase has handed anything over yet.It appears here when a phase is left with its documents");
    expect(await review.page.getByRole("listbox", { name: "Documents of the plan" }).count()).toBe(0);
    await review.screenshot(`plan-empty-${theme}`);
    await review.send({ type: "plan", plan: baselinePlan });
    await review.page.getByRole("group", { name: "Handed over by PLAN, from the baseline WFS-user-profile" }).waitFor();
    await review.screenshot(`plan-baseline-${theme}`);
  });
});

describe("the plan", () => {
  it("is asked for when its tab is first shown, and counted only then", async () => {
    const review = await open();
    await review.openFile("src/api/auth.py");
    await review.rows.first().waitFor();
    expect(review.said("plan")).toEqual([]);
    expect(await tab(review, "Plan").textContent()).toBe("Plan");
    await tab(review, "Plan").click();
    await expect.poll(() => tab(review, "Plan").textContent()).toBe("Plan 7");
    await tab(review, "Files").click();
    await tab(review, "Plan").click();
    expect(review.said("plan")).toHaveLength(1);
    expect(review.said("document")).toEqual([]);
  });

  it("has what phases handed over first, the newest phase first, then other documents, then tasks with their states", async () => {
    const review = await open();
    await tab(review, "Plan").click();
    await option(review, "api").waitFor();
    const groups = review.page.getByRole("listbox", { name: "Documents of the plan" }).getByRole("group");
    expect(await groups.evaluateAll((all) => all.map((each) => each.getAttribute("aria-label")))).toEqual([
      "Handed over by IMPLEMENT",
      "Handed over by PLAN",
      "Other documents",
    ]);
    expect(await review.page.locator(".tasks h2").textContent()).toBe("Tasks · 1 of 3 done");
    expect(await review.page.locator(".tasks li").allTextContents()).toContain(
      "IMPL-2Pass it from the loginin progress",
    );
  });

  it("is walked through with arrows, entered with Enter and left with Escape", async () => {
    const review = await open();
    await review.openFile("src/api/auth.py");
    await review.rows.first().waitFor();
    await press(review, "d");
    await option(review, "api").waitFor();
    expect(await review.focused()).toBe("documents");
    await press(review, "ArrowDown", "ArrowDown");
    await expect.poll(() => option(review, "plan_document").getAttribute("aria-selected")).toBe("true");
    const active = await review.page.locator(".documents").getAttribute("aria-activedescendant");
    expect(active).toBe(await option(review, "plan_document").getAttribute("id"));
    await expect.poll(() => body(review).textContent()).toContain("Every call gets a limit.");
    await press(review, "Enter");
    expect(await review.focused()).toBe("document");
    expect(await review.rows.count()).toBeGreaterThan(5);
    await press(review, "Escape");
    await expect.poll(() => body(review).isVisible()).toBe(false);
    expect(await review.focused()).toBe("documents");
    await press(review, "f");
    expect(await review.focused()).toBe("files");
    expect(await review.page.locator(".plan").isVisible()).toBe(false);
  });

  it("has tabs that the arrows go through, of which one is a stop of the Tab key", async () => {
    const review = await open();
    await tab(review, "Files").focus();
    await press(review, "ArrowRight");
    await expect.poll(() => tab(review, "Plan").getAttribute("aria-selected")).toBe("true");
    expect(await review.focused()).toBe("tab plan");
    expect(await tab(review, "Files").getAttribute("tabindex")).toBe("-1");
    await review.page.getByRole("tabpanel", { name: "Plan" }).waitFor();
    await press(review, "ArrowRight");
    await expect.poll(() => tab(review, "Files").getAttribute("aria-selected")).toBe("true");
    await press(review, "End");
    expect(await review.focused()).toBe("tab plan");
  });

  it("is where it was after a reload", async () => {
    const review = await open();
    await tab(review, "Plan").click();
    await option(review, "plan_document").click();
    await review.page.getByRole("heading", { name: "Steps" }).waitFor();
    await expect
      .poll(() => review.page.evaluate(() => sessionStorage.getItem("state") ?? ""))
      .toContain('"reading":{"id":1,"name":"plan_document"}');
    await review.page.reload();
    await review.page.getByRole("heading", { name: "Steps" }).waitFor();
    expect(await tab(review, "Plan").getAttribute("aria-selected")).toBe("true");
  });

  it("follows what changes: the list at once, the open document when its file is another", async () => {
    const shown = { ...documents, 1: textDocument("# First\n") };
    const review = await open({ documents: shown });
    await tab(review, "Plan").click();
    await option(review, "plan_document").click();
    await review.page.getByRole("heading", { name: "First" }).waitFor();
    const [part] = plan.parts;
    const next = {
      parts: [
        planPart({
          ...part,
          documents: [
            ...(part?.documents.map((row) => (row.id === 1 ? { ...row, version: "2" } : row)) ?? []),
            documentRow(9, "new.md"),
          ],
        }),
      ],
    };
    shown[1] = textDocument("# Second\n");
    await review.send({ type: "plan", plan: next });
    await review.page.getByRole("heading", { name: "Second" }).waitFor();
    await expect.poll(() => tab(review, "Plan").textContent()).toBe("Plan 8");
    await review.send({ type: "plan", plan: { parts: [planPart({ documents: [documentRow(9, "new.md")] })] } });
    await expect.poll(() => tab(review, "Plan").textContent()).toBe("Plan 1");
    await expect.poll(() => review.said("document").length).toBe(3);
  });

  it("says in place what went wrong, and asks again", async () => {
    let fails = true;
    const review = await open({
      answer: ({ type }) => {
        if (type === "plan" && fails) return { type: "failed", message: "The session is gone.", hint: "Look again." };
        return "usual";
      },
    });
    await tab(review, "Plan").click();
    await expect
      .poll(() => review.page.locator(".plan .notice p").allTextContents())
      .toEqual(["The session is gone.", "Look again."]);
    fails = false;
    await review.button("Try again").click();
    await option(review, "old-notes.md").click();
    await expect.poll(() => body(review).textContent()).toContain("This document is not there any more.");
    await option(review, "trace.bin").click();
    await expect.poll(() => body(review).textContent()).toContain("This document is not text (1.2 MB).");
  });

  it("says so when what was planned could not be understood", async () => {
    const review = await openReview({ snapshot: waiting });
    await tab(review, "Plan").click();
    await expect
      .poll(() => review.page.locator(".plan .notice p").first().textContent())
      .toBe("The answer of the extension could not be shown.");
  });

  it("opens what is read in an editor, by its number", async () => {
    const review = await open();
    await tab(review, "Plan").click();
    await option(review, "api").click();
    await review.button("Open in Editor").click();
    await expect.poll(() => review.said("openDocument")).toMatchObject([{ document: 2 }]);
  });

  it("changes nothing of what is granted, viewed or seen", async () => {
    const review = await open({ snapshot: states["must-be-seen"] ?? waiting });
    const reasons = await review.page.locator(".whyNot").textContent();
    const marks = await review.entries.allTextContents();
    await tab(review, "Plan").click();
    await option(review, "plan_document").click();
    await review.page.getByRole("heading", { name: "Steps" }).waitFor();
    expect(await review.page.locator(".whyNot").textContent()).toBe(reasons);
    expect(await review.page.locator(".decide-grant").getAttribute("aria-disabled")).toBe("true");
    await tab(review, "Files").click();
    await expect.poll(() => review.entries.allTextContents()).toEqual(marks);
    expect(new Set(review.posted.map(({ type }) => type))).toEqual(new Set(["ready", "plan", "document"]));
  });
});

describe("hostile plans", () => {
  const texts = [
    `<img src=x onerror="window.ran='img'"><script>window.ran="script"</script>`,
    `[press](command:workbench.action.quit) ![pixel](https://evil.example/pixel.png)`,
    `user\u202Egpj.exe ad\u200Bmin \u001b]0;owned\u0007`,
    `<a href="https://evil.example" onclick="window.ran='a'">x</a><base href="https://evil.example/">`,
  ];

  it.each(texts)("%j is words, in every name and in both ways a document is drawn", async (text) => {
    const hostile = withEveryText(plan, text, (message) => planSchema.safeParse(message).success);
    const rows = [
      documentRow(1, text, { file: `${text}.md`, phase: text }),
      documentRow(2, text, { file: `${text}.txt` }),
    ];
    const part = hostile.parts[0] ?? planPart();
    const review = await open({
      plan: { parts: [{ ...part, documents: [...part.documents.filter(({ id }) => id > 2), ...rows] }] },
      documents: { 1: textDocument(text), 2: textDocument(text) },
    });
    await tab(review, "Plan").click();
    const drawn = visibleText(text).trim();
    for (const place of [
      ".group",
      ".planDocument .name",
      ".planDocument .where",
      ".tasks .name",
      ".tasks .about",
      ".tasks .state",
    ]) {
      // The plan is asked for once its tab is shown, and drawn when it comes.
      await expect
        .poll(async () => (await review.page.locator(place).allTextContents()).join("\n"), { message: place })
        .toContain(drawn);
    }
    for (const id of [1, 2]) {
      await review.page.locator(`[data-document="${id}"]`).click();
      await expect.poll(() => review.page.locator(".readingHead h2").textContent()).toBe(visibleText(text));
      await expect.poll(() => body(review).textContent()).toContain(id === 2 ? drawn : drawn.slice(1, 5));
      const able = "script, iframe, object, embed, link, base, form, img, a[href], [onerror], [onclick]";
      expect(
        await review.page
          .locator("body")
          .locator(able)
          .evaluateAll((all) => all.filter(({ tagName }) => tagName !== "SCRIPT").map(({ outerHTML }) => outerHTML)),
      ).toEqual([]);
      expect(await review.page.evaluate(() => (window as unknown as { ran?: unknown }).ran ?? "nothing")).toBe(
        "nothing",
      );
    }
    expect(review.complaints).toEqual([]);
    expect(review.strangeRequests).toEqual([]);
  });

  it("stays awake with a line that is as long as a document can be, with one of hidden characters and with a quarter of a million lines", async () => {
    const long = 262_144;
    const review = await open({
      documents: {
        1: textDocument("x".repeat(long), { size: 1_048_576, isCut: true }),
        2: textDocument("\u0001".repeat(long)),
        3: textDocument(`${"\n".repeat(long - 1)}x`),
      },
    });
    await tab(review, "Plan").click();
    const started = Date.now();
    for (const name of ["plan_document", "api", ".summaries"]) {
      await option(review, name).click();
      await expect.poll(() => review.page.locator(".readingBody .row").count(), { message: name }).toBeGreaterThan(0);
      expect(await review.page.locator(".readingBody *").count()).toBeLessThan(6_000);
    }
    expect(Date.now() - started).toBeLessThan(10_000);
    await option(review, "plan_document").click();
    await expect
      .poll(() => review.page.locator(".reading .cut").textContent())
      .toContain("The first 256 kB of 1 MB are shown");
    await review.button("show all 262,144 characters").click();
    await expect.poll(async () => (await review.page.locator(".readingBody .text").textContent())?.length).toBe(long);
  });
});
