import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { redact } from "../../../src/core/redaction/redact.ts";
import { secretRules } from "../../../src/core/redaction/rules.ts";
import { hardNegatives } from "../../support/hardNegatives.ts";
import { secretSamples } from "../../support/secretSamples.ts";
import { measure } from "../support/measure.ts";
import { atMost, type BenchRow } from "../support/row.ts";

/** Code and prose as people paste them, with a secret every few kilobytes. */
function pasted(kilobytes: number): string {
  const directory = join(import.meta.dirname, "..", "..", "..", "src", "core", "checkpoints");
  const code = readdirSync(directory)
    .filter((name) => name.endsWith(".ts"))
    .map((name) => readFileSync(join(directory, name), "utf8"));
  const secrets = secretSamples(7).map(({ text, secret }) => text ?? secret);
  const pieces: string[] = [];
  let length = 0;
  for (let index = 0; length < kilobytes * 1024; index += 1) {
    const lines = (code[index % code.length] ?? "").slice(0, 4000);
    const piece = `${lines}\n${hardNegatives[index % hardNegatives.length] ?? ""}\n${secrets[index % secrets.length] ?? ""}\n`;
    pieces.push(piece);
    length += piece.length;
  }
  return pieces.join("").slice(0, kilobytes * 1024);
}

/** Every character once. */
function walk(text: string): number {
  let sum = 0;
  for (let at = 0; at < text.length; at += 1) sum += text.charCodeAt(at);
  return sum;
}

/** As tools commonly do: each expression over the whole text, where one of its keywords stands anywhere in it. */
function oneByOne(text: string, expressions: readonly RegExp[]): string {
  const lower = text.toLowerCase();
  let clean = text;
  secretRules.forEach(({ keywords, name }, index) => {
    const expression = expressions[index];
    if (expression === undefined || !keywords.some((keyword) => lower.includes(keyword))) return;
    clean = clean.replace(expression, `[redacted:${name}]`);
  });
  return clean;
}

export const row: BenchRow = {
  id: "redaction",
  position: 95,
  title: "secrets taken out of a text",
  unit: "KB",
  sizes: [16, 1024],
  target: "≥ 5 MB/s",
  async run(context, size) {
    const text = pasted(size);
    const expressions = secretRules.map(({ pattern, anyCase }) => new RegExp(pattern, anyCase === true ? "gi" : "g"));
    const figures = await measure(
      { ours: () => redact(text), floor: () => void walk(text), peer: () => oneByOne(text, expressions) },
      { rounds: context.rounds(30), warmUp: 3 },
    );
    const perMegabyte = (figures.ours.median * 1024) / size;
    return {
      figures,
      checks: [
        atMost("a megabyte (200 ms: 5 MB/s)", perMegabyte, 200, "ms"),
        atMost("ours / peer", figures.ours.ratioTo(figures.peer), 1),
      ],
      notes: [
        `floor: every character once; peer: ${secretRules.length} expressions one after the other over the whole text.`,
      ],
    };
  },
};
