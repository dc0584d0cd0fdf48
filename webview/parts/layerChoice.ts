import type { LayerName } from "../../src/messages/looking.ts";
import type { Snapshot } from "../../src/messages/review.ts";
import { element, fill } from "../base/dom.ts";
import { keepFocus } from "../base/focus.ts";
import type { PageActions } from "../base/pageActions.ts";
import type { Store } from "../base/store.ts";
import { number, t } from "../base/wording.ts";

type Layer = NonNullable<Snapshot["looking"]>["layers"][number];

/** Which layer's files are listed, of work that has two: one of two choices, which arrows move between. */
export function layerChoice(store: Store, actions: PageActions): HTMLElement {
  const root = element("div", { class: "layers", attrs: { role: "radiogroup", "aria-label": t("Committed or not") } });
  root.addEventListener("keydown", (event) => {
    if (!["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"].includes(event.key)) return;
    const looking = store.state.snapshot?.looking;
    const other = looking?.layers.find(({ name }) => name !== looking.shown);
    if (other === undefined) return;
    event.preventDefault();
    actions.layer(other.name);
    root.querySelector<HTMLElement>(`[data-layer="${other.name}"]`)?.focus();
  });
  store.onDraw(({ snapshot }, before) => {
    const looking = snapshot?.looking;
    root.hidden = looking === undefined || looking.layers.length < 2;
    if (looking === undefined || snapshot === before?.snapshot) return;
    keepFocus(root, () => {
      fill(
        root,
        looking.layers.map((layer) => choice(layer, layer.name === looking.shown, actions)),
      );
    });
  });
  return root;
}

function choice(layer: Layer, isShown: boolean, actions: PageActions): HTMLElement {
  const { name, says, files, added, removed } = layer;
  const made = element(
    "button",
    {
      class: "layer",
      key: `layer ${name}`,
      attrs: { type: "button", role: "radio", "aria-checked": isShown ? "true" : "false" },
      on: { click: () => actions.layer(name) },
    },
    element(
      "span",
      { class: "head" },
      element("span", { class: "name" }, layerWords(name), element("span", { class: "quiet" }, ` ${number(files)}`)),
      element(
        "span",
        { class: "lines" },
        added > 0 && element("span", { class: "added" }, `+${number(added)}`),
        removed > 0 && element("span", { class: "removed" }, `−${number(removed)}`),
      ),
    ),
    element("span", { class: "says foreign" }, says),
  );
  made.dataset["layer"] = name;
  made.tabIndex = isShown ? 0 : -1;
  return made;
}

function layerWords(name: LayerName): string {
  return name === "committed" ? t("Committed") : t("Uncommitted");
}
