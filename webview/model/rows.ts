import type { Block } from "./blocks.ts";
import type { Side, TextDiff } from "./textDiff.ts";

export type Layout = "unified" | "split";

/** One row of a diff. Lines are 0-based numbers of their side; `null`: nothing on that side. */
export type Row =
  /** Unified: an equal line has both numbers, a removed one only `old`, an added one only `new`. */
  | { readonly kind: "line"; readonly old: number | null; readonly new: number | null; readonly block: Block }
  /** Side by side. */
  | { readonly kind: "pair"; readonly old: number | null; readonly new: number | null; readonly block: Block }
  /** Equal lines that are folded away. */
  | { readonly kind: "gap"; readonly old: number; readonly new: number; readonly count: number }
  | { readonly kind: "thread"; readonly id: string }
  | { readonly kind: "composer" };

/** Lines of the old side that were opened by hand, first and one after last. */
export interface Opened {
  readonly start: number;
  readonly end: number;
}

export interface RowWishes {
  readonly layout: Layout;
  readonly opened: readonly Opened[];
  /** Threads by the line they stand below (0-based). */
  readonly threads: readonly { readonly id: string; readonly side: Side; readonly line: number }[];
  /** Where a comment is being written. */
  readonly composer: { readonly side: Side; readonly line: number } | undefined;
}

/** Equal lines shown around a change. */
const contextLines = 3;
/** Folding fewer lines than this away saves nothing. */
const smallestGap = 4;

/** The rows of a diff in order. Every line of both sides is in exactly one row or inside one gap. */
export function rowsOf(diff: TextDiff, wishes: RowWishes): readonly Row[] {
  const below = attachments(wishes);
  const lines = diff.blocks.flatMap((block, index) =>
    block.kind === "equal"
      ? equalRows(block, index === 0, index === diff.blocks.length - 1, wishes, below)
      : changedRows(diff, block, wishes.layout),
  );
  if (below.old.size === 0 && below.new.size === 0) return lines;
  return lines.flatMap((row) => {
    if (row.kind !== "line" && row.kind !== "pair") return [row];
    const old = row.old === null ? undefined : below.old.get(row.old);
    const fresh = row.new === null ? undefined : below.new.get(row.new);
    return [row, ...(old ?? []), ...(fresh ?? [])];
  });
}

type Attachments = Readonly<Record<Side, ReadonlyMap<number, readonly Row[]>>>;

function attachments({ threads, composer }: RowWishes): Attachments {
  const below = { old: new Map<number, Row[]>(), new: new Map<number, Row[]>() };
  const add = (side: Side, line: number, row: Row): void => {
    below[side].set(line, [...(below[side].get(line) ?? []), row]);
  };
  for (const { id, side, line } of threads) add(side, line, { kind: "thread", id });
  if (composer !== undefined) add(composer.side, composer.line, { kind: "composer" });
  return below;
}

function changedRows(diff: TextDiff, block: Block, layout: Layout): readonly Row[] {
  const rows: Row[] = [];
  const kind = layout === "split" ? "pair" : "line";
  const push = (old: number | null, fresh: number | null): void => {
    rows.push({
      kind,
      old: old === null ? null : block.oldStart + old,
      new: fresh === null ? null : block.newStart + fresh,
      block,
    });
  };
  if (layout === "unified") {
    for (let at = 0; at < block.oldCount; at += 1) push(at, null);
    for (let at = 0; at < block.newCount; at += 1) push(null, at);
    return rows;
  }
  let [old, fresh] = [0, 0];
  for (const [toOld, toNew] of [...diff.pairs(block), [block.oldCount, block.newCount] as const]) {
    while (old < toOld || fresh < toNew) {
      push(old < toOld ? old : null, fresh < toNew ? fresh : null);
      old = Math.min(old + 1, toOld);
      fresh = Math.min(fresh + 1, toNew);
    }
    if (toOld < block.oldCount && toNew < block.newCount) {
      push(old, fresh);
      old += 1;
      fresh += 1;
    }
  }
  return rows;
}

function equalRows(block: Block, first: boolean, last: boolean, wishes: RowWishes, below: Attachments): readonly Row[] {
  const shown = new Uint8Array(block.oldCount);
  const show = (start: number, end: number): void => {
    shown.fill(1, Math.max(0, start), Math.max(0, Math.min(end, block.oldCount)));
  };
  if (!first) show(0, contextLines);
  if (!last) show(block.oldCount - contextLines, block.oldCount);
  for (const { start, end } of wishes.opened) show(start - block.oldStart, end - block.oldStart);
  for (const line of below.old.keys()) show(line - block.oldStart - contextLines, line - block.oldStart + 1);
  for (const line of below.new.keys()) show(line - block.newStart - contextLines, line - block.newStart + 1);
  const rows: Row[] = [];
  const kind = wishes.layout === "split" ? "pair" : "line";
  for (let at = 0; at < block.oldCount;) {
    let end = at;
    while (end < block.oldCount && shown[end] === 0) end += 1;
    if (end - at >= smallestGap) {
      rows.push({ kind: "gap", old: block.oldStart + at, new: block.newStart + at, count: end - at });
      at = end;
      continue;
    }
    end = Math.max(end, at + 1);
    for (; at < end; at += 1) rows.push({ kind, old: block.oldStart + at, new: block.newStart + at, block });
  }
  return rows;
}

/** Where each change begins, as indexes into the rows; threads inside a change do not begin it again. */
export function changeStarts(rows: readonly Row[]): readonly number[] {
  let last: Block | undefined;
  return rows.flatMap((row, index) => {
    if ((row.kind !== "line" && row.kind !== "pair") || row.block.kind !== "changed" || row.block === last) return [];
    last = row.block;
    return [index];
  });
}
