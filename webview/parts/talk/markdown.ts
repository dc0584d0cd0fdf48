import { element, textNodes, type Child } from "../../base/dom.ts";
import { markdownPlan, type Plan } from "../../model/markdownPlan.ts";
import { t } from "../../base/wording.ts";

/** A Markdown text of unknown origin as elements. */
export function markdown(text: string): HTMLElement {
  return element("div", { class: "markdown" }, markdownPlan(text).map(draw));
}

function all(children: readonly Plan[]): readonly Node[] {
  return children.map(draw);
}

function draw(plan: Plan): Node {
  switch (plan.kind) {
    case "text":
      return kept("span", "", plan.text);
    case "code":
      return kept("code", "", plan.text);
    case "codeBlock":
      // What stands behind the fence is read by agents: shown, however long.
      return element(
        "pre",
        {},
        plan.language === "" ? [] : [kept("span", "code-language", plan.language)],
        kept("code", "", plan.text),
      );
    case "break":
      return element("br");
    case "rule":
      return element("hr");
    case "heading":
      // The page's own headings are h1 and h2.
      return element(plan.level <= 1 ? "h3" : plan.level === 2 ? "h4" : "h5", {}, all(plan.children));
    case "paragraph":
      return element("p", {}, all(plan.children));
    case "quote":
      return element("blockquote", {}, all(plan.children));
    case "strong":
      return element("strong", {}, all(plan.children));
    case "emphasis":
      return element("em", {}, all(plan.children));
    case "deleted":
      return element("del", {}, all(plan.children));
    case "link":
      return withAddress(plan.address, "link", all(plan.children));
    case "image":
      return withAddress(plan.address, "image", [t("Picture:"), " ", ...all(plan.children)]);
    case "list":
      return list(plan);
    case "table":
      return table(plan);
  }
}

/** Line breaks and tabs are laid out by the style sheet, everything else that is hidden becomes a box. */
function kept(name: "span" | "code", className: string, text: string): HTMLElement {
  return element(name, className === "" ? {} : { class: className }, textNodes(text, "\n\t"));
}

function withAddress(address: string, kind: string, words: readonly Child[]): HTMLElement {
  const same = words.length === 1 && words[0] instanceof Node && words[0].textContent === address;
  return element(
    "span",
    { class: kind },
    element("span", { class: "words" }, words),
    !same && element("span", { class: "address" }, ` (${address})`),
  );
}

function list(plan: Extract<Plan, { readonly kind: "list" }>): HTMLElement {
  const items = plan.items.map(({ checked, children }) =>
    element(
      "li",
      checked === null ? {} : { class: "task" },
      checked !== null && (checked ? "☑ " : "☐ "),
      all(children),
    ),
  );
  return plan.ordered ? element("ol", { attrs: { start: plan.start } }, items) : element("ul", {}, items);
}

function table(plan: Extract<Plan, { readonly kind: "table" }>): HTMLElement {
  return element(
    "table",
    {},
    element("thead", {}, tableRow(plan.head, "th")),
    element(
      "tbody",
      {},
      plan.body.map((cells) => tableRow(cells, "td")),
    ),
  );
}

function tableRow(cells: readonly (readonly Plan[])[], name: "th" | "td"): HTMLElement {
  return element(
    "tr",
    {},
    cells.map((cell) => element(name, {}, all(cell))),
  );
}
