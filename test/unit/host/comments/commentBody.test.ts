import * as fc from "fast-check";
import { marked } from "marked";
import { describe, expect, it } from "vitest";
import { commentBody, quotedLines } from "../../../../src/host/comments/commentBody.ts";
import { runs } from "../../../support/effort.ts";
import { threadTime } from "../../../support/threadTime.ts";

/** What a renderer that shows Markdown and HTML would make of it. */
const rendered = (body: string): string => marked.parse(commentBody(body), { async: false, gfm: true, breaks: true });

describe("the text of a comment", () => {
  it("stays the Markdown that was written", () => {
    const body = "**Why** 5?\n\n- a\n- `b`\n\n```ts\nconst c = list![0];\n```\n[docs](https://example.org)";
    expect(commentBody(body)).toBe(body);
  });

  const images = [
    "![x](https://evil.example/x.png)",
    "![x][ref]\n\n[ref]: https://evil.example/x.png",
    "![ref]\n\n[ref]: https://evil.example/x.png",
    "\\\\![x](https://evil.example/x.png)",
    "[![x](https://evil.example/x.png)](https://example.org)",
    "> - ![x](https://evil.example/x.png)",
    "| a |\n|---|\n| ![x](https://evil.example/x.png) |",
    "`a` ![x](https://evil.example/x.png) `b`",
    "```\ncode\n```\n![x](https://evil.example/x.png)",
    "![x](data:image/png;base64,AAAA)",
    "text\n    ![x](https://evil.example/x.png)",
    "!\u200b[x](https://evil.example/x.png)",
  ];
  it.each(images)("fetches nothing: %s", (body) => {
    expect(rendered(body)).not.toContain("<img");
  });

  it("keeps an exclamation that somebody has escaped, and one in code", () => {
    expect(commentBody("really\\![x](https://example.org)")).toBe("really\\![x](https://example.org)");
    expect(commentBody("```\nvec![1]\n```")).toBe("```\nvec![1]\n```");
  });

  it("never makes an image, whatever it is given", () => {
    const pieces = fc.constantFrom(
      "!",
      "[",
      "]",
      "(",
      ")",
      "\\",
      "`",
      "```",
      "\n",
      "    ",
      ">",
      "- ",
      "|",
      "x",
      "http://e.x/y",
      "<",
      ":",
      "~~~",
      "*",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
        expect(rendered(parts.join(""))).not.toContain("<img");
      }),
      { numRuns: runs(5000) },
    );
  });

  it("draws what would hide or move something", () => {
    expect(commentBody("a\u202eb\u001b[31m\r\nc\td")).toBe("a⟨U+202E⟩b␛[31m\nc    d");
  });

  it("shows the beginning of a megabyte, quickly", () => {
    const began = threadTime();
    expect(commentBody("![".repeat(500_000)).length).toBeLessThan(200_000);
    expect(threadTime() - began).toBeLessThan(10_000);
  });
});

describe("quoted lines", () => {
  it("stand in a block of code that nothing breaks out of", () => {
    const lines = ["```", "````html", "<img src=x onerror=alert(1)>", "\u202e![x](https://evil.example)"];
    const html = marked.parse(quotedLines(lines), { async: false });
    expect(html.match(/<pre>/gu)).toHaveLength(1);
    expect(html).not.toContain("<img");
    expect(html).toContain("⟨U+202E⟩");
  });

  it("are at most ten", () => {
    expect(quotedLines(Array.from({ length: 30 }, String)).split("\n")).toHaveLength(13);
  });
});
