import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { getL10nJson } from "@vscode/l10n-dev";
import { describe, expect, it } from "vitest";

const files = ["src/host", "webview"].flatMap((room) =>
  readdirSync(room, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => join(room, file)),
);
const sources = ["src/extension.ts", ...files].map((file) => ({ file, text: readFileSync(file, "utf8") }));

/** What code gives to `t`, as it stands between the parentheses. */
const translated = /(?<!function )\bt\(\s*("(?:[^"\\]|\\.)*")/gu;

/** Set around the number of a call, so that no two have the same text and none can be missed. */
const mark = "\u{1}";

/**
 * The texts of the code, sorted. The tool knows calls of VS Code's own `l10n.t`, so ours are written like that for it, without what stands around
 * them, which takes it long.
 */
async function texts(): Promise<readonly string[]> {
  const calls = sources
    .flatMap(({ text }) => [...text.matchAll(translated)].map(([, literal = ""]) => literal))
    .map((literal, at) => `l10n.t("${mark}${at}${mark}${literal.slice(1)});`);
  const contents = ['import * as l10n from "@vscode/l10n";', ...calls].join("\n");
  const found = Object.keys(await getL10nJson([{ extension: ".ts", contents }]));
  expect(found.length).toBe(calls.length);
  return [...new Set(found.map((id) => id.slice(id.lastIndexOf(mark) + 1)))].toSorted();
}

describe("localisation", () => {
  it("gives translators every text of the code (`npm run l10n` writes the bundle anew)", async () => {
    const bundle = Object.fromEntries((await texts()).map((id) => [id, id]));
    expect(Object.keys(bundle).length).toBeGreaterThan(50);
    await expect(`${JSON.stringify(bundle, undefined, 2)}\n`).toMatchFileSnapshot("../../../l10n/bundle.l10n.json");
  });

  it("takes every text as a literal, so that it can be found", () => {
    const computed = sources.flatMap(({ file, text }) =>
      [...text.matchAll(/(?<![\w.]|function )t\((?!\s*")[^)]{0,40}/gu)].map(([call]) => `${file}: ${call}`),
    );
    expect(computed).toEqual([]);
  });
});
