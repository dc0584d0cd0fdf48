import { asWorkflowError } from "../../core/base/errors.ts";
import type { Workspace } from "../../adapters/open/openWorkspace.ts";

/** Tells people one line; with `--json` nobody. */
type Say = (line: string) => void;

/**
 * Before a verb changes something: what killed processes left is recovered, as far as that starts no program that only the repository's configuration
 * names (docs/recovery.md). The log tells what was done, and one line which grants wait for a window. The answer says what was left, and is to be called
 * once the verb is done, which may have recovered that itself.
 */
export async function recoverFirst(workspace: Workspace, say: Say): Promise<() => Promise<void>> {
  const { recovery } = workspace;
  const [recovered = []] = await Promise.all([
    logFailure(workspace, async () => recovery.recover({ byItself: true })),
    logFailure(workspace, async () => sayPendingGrants(workspace, say)),
  ]);
  const left = recovered.filter(({ outcome }) => outcome === "left");
  return async () => {
    const pending = left.length === 0 ? [] : ((await logFailure(workspace, async () => recovery.pending())) ?? left);
    for (const { log, id, reason } of left) {
      if (reason === undefined || !pending.some((one) => one.log === log && one.id === id)) continue;
      say(`${reason.message} ${reason.hint}`);
    }
  };
}

/** Recovering never fails the verb it belongs to, neither before nor once that is done. */
async function logFailure<Found>({ logger }: Workspace, work: () => Promise<Found>): Promise<Found | undefined> {
  try {
    return await work();
  } catch (error) {
    const { message, hint } = asWorkflowError(error);
    logger.warn(`What killed processes left cannot be looked at: ${message} ${hint}`);
    return undefined;
  }
}

/** Says which grants wait for a window, in one line. */
export async function sayPendingGrants(workspace: Workspace, say: Say): Promise<void> {
  const [first, ...more] = await workspace.pendingGrants();
  if (first !== undefined) say(`${String(first.message)}${more.length === 0 ? "" : ` So are ${more.length} more.`}`);
}
