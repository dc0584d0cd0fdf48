import { setImmediate as turn, setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "../core/base/ports.ts";

/** The computer's clock. */
export class SystemClock implements Clock {
  now(): number {
    return Date.now();
  }

  elapsed(): number {
    // Not performance.now(), whose module takes longer to load than most runs of `wfs` take to answer.
    return Number(process.hrtime.bigint()) / 1e6;
  }

  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    await sleep(milliseconds, undefined, signal === undefined ? {} : { signal });
  }

  async yieldToEventLoop(): Promise<void> {
    await turn();
  }
}
