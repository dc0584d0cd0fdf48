import type { Say } from "../../src/cli/base/command.ts";

const nothing = (): void => undefined;

/** What a verb says before it answers, to nobody. */
export const silentSay: Say = Object.assign(() => undefined, {
  note: nothing,
  event: nothing,
  print: nothing,
  isHeard: async () => Promise.resolve(false),
});
