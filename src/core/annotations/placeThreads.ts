import type { SessionId } from "../sessions/model/sessionId.ts";
import type { LineAnchor, Located, Thread } from "./annotation.ts";
import { locator } from "./anchors.ts";

/** The text of a file, and where the file is now. */
export interface FoundText {
  readonly file: string;
  readonly text: string;
}

/** A thread with where its lines are now; without `place` it is about no lines. */
export interface PlacedThread {
  readonly thread: Thread;
  /** Where its file is now, which differs after a rename; `undefined`: nowhere, or it is about no file. */
  readonly file?: string;
  readonly place?: Located;
}

/**
 * Looks for the files of threads, and for their lines in them as they are. `textOf` is asked once for each side of each file; `undefined`: there is
 * no such text, and the threads on it are outdated.
 */
export async function placeThreads(
  threads: readonly Thread[],
  textOf: (session: SessionId, file: string, side: LineAnchor["side"]) => Promise<FoundText | undefined>,
): Promise<readonly PlacedThread[]> {
  const finders = new Map<string, { readonly file?: string; readonly find: (anchor: LineAnchor) => Located }>();
  const placed: PlacedThread[] = [];
  for (const thread of threads) {
    const { session, file, anchor } = thread.subject;
    if (file === undefined) {
      placed.push({ thread });
      continue;
    }
    const side = anchor?.side ?? "new";
    const key = `${session} ${side} ${file}`;
    let finder = finders.get(key);
    if (finder === undefined) {
      const found = await textOf(session, file, side);
      finder = found === undefined ? { find: () => "outdated" } : { file: found.file, find: locator(found.text) };
      finders.set(key, finder);
    }
    placed.push({
      thread,
      ...(finder.file === undefined ? {} : { file: finder.file }),
      ...(anchor === undefined ? {} : { place: finder.find(anchor) }),
    });
  }
  return placed;
}
