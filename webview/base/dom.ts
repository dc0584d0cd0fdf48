import { visibleParts, visibleText } from "../../src/core/base/visibleText.ts";
import { t } from "./wording.ts";

export type Child = Node | string | null | undefined | false;

export interface Props {
  readonly class?: string;
  /** Attributes; `undefined` and `false` leave one out. */
  readonly attrs?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** By which focus finds the element again after what is around it was drawn anew (focus.ts). */
  readonly key?: string;
  readonly on?: Readonly<Record<string, (event: Event) => void>>;
}

/**
 * Text of unknown origin as nodes: hidden characters become boxes, everything else is a text node.
 *
 * @param keep control characters that the element itself lays out (`\n`, `\t`)
 */
export function textNodes(text: string, keep = ""): readonly Node[] {
  const pieces = keep === "" ? [text] : text.split(new RegExp(`([${keep}])`, "u"));
  return pieces.flatMap((piece): readonly Node[] => {
    if (piece !== "" && keep.includes(piece)) return [document.createTextNode(piece)];
    return visibleParts(piece).map((part) => {
      if (!part.hidden) return document.createTextNode(part.text);
      const box = document.createElement("span");
      box.className = "hidden-character";
      box.title = t("A character that would not be visible");
      box.textContent = part.text;
      return box;
    });
  });
}

/** Puts the children in place of what an element holds. Strings are text of unknown origin. */
export function fill(element: Element, ...children: readonly Child[]): void {
  element.replaceChildren(
    ...children.flatMap((child): readonly Node[] => {
      if (child === null || child === undefined || child === false) return [];
      return typeof child === "string" ? textNodes(child) : [child];
    }),
  );
}

export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  props: Props = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  setProps(made, props);
  fill(made, ...children);
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
