import type { Author, Thread } from "../annotations/annotation.ts";
import type { WorkTip } from "../annotations/sessionTexts.ts";
import { suggestionDigest } from "../annotations/suggestions/suggestionDigest.ts";
import { applySuggestion, type AppliedSuggestion, type SuggestionServices, undoSuggestion } from "./applySuggestion.ts";

/** Suggested changes of one workspace, for the person alone: no door of agents can load this (house/walls.mjs). Every failure is a `WorkflowError`. */
export class Suggestions {
  readonly #services: SuggestionServices;

  constructor(services: SuggestionServices) {
    this.#services = services;
  }

  /** What a person who is shown this thread on this branch agrees to by applying it. */
  digest(thread: Thread, on: WorkTip): string {
    return suggestionDigest(this.#services.cryptography, thread, on);
  }

  /** Makes a commit of a thread's suggestion on its fork's branch, if it is the one that was shown (applySuggestion.ts). */
  async apply(thread: string, shown: string, author: Author, signal?: AbortSignal): Promise<AppliedSuggestion> {
    return await applySuggestion(this.#services, thread, shown, author, signal);
  }

  /** Takes one back that was applied just now. */
  async undo(applied: AppliedSuggestion, author: Author, signal?: AbortSignal): Promise<void> {
    await undoSuggestion(this.#services, applied, author, signal);
  }
}
