import type { Clock, FileStat } from "../base/ports.ts";

/** When a file was written last, in milliseconds since 1970. */
export function writtenAt({ mtimeNs }: Pick<FileStat, "mtimeNs">): number {
  return Number(mtimeNs / 1_000_000n);
}

/** Milliseconds since a file was written last. */
export function ageOf(stat: Pick<FileStat, "mtimeNs">, clock: Pick<Clock, "now">): number {
  return clock.now() - writtenAt(stat);
}
