import { GitError } from "./gitError.ts";

/** Throws `cancelled` between two steps. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new GitError("cancelled", "The operation was cancelled.");
}

/** The option only when there is one, as `exactOptionalPropertyTypes` wants it. */
export function withSignal(signal: AbortSignal | undefined): { readonly signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}
