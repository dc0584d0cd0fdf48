import type { Thread } from "../../../core/annotations/annotation.ts";
import type { SessionTexts } from "../../../core/annotations/sessionTexts.ts";
import type { SuggestionState } from "../../../core/annotations/suggestions/suggestionState.ts";
import type { SessionId } from "../../../core/sessions/model/sessionId.ts";

/** How suggestions stand to the head of a session's work. Each is looked up once for each head; without suggestions git is asked nothing. */
export class SuggestionStates {
  readonly #texts: () => Promise<Pick<SessionTexts, "commit" | "committed" | "renames">>;
  #known = new Map<string, SuggestionState>();
  #head = "";

  constructor(texts: () => Promise<Pick<SessionTexts, "commit" | "committed" | "renames">>) {
    this.#texts = texts;
  }

  /** By the ids of the threads that suggest something. */
  async of(session: SessionId, threads: readonly Thread[]): Promise<ReadonlyMap<string, SuggestionState>> {
    const suggesting = threads.filter(({ suggestion }) => suggestion !== undefined);
    if (suggesting.length === 0) return new Map();
    const texts = await this.#texts();
    const head = (await texts.commit(session)) ?? "";
    const { suggestionState } = await import("../../../core/annotations/suggestions/suggestionState.ts");
    const before = head === this.#head ? this.#known : new Map<string, SuggestionState>();
    const now = new Map<string, SuggestionState>();
    const states = new Map<string, SuggestionState>();
    for (const thread of suggesting) {
      // A draft may suggest something else by now.
      const key = `${thread.id}\n${thread.applied ?? ""}\n${thread.suggestion?.text ?? ""}`;
      const state = before.get(key) ?? (await suggestionState(texts, thread));
      if (state === undefined) continue;
      now.set(key, state);
      states.set(thread.id, state);
    }
    [this.#known, this.#head] = [now, head];
    return states;
  }
}
