import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const files = ["src/host", "webview"].flatMap((room) =>
  readdirSync(room, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => join(room, file)),
);
const sources = ["src/extension.ts", ...files].map((file) => ({
  file,
  text: readFileSync(file, "utf8"),
}));

/** Every text that code gives to `t`, as it stands between the quotation marks. */
function messages(): readonly string[] {
  const found = sources.flatMap(({ text }) =>
    [...text.matchAll(/\bt\(\s*("(?:[^"\\]|\\.)*")/gu)].map(([, literal]) => JSON.parse(literal ?? '""') as string),
  );
  return [...new Set(found)].toSorted();
}

describe("localisation", () => {
  it("gives translators every text of the code (`npm run l10n` writes the bundle anew)", async () => {
    const bundle = Object.fromEntries(messages().map((message) => [message, message]));
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
