import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { getL10nJson } from "@vscode/l10n-dev";
import { describe, expect, it } from "vitest";

/** The code whose texts VS Code shows; what `wfs` alone says needs no translation. */
const sources = ["src", "webview"]
  .flatMap((room) => readdirSync(room, { recursive: true, encoding: "utf8" }).map((file) => join(room, file)))
  .filter((file) => file.endsWith(".ts") && !file.startsWith(join("src", "cli")))
  .map((file) => ({ file, text: readFileSync(file, "utf8") }));

/** A template whose places hold at most a template or an object of one level. */
const template = /`(?:[^`\\$]|\\.|\$(?!\{)|\$\{(?:[^{}`]|`[^`]*`|\{[^{}]*\})*\})*`/u.source;

/** The string that code gives to `t`, or the template that it makes a text of with `say`; those inside another one, too. */
const literals = new RegExp(String.raw`\bt\(\s*("(?:[^"\\]|\\.)*")|(?<![\w.\x60])say(?=(${template}))`, "gu");

/** Set around the number of a call, so that no two have the same text and none can be missed. */
const mark = "\u{1}";

/**
 * The texts of the code, sorted. The tool knows calls of VS Code's own `l10n.t`, so ours are written like that for it, without what stands around
 * them, which takes it long.
 */
async function texts(): Promise<readonly string[]> {
  const calls = sources
    .flatMap(({ text }) => [...text.matchAll(literals)])
    .map(([, string, tagged = ""], at) => {
      const numbered = `${mark}${at}${mark}`;
      return string === undefined
        ? `l10n.t\`${numbered}${tagged.slice(1)};`
        : `l10n.t("${numbered}${string.slice(1)});`;
    });
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

  it("takes every text as a literal that can be found", () => {
    const missed = sources.flatMap(({ file, text }) => {
      const calls = [...text.matchAll(/(?<![\w.\\]|function )t\([^)]{0,40}|(?<![\w.`])say`.{0,40}/gu)];
      const found = new Set([...text.matchAll(literals)].map(({ index }) => index));
      return calls.filter(({ index }) => !found.has(index)).map(([call]) => `${file}: ${call}`);
    });
    expect(missed).toEqual([]);
  });
});
