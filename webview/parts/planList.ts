import type { DocumentRow, PlanPartRow } from "../../src/messages/plan.ts";
import { element, fill, setAttribute, spinner, type Child } from "../base/dom.ts";
import { failureNotice } from "../base/failureNotice.ts";
import { icon } from "../base/icons.ts";
import type { PlanActions } from "../base/planActions.ts";
import type { Store } from "../base/store.ts";
import { t } from "../base/wording.ts";
import type { PageState } from "../model/pageState.ts";
import { byPhase, documentsOf } from "../model/planState.ts";
import { planTasks } from "./planTasks.ts";

/** What was planned: documents, of which one can be opened beside the file, and tasks. */
export class PlanList {
  readonly root = element("div", { class: "plan", key: "plan", attrs: { tabindex: 0 } });
  readonly #said = element("div");
  readonly #list = element("div", {
    class: "documents",
    key: "documents",
    attrs: { role: "listbox", tabindex: 0, "aria-label": t("Documents of the plan") },
  });
  readonly #tasks = element("div");
  readonly #store: Store;
  readonly #actions: PlanActions;
  readonly #enter: () => void;

  /** `enter` puts the focus into the document that is open. */
  constructor(store: Store, actions: PlanActions, enter: () => void) {
    [this.#store, this.#actions, this.#enter] = [store, actions, enter];
    this.root.append(this.#said, this.#list, this.#tasks);
    this.#list.addEventListener("click", ({ target }) => {
      const at = target instanceof Element ? target.closest<HTMLElement>(".planDocument") : null;
      if (at !== null) actions.read(Number(at.dataset["document"]));
    });
    this.#list.addEventListener("keydown", (event) => this.#key(event));
    store.onDraw((state, before) => {
      if (state.plan !== before?.plan) this.#draw(state);
      if (state.plan !== before?.plan || state.reading?.id !== before.reading?.id) this.#mark(state);
    });
  }

  focus(): void {
    (this.#list.hidden ? this.root : this.#list).focus();
  }

  #key(event: KeyboardEvent): void {
    const documents = documentsOf(this.#store.state.plan);
    const at = documents.findIndex(({ id }) => id === this.#store.state.reading?.id);
    const last = documents.length - 1;
    const to = { ArrowDown: Math.min(last, at + 1), ArrowUp: Math.max(0, at - 1), Home: 0, End: last }[event.key];
    if (to !== undefined) this.#actions.read(documents[to]?.id);
    else if (event.key === "Escape" && at !== -1) this.#actions.read(undefined);
    else if (event.key === "Enter" && at !== -1) this.#enter();
    else return;
    event.preventDefault();
  }

  #draw({ plan }: PageState): void {
    const parts = plan.status === "ready" ? plan.plan.parts : [];
    fill(
      this.#said,
      plan.status === "loading" &&
        element("div", { class: "notice" }, spinner(t("The plan is looked up")), element("p", {}, t("Loading…"))),
      plan.status === "failed" && failureNotice(plan.failure, "plan again", () => this.#actions.again()),
      parts.slice(0, 1).map((own) => nothingYet(own, parts.length > 1)),
    );
    fill(
      this.#list,
      parts.flatMap((part) => groupsOf(part)),
    );
    const wasHidden = this.#list.hidden;
    this.#list.hidden = this.#list.childElementCount === 0;
    if (wasHidden && !this.#list.hidden && document.activeElement === this.root) this.#list.focus();
    fill(
      this.#tasks,
      parts.flatMap((part) => [documentsLeft(part), planTasks(part)]),
    );
  }

  #mark({ reading }: PageState): void {
    let selected: HTMLElement | undefined;
    for (const option of this.#list.querySelectorAll<HTMLElement>(".planDocument")) {
      const isOpen = reading !== undefined && option.dataset["document"] === String(reading.id);
      option.classList.toggle("selected", isOpen);
      setAttribute(option, "aria-selected", isOpen ? "true" : "false");
      if (isOpen) selected = option;
    }
    setAttribute(this.#list, "aria-activedescendant", selected?.id);
    selected?.scrollIntoView({ block: "nearest" });
  }
}

function documentsLeft({ documentsLeft: left }: PlanPartRow): Child {
  return left > 0 && element("p", { class: "left quiet" }, t("… and {0} more documents, not shown", left));
}

function nothingYet({ documents }: PlanPartRow, hasBaseline: boolean): Child {
  if (documents.some(({ phase }) => phase !== null)) return undefined;
  return element(
    "div",
    { class: "nothingYet" },
    element("p", {}, t("No phase has handed anything over yet.")),
    !hasBaseline &&
      element(
        "p",
        { class: "quiet" },
        t(
          "It appears here when a phase is left with its documents: “Enter Phase…” of the session, or “wfs phase IMPLEMENT --artifact plan=IMPL_PLAN.md”.",
        ),
      ),
  );
}

function groupsOf(part: PlanPartRow): readonly HTMLElement[] {
  return byPhase(part.documents).map(([phase, documents], at) => {
    const title = phase === null ? t("Other documents") : t("Handed over by {0}", phase);
    const baseline = part.isBaseline ? t("from the baseline {0}", part.session) : "";
    return element(
      "div",
      { attrs: { role: "group", "aria-label": [title, baseline].filter(Boolean).join(", ") } },
      baseline !== "" &&
        at === 0 &&
        element("p", { class: "from foreign", attrs: { "aria-hidden": "true" } }, t("Baseline {0}", part.session)),
      element("p", { class: "group foreign", attrs: { "aria-hidden": "true" } }, title),
      documents.map(optionOf),
    );
  });
}

function optionOf({ id, name, file, size }: DocumentRow): HTMLElement {
  const missing = size === null ? t("no file that can be shown") : "";
  const more = [file === name ? "" : file, missing].filter(Boolean);
  const made = element(
    "div",
    {
      class: `planDocument${size === null ? " missing" : ""}`,
      attrs: { id: `document-${id}`, role: "option", "aria-label": [name, ...more].join(", "), title: file },
    },
    icon(size === null ? "warning" : "file"),
    element(
      "span",
      { class: "names" },
      element("span", { class: "name" }, name),
      more.map((words) => element("span", { class: "where foreign" }, words)),
    ),
  );
  made.dataset["document"] = String(id);
  return made;
}
