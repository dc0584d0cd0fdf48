import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from "@tanstack/virtual-core";

export interface VirtualRowsOptions {
  readonly scroller: HTMLElement;
  /** Gets the height of all rows; the rows are put into it. */
  readonly canvas: HTMLElement;
  /** Draws one row. Called when it comes into view, and again after `refresh`. */
  readonly draw: (index: number) => HTMLElement;
  readonly estimate: (index: number) => number;
  /** A name that stays with a row when others come and go. */
  readonly key: (index: number) => string;
  /** Rows kept even out of view, because somebody writes in them. */
  readonly pinned?: () => readonly number[];
}

interface Drawn {
  readonly element: HTMLElement;
  readonly index: number;
}

/** Rows of a long list: only those in view (and a few around) are elements, each measured as it is drawn. */
export class VirtualRows {
  readonly #options: VirtualRowsOptions;
  readonly #virtualizer: Virtualizer<HTMLElement, HTMLElement>;
  #drawn = new Map<string, Drawn>();
  readonly #unmount: () => void;
  #count = 0;

  constructor(options: VirtualRowsOptions) {
    this.#options = options;
    this.#virtualizer = new Virtualizer(this.#settings());
    this.#unmount = this.#virtualizer._didMount();
    this.#virtualizer._willUpdate();
  }

  get count(): number {
    return this.#count;
  }

  /** The rows in view. */
  get elements(): readonly HTMLElement[] {
    return [...this.#drawn.values()].map(({ element }) => element);
  }

  /** Shows another list (or the same one with rows more or less), keeping the row `anchor` where it is on the screen. */
  reset(count: number, anchor?: { readonly index: number; readonly offset: number }): void {
    this.#count = count;
    for (const { element } of this.#drawn.values()) element.remove();
    this.#drawn = new Map();
    this.#virtualizer.setOptions(this.#settings());
    // A list that was hidden until now is told its size only later; rows must be there at once, for the one that gets the focus.
    const { clientWidth: width, clientHeight: height } = this.#options.scroller;
    this.#virtualizer.scrollRect = { width, height };
    this.#virtualizer.measure();
    this.#virtualizer._willUpdate();
    if (anchor !== undefined) {
      const [start] = this.#virtualizer.getOffsetForIndex(anchor.index, "start") ?? [0];
      this.#virtualizer.scrollToOffset(start - anchor.offset);
    }
    this.#draw();
  }

  /** Draws the rows in view anew. */
  refresh(): void {
    for (const { element } of this.#drawn.values()) element.remove();
    this.#drawn = new Map();
    this.#draw();
  }

  /** Draws one row anew, if it is in view. */
  refreshRow(index: number): void {
    const key = this.#options.key(index);
    this.#drawn.get(key)?.element.remove();
    this.#drawn.delete(key);
    this.#draw();
  }

  /** The first row in view and how far it is below the top edge (negative: partly above it). */
  top(): { readonly index: number; readonly offset: number } | undefined {
    const offset = this.#virtualizer.scrollOffset ?? 0;
    const item = this.#virtualizer.getVirtualItems().find(({ end }) => end > offset);
    return item === undefined ? undefined : { index: item.index, offset: item.start - offset };
  }

  reveal(index: number, align: "auto" | "start" | "center" = "auto"): void {
    if (index < 0 || index >= this.#count) return;
    this.#virtualizer.scrollToIndex(index, { align });
    this.#draw();
  }

  dispose(): void {
    this.#unmount();
  }

  #settings() {
    return {
      count: this.#count,
      getScrollElement: () => this.#options.scroller,
      estimateSize: this.#options.estimate,
      getItemKey: (index: number) => (index < this.#count ? this.#options.key(index) : index),
      scrollToFn: elementScroll,
      observeElementRect,
      observeElementOffset,
      overscan: 12,
      rangeExtractor: (range: {
        readonly startIndex: number;
        readonly endIndex: number;
        readonly overscan: number;
      }) => {
        const first = Math.max(0, range.startIndex - range.overscan);
        const last = Math.min(this.#count - 1, range.endIndex + range.overscan);
        const indexes = new Set(Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at));
        for (const index of this.#options.pinned?.() ?? []) if (index >= 0 && index < this.#count) indexes.add(index);
        return [...indexes].toSorted((a, b) => a - b);
      },
      onChange: () => this.#draw(),
    };
  }

  #draw(): void {
    const { canvas } = this.#options;
    const items = this.#virtualizer.getVirtualItems();
    const wanted = new Set(items.map(({ key }) => String(key)));
    for (const [key, { element }] of this.#drawn) {
      if (wanted.has(key)) continue;
      if (element.contains(document.activeElement)) this.#options.scroller.focus({ preventScroll: true });
      element.remove();
      this.#drawn.delete(key);
    }
    const fresh: HTMLElement[] = [];
    let previous: HTMLElement | undefined;
    for (const { key, index, start } of items) {
      const name = String(key);
      let drawn = this.#drawn.get(name);
      if (drawn === undefined || drawn.index !== index) {
        drawn?.element.remove();
        drawn = { element: this.#options.draw(index), index };
        drawn.element.dataset["index"] = String(index);
        this.#drawn.set(name, drawn);
        fresh.push(drawn.element);
      }
      // Screen readers read in the order of the elements.
      const after: ChildNode | null = previous === undefined ? canvas.firstChild : previous.nextSibling;
      if (after !== drawn.element) canvas.insertBefore(drawn.element, after);
      drawn.element.style.transform = `translateY(${start}px)`;
      previous = drawn.element;
    }
    for (const element of fresh) this.#virtualizer.measureElement(element);
    this.#virtualizer.measureElement(null);
    canvas.style.height = `${this.#virtualizer.getTotalSize()}px`;
  }
}
