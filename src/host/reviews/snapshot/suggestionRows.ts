import type { Thread } from "../../../core/annotations/annotation.ts";
import { suggestionLines } from "../../../core/annotations/suggestions/suggestionLines.ts";
import type { ThreadRow } from "../../../messages/review.ts";
import type { Translate } from "../../wording/translate.ts";
import type { ShownSuggestion } from "./suggestionStates.ts";

/** What is known of threads besides what is in them. */
export interface SuggestionFacts {
  /** Ids of those that are not sent yet. */
  readonly drafts: ReadonlySet<string>;
  readonly states: ReadonlyMap<string, ShownSuggestion>;
  /** Whether there is a branch of its own that a suggestion can be applied to. */
  readonly isFork: boolean;
}

/** The rows of these threads with what they suggest, and whether it can be applied now. */
export function withSuggestions(
  rows: readonly ThreadRow[],
  threads: readonly Thread[],
  { drafts, states, isFork }: SuggestionFacts,
  t: Translate,
): readonly ThreadRow[] {
  const byId = new Map(threads.map((thread) => [thread.id, thread]));
  return rows.map((row) => {
    const thread = byId.get(row.id);
    const draft = drafts.has(row.id);
    if (thread?.suggestion === undefined) return { ...row, draft };
    const coming = suggestionLines(thread).filter(({ sign }) => sign === "+");
    const { state, digest = "" } = states.get(row.id) ?? {};
    const applies = state?.applies === true && isFork && !draft && !row.resolved;
    const applied = thread.applied ?? null;
    return {
      ...row,
      draft,
      suggestion: {
        lines: coming.map(({ text }) => text),
        applies,
        digest: applies ? digest : "",
        why: state === undefined || state.applies || applied !== null ? null : (state.why?.in(t) ?? null),
        applied,
      },
    };
  });
}
