import { NodeFileSystem } from "../../../src/adapters/nodeFileSystem.ts";
import { SystemClock } from "../../../src/adapters/systemClock.ts";
import { SystemRandom } from "../../../src/adapters/systemRandom.ts";
import type { Logger } from "../../../src/core/base/ports.ts";

const shown = (message: string): void => {
  console.error(message);
};
const silent = (): void => undefined;

/** The real ports, with what should not happen said on stderr. */
export const ports = {
  fs: new NodeFileSystem(new SystemRandom()),
  clock: new SystemClock(),
  logger: { debug: silent, info: silent, warn: shown, error: shown } satisfies Logger,
};
