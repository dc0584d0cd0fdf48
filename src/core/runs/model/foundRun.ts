import type { SessionLocation } from "../../sessions/places/sessionLocation.ts";
import type { RunRecord } from "./run.ts";

/** A run as its files say it. */
export interface FoundRun {
  readonly task: string;
  /** Where it lies: whose a run is follows from that, so that it goes along when its fork is renamed. */
  readonly place: SessionLocation;
  /** `runs/<task>` in the session's directory. */
  readonly directory: string;
  readonly record: RunRecord;
}

/** Whether it still has its name: not torn down, and its fork not removed by other ways. */
export function isOpen({ place, record }: FoundRun): boolean {
  return record.state !== "removed" && !place.archived;
}
