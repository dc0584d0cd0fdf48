import {
  unbrokenScore,
  codesOfSide,
  edge,
  fullScore,
  type Side,
  sideScore,
  strongScore,
  window,
} from "./neighbours.ts";
import type { TextLines } from "./textLines.ts";

/** Lines looked for, with those that stood before and after them. */
export interface Wanted {
  /** Where they were; an index, from 0. */
  readonly at: number;
  readonly lines: readonly string[];
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Places looked at, the nearest; there are more only of lines that say nothing, such as a bracket. */
const mostPlaces = 500;
const mostNeighbourPlaces = 32;

interface Search {
  readonly text: TextLines;
  readonly at: number;
  readonly size: number;
  /** Every place of the lines, ascending. */
  readonly places: readonly number[];
  readonly above: Side;
  readonly below: Side;
}

/**
 * The index of the first of the wanted lines; `undefined`: they are nowhere. Of several places the one whose neighbours agree most, then the
 * nearest. Lines that say something are believed without neighbours, unless these stand together elsewhere: then the lines were taken out there.
 */
export function findBlock(text: TextLines, { at, lines, before, after }: Wanted): number | undefined {
  const places = placesOf(text, lines, at);
  if (places.length === 0) return undefined;
  const above = codesOfSide(text, before.toReversed());
  const below = codesOfSide(text, after);
  const search: Search = { text, at, size: lines.length, places, above, below };
  const full = fullScore(above) + fullScore(below);
  const best = bestPlace(search, full);
  if (best.score === full || (best.index === at && best.score > 0)) return best.index;
  if (gapScore(search) > best.score) return undefined;
  return lines.some(saysSomething) || best.score >= strongScore ? best.index : undefined;
}

const saysSomething = (line: string): boolean => (line.match(/[\p{L}\p{N}]/gu)?.length ?? 0) >= 3;

function placesOf(text: TextLines, lines: readonly string[], at: number): readonly number[] {
  const codes = lines.map((line) => text.codeOf(line));
  if (codes.includes(-1)) return [];
  const counts = codes.map((code) => text.places(code).length);
  const rarest = counts.indexOf(Math.min(...counts));
  return text
    .nearest(codes[rarest] ?? -1, at + rarest, mostPlaces)
    .map((place) => place - rarest)
    .filter((first) => first >= 0 && codes.every((code, offset) => text.codes[first + offset] === code));
}

/** The nearest first; nothing is better than the first with the `full` score. */
function bestPlace(search: Search, full: number): { readonly index: number; readonly score: number } {
  const { places, at } = search;
  let best = { index: -1, score: -1 };
  for (const index of places.toSorted((a, b) => Math.abs(a - at) - Math.abs(b - at) || a - b)) {
    const score = placeScore(search, index);
    if (score > best.score) best = { index, score };
    if (score === full) break;
  }
  return best;
}

function placeScore({ text, size, above, below }: Search, index: number): number {
  return sideScore(text, above, index - 1, -1) + sideScore(text, below, index + size, 1);
}

/** How well the neighbours of both sides stand together somewhere without the lines between them; 0: nowhere. */
function gapScore(search: Search): number {
  const { text, at, size, above, below } = search;
  let best = 0;
  for (const [offset, { code, telling }] of above.entries()) {
    if (!telling && code !== edge) continue;
    const known = code === edge ? [-1] : text.nearest(code, at - 1 - offset, mostNeighbourPlaces);
    for (const place of known) {
      const start = place + 1 + offset;
      for (let end = start; end <= start + size + window; end++) best = Math.max(best, scoreOfGap(search, start, end));
    }
  }
  for (const [offset, { code, telling }] of below.entries()) {
    if (!telling && code !== edge) continue;
    const known = code === edge ? [text.length] : text.nearest(code, at + size + offset, mostNeighbourPlaces);
    for (const place of known) {
      const end = place - offset;
      for (let start = end; start >= end - size - window; start--)
        best = Math.max(best, scoreOfGap(search, start, end));
    }
  }
  return best;
}

/** @param start index of the first line after the neighbours above; @param end of the first of those below */
function scoreOfGap({ text, size, places, above, below }: Search, start: number, end: number): number {
  if (start < 0 || end > text.length) return 0;
  const up = unbrokenScore(text, above, start - 1, -1);
  if (up < Math.min(strongScore, fullScore(above))) return 0;
  const down = unbrokenScore(text, below, end, 1);
  if (down < Math.min(strongScore, fullScore(below))) return 0;
  return places.some((place) => place >= start && place + size <= end) ? 0 : up + down;
}
