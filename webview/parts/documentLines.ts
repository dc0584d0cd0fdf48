import { element } from "../base/dom.ts";
import { VirtualRows } from "../base/virtualRows.ts";
import { textLines, type TextLine } from "../model/textLines.ts";
import { codeLine } from "./diff/codeLine.ts";

/** A text as it stands, of which only the lines in view are drawn; those that are long are cut until somebody asks. */
export class DocumentLines {
  readonly #rows: VirtualRows;
  readonly #whole = new Set<number>();
  #lines: readonly TextLine[] = [];

  constructor(scroller: HTMLElement, canvas: HTMLElement) {
    this.#rows = new VirtualRows({
      scroller,
      canvas,
      draw: (index) => this.#draw(index),
      estimate: () => 20,
      key: String,
    });
  }

  show(text: string): void {
    this.#whole.clear();
    this.#lines = textLines(text);
    this.#rows.reset(this.#lines.length);
  }

  #draw(index: number): HTMLElement {
    const line = codeLine({
      // How it ends is nobody's business here.
      line: { text: this.#lines[index]?.text ?? "", end: "\n" },
      marks: [],
      showReturn: false,
      remarks: [],
      whole: this.#whole.has(index),
      key: `whole ${index}`,
      showWhole: () => {
        this.#whole.add(index);
        this.#rows.refreshRow(index);
      },
    });
    return element("div", { class: "row" }, element("div", { class: "code" }, line));
  }
}
