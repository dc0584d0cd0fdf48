import type { RetentionPolicy } from "../../sessions/model/session.ts";
import { parseTime } from "../../base/time.ts";
import type { Checkpoint } from "./checkpoint.ts";

/** A checkpoint that a policy lets go, and which limit it is beyond. */
export interface Surplus {
  readonly checkpoint: Checkpoint;
  readonly reason: "count" | "age" | "bytes";
}

const day = 24 * 60 * 60 * 1000;

/** `time` and `now` in milliseconds. */
export function isBeyondAge(time: number, { max_age_days: maxAge }: RetentionPolicy, now: number): boolean {
  return maxAge !== undefined && now - time > maxAge * day;
}

/**
 * What count and age let go, oldest first. Pinned ones stay and do not count; the newest stays, so that numbers are never used twice.
 * `checkpoints`: newest first.
 */
export function surplusOf(
  checkpoints: readonly Checkpoint[],
  policy: RetentionPolicy,
  now: number,
): readonly Surplus[] {
  const { keep } = policy;
  const [newest, ...others] = checkpoints;
  if (newest === undefined) return [];
  const surplus: Surplus[] = [];
  let counted = newest.pinned ? 0 : 1;
  for (const checkpoint of others.filter(({ pinned }) => !pinned)) {
    counted++;
    if (keep !== undefined && counted > keep) surplus.push({ checkpoint, reason: "count" });
    else if (isBeyondAge(parseTime(checkpoint.time) ?? now, policy, now)) surplus.push({ checkpoint, reason: "age" });
  }
  return surplus.toReversed();
}
