import type { Author } from "../annotations/annotation.ts";
import { applySuggestion, type AppliedSuggestion, type SuggestionServices, undoSuggestion } from "./applySuggestion.ts";

/** Suggested changes of one workspace, for the person alone: no door of agents can load this (house/walls.mjs). Every failure is a `WorkflowError`. */
export class Suggestions {
  readonly #services: SuggestionServices;

  constructor(services: SuggestionServices) {
    this.#services = services;
  }

  /** Makes a commit of a thread's suggestion on its fork's branch (applySuggestion.ts). */
  async apply(thread: string, author: Author, signal?: AbortSignal): Promise<AppliedSuggestion> {
    return await applySuggestion(this.#services, thread, author, signal);
  }

  /** Takes one back that was applied just now. */
  async undo(applied: AppliedSuggestion, author: Author, signal?: AbortSignal): Promise<void> {
    await undoSuggestion(this.#services, applied, author, signal);
  }
}
