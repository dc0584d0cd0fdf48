import { randomBytes } from "node:crypto";
import type { Random } from "../core/ports.ts";

/** Random bytes nobody can guess. */
export class SystemRandom implements Random {
  hex(bytes: number): string {
    return randomBytes(bytes).toString("hex");
  }
}
