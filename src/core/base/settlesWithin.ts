import type { Clock } from "./ports.ts";

/**
 * Waits for `work`, at most so many milliseconds. True: it ended in time, and what it threw is thrown here. False: it goes on alone,
 * and the caller sees to its end.
 */
export async function settlesWithin(
  clock: Pick<Clock, "sleep">,
  milliseconds: number,
  work: Promise<unknown>,
): Promise<boolean> {
  const waiting = new AbortController();
  const late = clock.sleep(milliseconds, waiting.signal).then(
    () => false,
    () => false,
  );
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    waiting.abort();
  }
}
