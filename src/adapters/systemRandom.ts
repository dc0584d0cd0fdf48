import type { Random } from "../core/base/ports.ts";

export class SystemRandom implements Random {
  /** From Web Crypto, which takes node 5 ms to load when it is first asked. */
  hex(bytes: number): string {
    return Buffer.from(crypto.getRandomValues(new Uint8Array(bytes))).toString("hex");
  }

  name(bytes: number): string {
    let digits = "";
    while (digits.length < bytes * 2)
      digits += Math.floor(Math.random() * 2 ** 32)
        .toString(16)
        .padStart(8, "0");
    return digits.slice(0, bytes * 2);
  }
}
