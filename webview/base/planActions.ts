import type { Tab } from "../model/planState.ts";

/** Everything a click or a key can do with the plan. None of it touches what is granted. */
export interface PlanActions {
  /** Shows the files or the plan in the list, and asks for the plan when it is shown first. */
  tab(tab: Tab): void;
  /** Opens a document of the plan beside the file, or (`undefined`) closes the one that is open. */
  read(id: number | undefined): void;
  /** Asks again for what could not be had. */
  again(): void;
  /** Opens the document that is open here in an editor. */
  edit(): void;
}
