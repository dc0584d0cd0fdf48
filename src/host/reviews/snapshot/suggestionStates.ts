import type { Thread } from "../../../core/annotations/annotation.ts";
import type { SessionTexts, WorkTip } from "../../../core/annotations/sessionTexts.ts";
import type { SuggestionState } from "../../../core/annotations/suggestions/suggestionState.ts";
import type { SessionId } from "../../../core/sessions/model/sessionId.ts";

/** The digest of what a thread suggests at the head of its session's work (core/annotations/suggestions/suggestionDigest.ts). */
export type DigestSuggestion = (thread: Thread, on: WorkTip) => Promise<string>;

/** How a suggestion stands, and the digest of what stands so. */
export interface ShownSuggestion {
  readonly state: SuggestionState;
  readonly digest: string;
}

interface StatesOptions {
  readonly texts: () => Promise<Pick<SessionTexts, "tip" | "committed" | "renames">>;
  readonly digest: DigestSuggestion;
}

/** How suggestions stand to the head of a session's work. Each is looked up once for each head; without suggestions git is asked nothing. */
export class SuggestionStates {
  readonly #options: StatesOptions;
  #known = new Map<string, SuggestionState>();

  constructor(options: StatesOptions) {
    this.#options = options;
  }

  /** By the ids of the threads that suggest something. */
  async of(session: SessionId, threads: readonly Thread[]): Promise<ReadonlyMap<string, ShownSuggestion>> {
    const suggesting = threads.filter(({ suggestion }) => suggestion !== undefined);
    if (suggesting.length === 0) return new Map();
    const texts = await this.#options.texts();
    const tip = await texts.tip(session);
    const { suggestionState } = await import("../../../core/annotations/suggestions/suggestionState.ts");
    const now = new Map<string, SuggestionState>();
    const states = new Map<string, ShownSuggestion>();
    for (const thread of suggesting) {
      const digest = await this.#options.digest(thread, tip);
      // The file of a comment may be another one by now, and the digest is of all that the state follows from.
      const key = `${digest}\n${thread.applied ?? ""}`;
      const state = this.#known.get(key) ?? (await suggestionState(texts, thread));
      if (state === undefined) continue;
      now.set(key, state);
      states.set(thread.id, { state, digest });
    }
    this.#known = now;
    return states;
  }
}
