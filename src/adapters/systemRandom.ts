import type { Random } from "../core/base/ports.ts";

/** Random bytes nobody can guess. From Web Crypto, which node loads when it is first asked: most runs of `wfs` need none. */
export class SystemRandom implements Random {
  hex(bytes: number): string {
    return Buffer.from(crypto.getRandomValues(new Uint8Array(bytes))).toString("hex");
  }
}
