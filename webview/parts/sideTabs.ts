import { element, fill, setAttribute } from "../base/dom.ts";
import type { PlanActions } from "../base/planActions.ts";
import type { Store } from "../base/store.ts";
import { number, t } from "../base/wording.ts";
import type { PageState } from "../model/pageState.ts";
import { documentsOf, type Tab } from "../model/planState.ts";

const tabs: readonly Tab[] = ["files", "plan"];

/** What stands beside the file: the list of files or the plan, one at a time, chosen by tabs. Arrows move between those and show what they come to. */
export function sideTabs(store: Store, actions: PlanActions, panels: Readonly<Record<Tab, HTMLElement>>): HTMLElement {
  const made = new Map(tabs.map((tab) => [tab, tabOf(tab, actions)] as const));
  const list = element("div", { class: "tabs", attrs: { role: "tablist", "aria-label": t("Files and plan") } }, [
    ...made.values(),
  ]);
  list.addEventListener("keydown", (event) => {
    const at = tabs.indexOf(store.state.tab);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1 + tabs.length, Home: 0, End: tabs.length - 1 }[event.key];
    const next = to === undefined ? undefined : tabs[to % tabs.length];
    if (next === undefined) return;
    event.preventDefault();
    actions.tab(next);
    store.flush();
    made.get(next)?.focus();
  });
  for (const tab of tabs) {
    const panel = panels[tab];
    panel.id = `panel-${tab}`;
    setAttribute(panel, "role", "tabpanel");
    setAttribute(panel, "aria-labelledby", `tab-${tab}`);
  }
  store.onDraw((state) => {
    for (const [tab, button] of made) {
      const isOn = state.tab === tab;
      setAttribute(button, "aria-selected", isOn ? "true" : "false");
      button.tabIndex = isOn ? 0 : -1;
      panels[tab].hidden = !isOn;
      const count = countOf(tab, state);
      const words = tab === "files" ? t("Files") : t("Plan");
      fill(button, words, count !== undefined && element("span", { class: "quiet" }, ` ${number(count)}`));
    }
  });
  return element(
    "nav",
    { class: "side", attrs: { "aria-label": t("Files and plan") } },
    list,
    panels.files,
    panels.plan,
  );
}

function tabOf(tab: Tab, actions: PlanActions): HTMLElement {
  return element("button", {
    class: "tab",
    key: `tab ${tab}`,
    attrs: { id: `tab-${tab}`, type: "button", role: "tab", "aria-controls": `panel-${tab}` },
    on: { click: () => actions.tab(tab) },
  });
}

/** Of the plan nothing is known before it was shown. */
function countOf(tab: Tab, state: PageState): number | undefined {
  if (tab === "files") return state.snapshot?.files.length || undefined;
  return state.plan.status === "ready" ? documentsOf(state.plan).length : undefined;
}
