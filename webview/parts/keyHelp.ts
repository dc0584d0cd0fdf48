import { element } from "../base/dom.ts";
import type { KeyCommand } from "../base/keys.ts";
import { button } from "../base/toolkit.ts";
import { t } from "../base/wording.ts";

/** The list of keys, over the page until it is closed. */
export class KeyHelp {
  readonly root: HTMLDialogElement;

  constructor(commands: readonly KeyCommand[]) {
    const title = element("h2", { attrs: { id: "keys-title" } }, t("Keyboard shortcuts"));
    const rows = commands.map(({ keys, label }) =>
      element(
        "tr",
        {},
        element(
          "th",
          { attrs: { scope: "row" } },
          keys.flatMap((key, index) => [index > 0 && " ", element("kbd", {}, key)]),
        ),
        element("td", {}, label),
      ),
    );
    const close = button({ look: "secondary", press: () => this.root.close() }, t("Close"));
    const note = element(
      "p",
      { class: "quiet" },
      t("Keys mean letters while you type. Control or Command with Enter sends what you wrote."),
    );
    this.root = element(
      "dialog",
      { class: "help", attrs: { "aria-labelledby": "keys-title" } },
      title,
      element("table", {}, element("tbody", {}, rows)),
      note,
      close,
    );
  }

  get open(): boolean {
    return this.root.open;
  }

  show(): void {
    if (!this.root.open) this.root.showModal();
  }
}
