import type { LineRange } from "../../model/pageState.ts";
import type { Side } from "../../model/textDiff.ts";

interface Choosing {
  readonly side: Side;
  /** Where it began; lines people see. */
  readonly from: number;
  readonly to: number;
}

/** Lines chosen in the gutter: a click on a number, a drag over several, or a click with Shift. */
export class LineChoice {
  #choosing: Choosing | undefined;
  #dragging = false;
  readonly #told: { readonly changed: () => void; readonly chosen: (lines: LineRange) => void };

  /** @param told `changed` while the choice grows, `chosen` when the button is let go */
  constructor(root: HTMLElement, told: { readonly changed: () => void; readonly chosen: (lines: LineRange) => void }) {
    this.#told = told;
    root.addEventListener("mousedown", (event) => {
      const at = numberAt(event);
      if (at === undefined || event.button !== 0) return;
      event.preventDefault();
      root.focus();
      this.#dragging = true;
      const extended = event.shiftKey && this.#choosing?.side === at.side;
      this.#set({ side: at.side, from: extended ? (this.#choosing?.from ?? at.line) : at.line, to: at.line });
    });
    root.addEventListener("mouseover", (event) => {
      const at = this.#dragging ? numberAt(event) : undefined;
      if (at !== undefined && at.side === this.#choosing?.side) this.#set({ ...this.#choosing, to: at.line });
    });
    window.addEventListener("mouseup", () => {
      if (!this.#dragging) return;
      this.#dragging = false;
      if (this.lines !== undefined) this.#told.chosen(this.lines);
    });
  }

  get lines(): LineRange | undefined {
    if (this.#choosing === undefined) return undefined;
    const { side, from, to } = this.#choosing;
    return { side, start: Math.min(from, to), end: Math.max(from, to) };
  }

  holds(side: Side, line: number): boolean {
    const { lines } = this;
    return lines !== undefined && lines.side === side && line >= lines.start && line <= lines.end;
  }

  /** Extends from lines chosen before (or the cursor's line) to `line`. */
  extend(before: LineRange, line: number): void {
    this.#choosing = { side: before.side, from: this.#choosing?.from ?? before.start, to: line };
  }

  clear(): void {
    this.#choosing = undefined;
  }

  #set(choosing: Choosing): void {
    this.#choosing = choosing;
    this.#told.changed();
  }
}

function numberAt(event: Event): { readonly side: Side; readonly line: number } | undefined {
  const at = event.target instanceof Element ? event.target.closest<HTMLElement>(".number[data-line]") : null;
  if (at === null) return undefined;
  return { side: at.dataset["side"] === "old" ? "old" : "new", line: Number(at.dataset["line"]) };
}
