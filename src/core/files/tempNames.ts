/** Longest part of the target's name that goes into the temp name: 50 characters of 4 bytes still fit a name of 255 bytes. */
const keptLength = 50;

/** Name of the temp file an atomic write makes beside its target: `.<name>.tmp-<pid>-<hex>`. */
export function tempName(target: string, processId: number, hex: string): string {
  return `.${target.slice(0, keptLength)}.tmp-${processId}-${hex}`;
}

const leftover = /^\.[^/]+\.tmp-([0-9]+)-[0-9a-f]+$/u;

/** Whether a name is one an interrupted atomic write may have left; nothing reads such files, any may be removed once its writer is gone. */
export function isTempName(name: string): boolean {
  return leftover.test(name);
}
