import type { Random } from "../../../src/core/base/ports.ts";

/** Counts instead of drawing lots: the n-th answer is n in hexadecimal, so names in tests are known and never collide. */
export class FixedRandom implements Random {
  #next = 1;

  hex(bytes: number): string {
    const text = (this.#next++).toString(16).padStart(bytes * 2, "0");
    return text.slice(-bytes * 2);
  }

  name(bytes: number): string {
    return this.hex(bytes);
  }
}
