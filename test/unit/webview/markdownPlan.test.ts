import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { markdownPlan, type Plan } from "../../../webview/model/markdownPlan.ts";
import { runs } from "../../support/effort.ts";
import { threadTime } from "../../support/threadTime.ts";

const paragraph = (...children: readonly Plan[]): readonly Plan[] => [{ kind: "paragraph", children }];
const text = (words: string): Plan => ({ kind: "text", text: words });

/** Everything a reader would see, one after the other. */
function words(plans: readonly Plan[]): string {
  return plans
    .map((plan) => {
      if (plan.kind === "codeBlock") return plan.language + plan.text;
      if ("text" in plan) return plan.text;
      if ("items" in plan) return plan.items.map(({ children }) => words(children)).join(" ");
      if ("head" in plan) return [plan.head, ...plan.body].flat().map(words).join(" ");
      return "children" in plan ? words(plan.children) + ("address" in plan ? ` ${plan.address}` : "") : "";
    })
    .join("");
}

const count = (all: string): number => all.split("word7").length;

describe("the plan of a Markdown text", () => {
  it.each([
    ["javascript:", "[press](javascript:alert(1))", "javascript:alert(1)"],
    ["command:", "[press](command:workbench.action.quit)", "command:workbench.action.quit"],
    [
      "a title nobody would see",
      '[press](https://a.example "really b.example")',
      'https://a.example "really b.example"',
    ],
  ])("shows the address of a link: %s", (_name, markdown, address) => {
    expect(markdownPlan(markdown)).toEqual(paragraph({ kind: "link", children: [text("press")], address }));
  });

  it("shows a picture as its words and its address", () => {
    expect(markdownPlan("![logo](https://evil.example/x.png)")).toEqual(
      paragraph({ kind: "image", children: [text("logo")], address: "https://evil.example/x.png" }),
    );
  });

  it("shows HTML as it is written", () => {
    expect(words(markdownPlan('a <img src=x onerror="alert(1)"> b'))).toBe('a <img src=x onerror="alert(1)"> b');
    expect(words(markdownPlan("<script>alert(1)</script>"))).toBe("<script>alert(1)</script>");
    expect(words(markdownPlan("<!-- nobody sees me -->"))).toBe("<!-- nobody sees me -->");
  });

  it("shows definitions of addresses, which other readers hide", () => {
    expect(words(markdownPlan("[hidden]: https://evil.example"))).toBe("[hidden]: https://evil.example");
  });

  it("knows headings, lists with tasks, code, quotes and tables", () => {
    const plan = markdownPlan(
      "# T\n\n- [x] done\n- open\n\n```ts\nlet a;\n```\n\n> said\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
    );
    expect(plan.map(({ kind }) => kind)).toEqual(["heading", "list", "codeBlock", "quote", "table"]);
    expect(plan[1]).toMatchObject({ ordered: false, items: [{ checked: true }, { checked: null }] });
    expect(plan[2]).toMatchObject({ text: "let a;", language: "ts" });
  });

  it("survives any text, and keeps its letters and digits in sight", () => {
    const piece = fc.constantFrom(
      "*",
      "_",
      "`",
      "[",
      "](",
      ")",
      "\n",
      "    ",
      "> ",
      "- ",
      "1. ",
      "<b>",
      "|",
      "---",
      "#",
      "word7",
      "&amp;",
      "\\",
      "~",
      "\u202E",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const shown = words(markdownPlan(pieces.join("")));
        const written = pieces.join("");
        // A table drops cells beyond its columns, as everywhere.
        if (!written.includes("|")) expect(count(shown)).toBeGreaterThanOrEqual(count(written));
      }),
      { numRuns: runs(20_000) },
    );
  });

  it("ends soon with texts made to be slow", () => {
    const hostile = [
      "[".repeat(50_000),
      "> ".repeat(20_000),
      "*a ".repeat(20_000),
      "`".repeat(50_000),
      "<".repeat(50_000),
      "- ".repeat(20_000),
      "|".repeat(50_000),
    ];
    const started = threadTime();
    for (const markdown of hostile) markdownPlan(markdown);
    expect(threadTime() - started).toBeLessThan(5_000);
  });
});
