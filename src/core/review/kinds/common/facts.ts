import { say, type Text, type TextValue } from "../../../base/text.ts";
import type { ObjectId } from "../../../git/repository/objectId.ts";
import { shortObjectId } from "../../../git/repository/shortObjectId.ts";

/** One thing a request is about. */
export interface Fact {
  /** As its asker saw it: an object id, a digest; `null`: there was none. */
  readonly saw: string | null;
  /** One sentence for people, where it is `now` and not as the asker saw it. */
  readonly moved: (now: string | null) => Text;
}

/** What the facts of a request are now, by name. Left out: it was not looked at, because that takes long. */
export type CurrentFacts = Readonly<Partial<Record<string, string | null>>>;

/** One sentence for each fact that is not as the asker saw it; those that were not looked at are left out. */
export function movedFacts(facts: Readonly<Record<string, Fact>>, now: CurrentFacts): readonly Text[] {
  return Object.entries(facts).flatMap(([name, { saw, moved }]) => {
    const value = now[name];
    return value === undefined || value === saw ? [] : [moved(value)];
  });
}

/** `what`, a ref or HEAD, stood at a commit. */
export function refFact(what: TextValue, saw: ObjectId | null): Fact {
  return {
    saw,
    moved: (now) => {
      if (now === null) return say`${what} is gone.`;
      if (saw === null) return say`${what} exists again.`;
      return say`${what} has moved from ${shortObjectId(saw)} to ${shortObjectId(now)}.`;
    },
  };
}

/** The working tree of a session held a tree; `null`: there was no worktree. */
export function treeFact(session: string, saw: ObjectId | null): Fact {
  const what = say`The working tree of ${session}`;
  return {
    saw,
    moved: (now) => {
      if (now === null) return say`${what} is gone.`;
      return saw === null ? say`${what} has been opened.` : say`${what} holds other content than when it was asked.`;
    },
  };
}
