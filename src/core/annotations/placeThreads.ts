import type { SessionId } from "../sessions/model/sessionId.ts";
import type { LineAnchor, Located, Thread } from "./annotation.ts";
import { locator } from "./anchors.ts";

/** A thread with where its lines are now; without `place` it is about no lines. */
export interface PlacedThread {
  readonly thread: Thread;
  readonly place?: Located;
}

/**
 * Looks for the lines of threads in the files as they are. `textOf` is asked once for each side of each file; `undefined`: there is no such
 * text, and the threads on it are outdated.
 */
export async function placeThreads(
  threads: readonly Thread[],
  textOf: (session: SessionId, file: string, side: LineAnchor["side"]) => Promise<string | undefined>,
): Promise<readonly PlacedThread[]> {
  const finders = new Map<string, (anchor: LineAnchor) => Located>();
  const placed: PlacedThread[] = [];
  for (const thread of threads) {
    const { session, file, anchor } = thread.subject;
    if (file === undefined || anchor === undefined) {
      placed.push({ thread });
      continue;
    }
    const key = `${session} ${anchor.side} ${file}`;
    let find = finders.get(key);
    if (find === undefined) {
      const text = await textOf(session, file, anchor.side);
      find = text === undefined ? () => "outdated" : locator(text);
      finders.set(key, find);
    }
    placed.push({ thread, place: find(anchor) });
  }
  return placed;
}
