import type { Plan } from "../src/messages/plan.ts";
import type { HostLink } from "./base/hostLink.ts";
import type { PlanActions } from "./base/planActions.ts";
import type { Store } from "./base/store.ts";
import { t } from "./base/wording.ts";
import { failureOf } from "./failureOf.ts";
import { documentsOf, type PlanShown, type Reading, type Tab } from "./model/planState.ts";

/** Seconds until a question counts as not answered. */
const limit = 30;

/** What was planned, asked for when somebody wants to see it. */
export class PlanController implements PlanActions {
  readonly #store: Store;
  readonly #link: HostLink;

  constructor(store: Store, link: HostLink) {
    this.#store = store;
    this.#link = link;
  }

  /** Goes on where the reader was before a reload. */
  restored(): void {
    const { tab, reading } = this.#store.state;
    if (tab === "plan" || reading !== undefined) this.#ask();
  }

  /** The extension said what was planned, asked or because it has changed. */
  told(plan: Plan): void {
    this.#showPlan({ status: "ready", plan });
    const { reading } = this.#store.state;
    if (reading === undefined) return;
    const row = documentsOf(this.#store.state.plan).find(({ id }) => id === reading.id);
    // After a reload of the window the numbers may be others.
    if (reading.version === undefined && row?.name !== reading.name) this.read(undefined);
    else if (reading.version !== row?.version)
      this.#load({ ...reading, file: row?.file ?? reading.file, version: row?.version ?? "" });
  }

  tab(tab: Tab): void {
    this.#store.update((state) => (state.tab === tab ? state : { ...state, tab }));
    if (tab === "plan") this.#ask();
  }

  read(id: number | undefined): void {
    const { reading } = this.#store.state;
    if (id === reading?.id) return;
    const row = documentsOf(this.#store.state.plan).find((each) => each.id === id);
    if (row === undefined) this.#store.update((state) => ({ ...state, reading: undefined }));
    else {
      const { name, file, version } = row;
      this.#load({ id: row.id, name, file, version, shown: { status: "loading" } });
    }
  }

  again(): void {
    const { plan, reading } = this.#store.state;
    if (plan.status === "failed") this.#ask();
    else if (reading !== undefined) this.#load({ ...reading, shown: { status: "loading" } });
  }

  edit(): void {
    const { reading } = this.#store.state;
    if (reading === undefined) return;
    this.#store.update((state) => ({ ...state, failure: undefined }));
    this.#link.ask({ type: "openDocument", document: reading.id }, limit).catch((error: unknown) => {
      this.#store.update((state) => ({ ...state, failure: failureOf(error) }));
    });
  }

  #ask(): void {
    const { status } = this.#store.state.plan;
    if (status === "loading" || status === "ready") return;
    this.#showPlan({ status: "loading" });
    this.#link.ask({ type: "plan" }, limit).then(
      () => {
        if (this.#store.state.plan.status !== "loading") return;
        const message = t("The answer of the extension could not be shown.");
        this.#showPlan({ status: "failed", failure: { message, hint: t("Close and open it again.") } });
      },
      (error: unknown) => this.#showPlan({ status: "failed", failure: failureOf(error) }),
    );
  }

  #showPlan(plan: PlanShown): void {
    this.#store.update((state) => ({ ...state, plan }));
  }

  /** What was shown of the same document stays until the answer is there. */
  #load(reading: Reading): void {
    this.#store.update((state) => ({ ...state, reading }));
    this.#link.ask({ type: "document", document: reading.id }, limit).then(
      (answer) => {
        if (answer.type === "document") this.#showDocument(reading, { status: "ready", content: answer.content });
      },
      (error: unknown) => this.#showDocument(reading, { status: "failed", failure: failureOf(error) }),
    );
  }

  /** An answer to a question that was asked again since is dropped. */
  #showDocument({ id, version }: Reading, shown: Reading["shown"]): void {
    this.#store.update((state) => {
      const { reading } = state;
      return reading?.id === id && reading.version === version ? { ...state, reading: { ...reading, shown } } : state;
    });
  }
}
