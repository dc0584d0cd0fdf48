import { longestShownLine } from "../../../src/messages/review.ts";
import { element, textNodes } from "../../base/dom.ts";
import { graphemeEdges, nearestEdge } from "../../model/graphemes.ts";
import { piecesOf, type Mark, type Piece } from "../../model/pieces.ts";
import type { TextLine } from "../../model/textLines.ts";
import { button } from "../../base/toolkit.ts";
import { t } from "../../base/wording.ts";

export interface CodeLineProps {
  readonly line: TextLine;
  readonly marks: readonly Mark[];
  /** Draw the CR of a Windows line end. */
  readonly showReturn: boolean;
  /** What nobody sees in the line itself, said behind it. */
  readonly remarks: readonly string[];
  readonly whole: boolean;
  readonly key: string;
  readonly showWhole: () => void;
}

/** The text of one line: coloured, its changed words marked, hidden characters as boxes, its end shown where that matters. */
export function codeLine({ line, marks, showReturn, remarks, whole, key, showWhole }: CodeLineProps): HTMLElement {
  const cut = !whole && line.text.length > longestShownLine;
  const text = cut ? line.text.slice(0, nearestEdge(graphemeEdges(line.text), longestShownLine, -1)) : line.text;
  const code = element("code", { class: "text" });
  for (const piece of drawnPieces(piecesOf(text, marks))) code.append(piece);
  if (cut) {
    const rest = t("… show all {0} characters", line.text.length);
    code.append(button({ look: "secondary", class: "whole", key, press: showWhole }, rest));
  }
  if (showReturn && line.end === "\r\n") {
    code.append(
      element("span", { class: "hidden-character", attrs: { title: t("Carriage return: a Windows line end") } }, "␍"),
    );
  }
  for (const remark of remarks) code.append(element("span", { class: "line-end" }, remark));
  if (line.end === "") code.append(element("span", { class: "line-end" }, t("no newline at the end")));
  return code;
}

/** Pieces and boxes that are drawn of one line; what comes after them has no colours, so that a line of any length can be shown whole. */
const mostDrawn = 20_000;

function drawnPieces(pieces: readonly Piece[]): readonly Node[] {
  const nodes: Node[] = [];
  let left = mostDrawn;
  for (const [at, { text, names }] of pieces.entries()) {
    if (left <= 0) {
      const rest = pieces.slice(at).map((piece) => piece.text);
      nodes.push(element("span", {}, textNodes(rest.join(""), "\t", 0)));
      break;
    }
    const made = textNodes(text, "\t", left);
    left -= made.length;
    if (names.length === 0) for (const node of made) nodes.push(node);
    else nodes.push(element("span", { class: names.join(" ") }, made));
  }
  return nodes;
}

/** The number of a line (0-based) as a place to click at. */
export function lineNumber(line: number | null, side: "old" | "new"): HTMLElement {
  const made = element("span", { class: `number ${side}` }, line === null ? "" : String(line + 1));
  if (line !== null) {
    made.dataset["side"] = side;
    made.dataset["line"] = String(line + 1);
  }
  return made;
}
