import { element, spoken, type Child } from "../../base/dom.ts";
import { icon } from "../../base/icons.ts";
import { mixedMarks, type MixedMark } from "../../model/mixedMarks.ts";
import type { Mark } from "../../model/pieces.ts";
import type { Row } from "../../model/rows.ts";
import type { Side, TextDiff } from "../../model/textDiff.ts";
import { wordChanges, type Span } from "../../model/wordDiff.ts";
import { formChange } from "../../model/unicodeForm.ts";
import { formWords } from "../../base/stateWords.ts";
import { button } from "../../base/toolkit.ts";
import { scriptWords, t } from "../../base/wording.ts";
import { codeLine, lineNumber } from "./codeLine.ts";

/** What else a row is drawn from. */
export interface RowContext {
  readonly diff: TextDiff;
  /** Syntax colours of a line; none until they are known. */
  readonly colours: (side: Side, line: number) => readonly Mark[];
  /** Whether the whole length of the line was asked for. */
  readonly whole: (line: string) => boolean;
  readonly showWhole: (line: string) => void;
  readonly selected: (side: Side, line: number) => boolean;
  readonly unfold: (start: number, end: number) => void;
}

type LineRow = Extract<Row, { readonly kind: "line" | "pair" }>;

/** Lines opened at once above or below a fold. */
const step = 20;

export function drawLine(row: LineRow, around: RowContext): HTMLElement {
  const { diff } = around;
  const changed = row.block.kind === "changed";
  const words = changed ? wordMarks(row, diff) : undefined;
  const half = (side: Side, line: number | null): readonly Child[] => {
    const text = line === null ? undefined : diff[side][line];
    if (line === null || text === undefined)
      return [lineNumber(null, side), element("span", { class: "sign" }), element("span", { class: "code absent" })];
    const id = `${side} ${line}`;
    const look = `code${changed ? ` ${side}` : ""}${around.selected(side, line) ? " chosen" : ""}`;
    const mixed = mixedMarks(text.text, diff.mixed);
    const content = codeLine({
      line: text,
      marks: [...around.colours(side, line), ...(words?.[side] ?? []), ...mixed],
      remarks: [
        ...(words?.form === undefined || side === "old" ? [] : [formWords(words.form)]),
        ...mixedWords(mixed, text.text),
      ],
      showReturn: !diff.windowsEnds,
      whole: around.whole(id),
      key: `whole ${id}`,
      showWhole: () => around.showWhole(id),
    });
    const sign = changed ? (side === "old" ? "−" : "+") : "";
    return [
      lineNumber(line, side),
      element("span", { class: `sign${changed ? ` ${side}` : ""}`, attrs: { "aria-hidden": "true" } }, sign),
      element(
        "span",
        { class: look, attrs: { role: "gridcell" } },
        changed && spoken(side === "old" ? t("removed") : t("added")),
        content,
      ),
    ];
  };
  const attrs = { role: "row" };
  if (row.kind === "pair")
    return element("div", { class: "row pair", attrs }, half("old", row.old), half("new", row.new));
  if (row.old !== null && row.new !== null) {
    const [, ...rest] = half("new", row.new);
    return element("div", { class: "row line", attrs }, lineNumber(row.old, "old"), lineNumber(row.new, "new"), rest);
  }
  const side = row.old === null ? "new" : "old";
  const [own, ...rest] = half(side, row.old ?? row.new);
  const other = lineNumber(null, side === "old" ? "new" : "old");
  return element("div", { class: `row line ${side}`, attrs }, side === "old" ? [own, other] : [other, own], rest);
}

function named(name: string, spans: readonly Span[]): readonly Mark[] {
  return spans.map((span) => ({ ...span, name }));
}

/** `раypal: Latin, Cyrillic`, each identifier once. */
function mixedWords(mixed: readonly MixedMark[], line: string): readonly string[] {
  const names = new Map(mixed.map(({ start, end, scripts }) => [line.slice(start, end), scripts]));
  return [...names].map(([name, scripts]) => t("“{0}” mixes scripts: {1}", name, scriptWords(scripts)));
}

interface LineChanges extends Readonly<Record<Side, readonly Mark[]>> {
  readonly form: ReturnType<typeof formChange>;
}

/** The changed words of a line that has a counterpart, or that it has other words in nothing but their form. */
function wordMarks(row: LineRow, diff: TextDiff): LineChanges | undefined {
  const { block } = row;
  const oldLine = row.old ?? (row.new === null ? undefined : diff.partner(block, "new", row.new));
  const newLine = row.new ?? (row.old === null ? undefined : diff.partner(block, "old", row.old));
  if (oldLine === undefined || newLine === undefined || diff.partner(block, "old", oldLine) !== newLine)
    return undefined;
  const [old, fresh] = [diff.old[oldLine], diff.new[newLine]];
  if (old === undefined || fresh === undefined) return undefined;
  const changes = wordChanges(old.text, fresh.text);
  const form = formChange(old.text, fresh.text);
  return { old: named("word old", changes.old), new: named("word new", changes.fresh), form };
}

export function drawGap(row: Extract<Row, { readonly kind: "gap" }>, around: RowContext): HTMLElement {
  const end = row.old + row.count;
  const open = (label: string, words: string, from: number, to: number): HTMLElement =>
    button(
      {
        look: "secondary",
        class: "unfold",
        key: `unfold ${words} ${row.old}`,
        label,
        press: () => around.unfold(from, to),
      },
      words,
    );
  const many = row.count > step;
  return element(
    "div",
    { class: "row gap", attrs: { role: "row" } },
    element(
      "span",
      { class: "gapCell", attrs: { role: "gridcell" } },
      icon("fold"),
      element("span", {}, t("{0} equal lines", row.count)),
      many && row.old > 0 && open(t("Show {0} more lines above", step), `↓ ${step}`, row.old, row.old + step),
      open(t("Show all {0} equal lines", row.count), t("all"), row.old, end),
      many && end < around.diff.old.length && open(t("Show {0} more lines below", step), `↑ ${step}`, end - step, end),
    ),
  );
}
