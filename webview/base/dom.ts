import { visibleParts, visibleText } from "../../src/core/base/visibleText.ts";
import { t } from "./wording.ts";

/** What stands in an element; a list of any length is handed over as one, never spread into a call, which has room for some ten thousand only. */
export type Child = Node | string | null | undefined | false | readonly Child[];

export interface Props {
  readonly class?: string;
  /** Attributes; `undefined` and `false` leave one out. */
  readonly attrs?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** By which focus finds the element again after what is around it was drawn anew (focus.ts). */
  readonly key?: string;
  readonly on?: Readonly<Record<string, (event: Event) => void>>;
}

/** Hidden characters of one text that get a box of their own; those after them are drawn as words only, so that no text makes more nodes than this allows. */
const mostBoxes = 1000;

/**
 * Text of unknown origin as nodes: hidden characters become boxes, everything else is text. At most `2 * boxes + 2` nodes, however long the text is;
 * nothing is left out.
 *
 * @param keep control characters that the element itself lays out (`\n`, `\t`)
 */
export function textNodes(text: string, keep = "", boxes = mostBoxes): readonly Node[] {
  const pieces = keep === "" ? [text] : text.split(new RegExp(`([${keep}])`, "u"));
  const nodes: Node[] = [];
  let left = boxes;
  let plain: string[] = [];
  const flush = (): void => {
    if (plain.length > 0) nodes.push(document.createTextNode(plain.join("")));
    plain = [];
  };
  for (const piece of pieces) {
    const parts = piece !== "" && keep.includes(piece) ? [{ text: piece, hidden: false }] : visibleParts(piece);
    for (const part of parts) {
      if (part.hidden && left > 0) {
        left -= 1;
        flush();
        nodes.push(hiddenBox(part.text));
      } else plain.push(part.text);
    }
  }
  flush();
  return nodes;
}

function hiddenBox(text: string): Node {
  const box = document.createElement("span");
  box.className = "hidden-character";
  box.title = t("A character that would not be visible");
  box.textContent = text;
  return box;
}

/** Puts the children in place of what an element holds. Strings are text of unknown origin. */
export function fill(element: Element, ...children: readonly Child[]): void {
  const all = document.createDocumentFragment();
  const add = (child: Child): void => {
    if (child === null || child === undefined || child === false) return;
    if (typeof child === "string") for (const node of textNodes(child)) all.appendChild(node);
    else if (child instanceof Node) all.appendChild(child);
    else for (const one of child) add(one);
  };
  add(children);
  element.replaceChildren(all);
}

export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  props: Props = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  setProps(made, props);
  fill(made, children);
  return made;
}

export function setProps(made: HTMLElement, props: Props): void {
  if (props.class !== undefined) made.className = props.class;
  for (const [name, value] of Object.entries(props.attrs ?? {})) setAttribute(made, name, value);
  if (props.key !== undefined) made.dataset["key"] = props.key;
  for (const [type, listener] of Object.entries(props.on ?? {})) made.addEventListener(type, listener);
}

/** Attributes people see or hear; all others are compared, so they keep every character. */
const seen: ReadonlySet<string> = new Set(["title", "alt", "placeholder", "aria-label", "aria-description"]);

export function setAttribute(made: Element, name: string, value: string | number | boolean | undefined): void {
  if (value === undefined || value === false) made.removeAttribute(name);
  else if (value === true) made.setAttribute(name, "");
  else made.setAttribute(name, seen.has(name) ? visibleText(String(value)) : String(value));
}

/** Said by screen readers, not drawn. */
export function spoken(text: string): HTMLElement {
  return element("span", { class: "spoken" }, text);
}

/** Something is in progress. */
export function spinner(label: string): HTMLElement {
  return element("span", { class: "spinner", attrs: { role: "progressbar", "aria-label": label } });
}
