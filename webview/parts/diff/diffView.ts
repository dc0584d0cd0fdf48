import { longestShownLine } from "../../../src/messages/review.ts";
import { element, setAttribute } from "../../base/dom.ts";
import { keepFocus } from "../../base/focus.ts";
import { changeStarts, rowsOf, type Row } from "../../model/rows.ts";
import type { Mark } from "../../model/pieces.ts";
import type { LineRange, PageState } from "../../model/pageState.ts";
import type { Side, TextDiff } from "../../model/textDiff.ts";
import type { PageActions } from "../../base/pageActions.ts";
import { VirtualRows } from "../../base/virtualRows.ts";
import { t } from "../../base/wording.ts";
import { drawGap, drawLine, type RowContext } from "./diffRows.ts";
import { LineChoice } from "./lineChoice.ts";

export interface DiffViewParts {
  readonly thread: (id: string) => HTMLElement;
  readonly composer: () => HTMLElement;
}

type Colours = Readonly<Record<Side, readonly (readonly Mark[])[]>>;

/** One text file: rows of both layouts, folds, threads below their lines, and a place to comment on. */
export class DiffView {
  readonly root: HTMLElement;
  readonly #canvas = element("div", { class: "canvas", attrs: { role: "rowgroup" } });
  readonly #rows: VirtualRows;
  readonly #parts: DiffViewParts;
  readonly #choice: LineChoice;
  readonly #around: Omit<RowContext, "diff">;
  #diff: TextDiff | undefined;
  #list: readonly Row[] = [];
  /** Where threads and the field for a new comment are in the list, and where changes begin. */
  #talk: readonly number[] = [];
  #starts: readonly number[] = [];
  readonly #whole = new Set<string>();
  #allWhole = false;
  #colours: Colours | undefined;
  #cursor = -1;

  constructor(actions: PageActions, parts: DiffViewParts, state: () => PageState) {
    this.#parts = parts;
    this.root = element(
      "div",
      {
        class: "diff",
        key: "diff",
        attrs: { role: "grid", tabindex: 0, "aria-readonly": "true", "aria-multiselectable": "true" },
      },
      this.#canvas,
    );
    this.#choice = new LineChoice(this.root, {
      changed: () => this.#rows.refresh(),
      chosen: (lines) => {
        const { selected, snapshot } = state();
        if (snapshot?.can.annotate === true) actions.compose({ file: selected, lines });
      },
    });
    this.#around = {
      colours: (side, line) => this.#colours?.[side][line] ?? [],
      whole: (line) => this.#allWhole || this.#whole.has(line),
      showWhole: (line) => {
        this.#whole.add(line);
        keepFocus(this.root, () => this.#rows.refresh());
      },
      selected: (side, line) => this.#choice.holds(side, line + 1),
      unfold: (start, end) => actions.unfold(start, end),
    };
    this.#rows = new VirtualRows({
      scroller: this.root,
      canvas: this.#canvas,
      draw: (index) => this.#draw(index),
      estimate: (index) => this.#estimate(index),
      key: (index) => keyOf(this.#list[index]),
      pinned: () => this.#talk.filter((index) => this.#isWrittenIn(this.#list[index])),
    });
    this.root.addEventListener("keydown", (event) => {
      const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (move === undefined || event.target !== this.root) return;
      event.preventDefault();
      this.#moveCursor(this.#cursor + move, event.shiftKey);
    });
  }

  /** Shows a file's text; the same file again keeps its place. */
  show(diff: TextDiff, state: PageState): void {
    const same = diff === this.#diff;
    if (!same) {
      this.#whole.clear();
      this.#colours = undefined;
      this.#cursor = -1;
      this.#choice.clear();
    }
    this.#allWhole = state.shown.status === "ready" && state.shown.whole;
    const top = same ? this.#rows.top() : undefined;
    const topRow = top === undefined ? undefined : this.#list[top.index];
    const cursorKey = keyOf(this.#list[this.#cursor]);
    this.#diff = diff;
    this.#list = [...aboutTheFile(state, diff), ...rowsOf(diff, wishes(state, diff))];
    this.#talk = this.#list.flatMap(({ kind }, index) => (kind === "thread" || kind === "composer" ? [index] : []));
    this.#starts = changeStarts(this.#list);
    const find = (key: string): number => this.#list.findIndex((row) => keyOf(row) === key);
    this.#cursor = this.#cursor === -1 ? -1 : find(cursorKey);
    const again = topRow === undefined ? -1 : nearest(this.#list, topRow);
    setAttribute(this.root, "aria-rowcount", this.#list.length);
    setAttribute(this.root, "aria-label", t("Changes of {0}", state.selected ?? ""));
    keepFocus(this.root, () => {
      this.#rows.reset(
        this.#list.length,
        again === -1 || top === undefined ? undefined : { index: again, offset: top.offset },
      );
    });
    if (!same) this.root.scrollTop = 0;
    this.#activate();
  }

  /** Shows nothing. */
  clear(): void {
    if (this.#diff === undefined) return;
    this.#diff = undefined;
    [this.#list, this.#talk, this.#starts] = [[], [], []];
    this.#cursor = -1;
    this.#choice.clear();
    this.#rows.reset(0);
    this.#activate();
  }

  /** Syntax colours, once they are known. */
  colour(diff: TextDiff, colours: Colours): void {
    if (diff !== this.#diff) return;
    this.#colours = colours;
    keepFocus(this.root, () => this.#rows.refresh());
  }

  /** Moves to the next (1) or previous (-1) change; `false`: there is none. */
  nextChange(step: 1 | -1): boolean {
    const next =
      step === 1
        ? this.#starts.find((start) => start > this.#cursor)
        : this.#starts.findLast((start) => start < this.#cursor);
    if (next === undefined) return false;
    this.#moveCursor(next, false, "center");
    return true;
  }

  /** The chosen lines, or the line the cursor is on. */
  place(): LineRange | undefined {
    const chosen = this.#choice.lines;
    if (chosen !== undefined) return chosen;
    const row = this.#list[this.#cursor];
    if (row?.kind !== "line" && row?.kind !== "pair") return undefined;
    if (row.new !== null) return { side: "new", start: row.new + 1, end: row.new + 1 };
    return row.old === null ? undefined : { side: "old", start: row.old + 1, end: row.old + 1 };
  }

  clearChoice(): void {
    this.#choice.clear();
    this.#rows.refresh();
  }

  /** Brings a line (1-based) into view; it must not be folded away. */
  reveal(lines: LineRange): void {
    const at = this.#list.findIndex(
      (row) => (row.kind === "line" || row.kind === "pair") && row[lines.side] === lines.end - 1,
    );
    if (at !== -1) this.#moveCursor(at, false, "center");
  }

  revealComposer(): void {
    this.#rows.reveal(this.#list.findIndex(({ kind }) => kind === "composer"));
  }

  #moveCursor(to: number, extend: boolean, align: "auto" | "center" = "auto"): void {
    if (this.#list.length === 0) return;
    const before = this.place();
    this.#cursor = Math.max(0, Math.min(this.#list.length - 1, to));
    const row = this.#list[this.#cursor];
    if (extend && before !== undefined && (row?.kind === "line" || row?.kind === "pair")) {
      const line = row[before.side];
      if (line !== null) this.#choice.extend(before, line + 1);
    } else if (!extend) this.#choice.clear();
    this.#rows.reveal(this.#cursor, align);
    this.#rows.refresh();
    this.#activate();
  }

  #activate(): void {
    setAttribute(this.root, "aria-activedescendant", this.#cursor === -1 ? undefined : `row-${this.#cursor}`);
  }

  #draw(index: number): HTMLElement {
    const row = this.#list[index];
    const made = this.#drawRow(row);
    made.id = `row-${index}`;
    setAttribute(made, "aria-rowindex", index + 1);
    if (index === this.#cursor) made.classList.add("cursor");
    return made;
  }

  #drawRow(row: Row | undefined): HTMLElement {
    if (row === undefined || this.#diff === undefined) return element("div", { class: "row" });
    const around = { ...this.#around, diff: this.#diff };
    switch (row.kind) {
      case "line":
      case "pair":
        return drawLine(row, around);
      case "gap":
        return drawGap(row, around);
      case "thread":
        return wide(this.#parts.thread(row.id));
      case "composer":
        return wide(this.#parts.composer());
    }
  }

  #estimate(index: number): number {
    const row = this.#list[index];
    const height = 20;
    if (row?.kind === "thread") return 90;
    if (row?.kind === "composer") return 150;
    if (row?.kind === "gap" || row === undefined || this.#diff === undefined) return 26;
    const columns = Math.max(20, (this.root.clientWidth / (row.kind === "pair" ? 2 : 1) - 110) / 7.8);
    const length = (side: "old" | "new"): number => {
      const line = row[side];
      return Math.min(longestShownLine + 40, line === null ? 0 : (this.#diff?.[side][line]?.text.length ?? 0));
    };
    return height * Math.max(1, Math.ceil(Math.max(length("old"), length("new")) / columns));
  }

  #isWrittenIn(row: Row | undefined): boolean {
    if (row?.kind === "composer") return true;
    const active = document.activeElement?.closest<HTMLElement>("[data-thread]");
    return row?.kind === "thread" && active?.dataset["thread"] === row.id;
  }
}

function wide(content: HTMLElement): HTMLElement {
  return element(
    "div",
    { class: "row wide", attrs: { role: "row" } },
    element("div", { attrs: { role: "gridcell" } }, content),
  );
}

function keyOf(row: Row | undefined): string {
  if (row === undefined) return "";
  if (row.kind === "line" || row.kind === "pair") return `${row.kind} ${row.old} ${row.new}`;
  if (row.kind === "gap") return `gap ${row.old} ${row.count}`;
  return row.kind === "thread" ? `thread ${row.id}` : row.kind;
}

/** The same row in another list, or the row that shows the same line now. */
function nearest(list: readonly Row[], row: Row): number {
  const same = list.findIndex((each) => keyOf(each) === keyOf(row));
  if (same !== -1 || row.kind === "thread" || row.kind === "composer") return same;
  const covers = (each: Row, side: Side): boolean => {
    const line = row[side];
    if (line === null || each.kind === "thread" || each.kind === "composer") return false;
    const start = each[side];
    return start !== null && (each.kind === "gap" ? line >= start && line < start + each.count : line === start);
  };
  return list.findIndex((each) => covers(each, "new") || covers(each, "old"));
}

/** Threads about the file as a whole, or about lines that are gone, come first. */
function aboutTheFile(state: PageState, diff: TextDiff): readonly Row[] {
  const threads = threadsOf(state).filter((thread) => !hasLine(thread, diff));
  const { composer } = state;
  const writing = composer !== undefined && composer.file === state.selected && composer.lines === null;
  return [
    ...threads.map(({ id }): Row => ({ kind: "thread", id })),
    ...(writing ? [{ kind: "composer" } as const] : []),
  ];
}

type ThreadRow = NonNullable<PageState["snapshot"]>["threads"][number];

function threadsOf({ snapshot, selected }: PageState): readonly ThreadRow[] {
  return selected === null ? [] : (snapshot?.threads.filter(({ file }) => file === selected) ?? []);
}

function hasLine({ outdated, side, end }: ThreadRow, diff: TextDiff): boolean {
  return !outdated && side !== null && end !== null && end <= diff[side].length;
}

function wishes(state: PageState, diff: TextDiff): Parameters<typeof rowsOf>[1] {
  const { composer } = state;
  const writing = composer !== undefined && composer.file === state.selected && composer.lines !== null;
  return {
    layout: state.layout,
    opened: state.opened,
    threads: threadsOf(state)
      .filter((thread) => hasLine(thread, diff))
      .map(({ id, side, end }) => ({ id, side: side ?? "new", line: (end ?? 1) - 1 })),
    composer: writing ? { side: composer.lines.side, line: composer.lines.end - 1 } : undefined,
  };
}
