import { SystemClock } from "../../../src/adapters/systemClock.ts";

/** The real clock, set forward by the test. */
export class ShiftedClock extends SystemClock {
  /** Milliseconds. */
  ahead = 0;
  override now(): number {
    return super.now() + this.ahead;
  }
}
