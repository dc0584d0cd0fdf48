import { asWorkflowError } from "../base/errors.ts";
import type { Recovered } from "../checkpoints/recoverRestore.ts";
import type { LogName, Look, Pending, RecoverHow, RecoveredWork, WriteAheadLog } from "./writeAheadLog.ts";

/**
 * A log of what `pending` finds, recovered one after the other.
 *
 * @param recover answers `undefined` where there is nothing any more
 */
export function logOf(
  log: LogName,
  pending: (look?: Look) => Promise<readonly Pending[]>,
  recover: (pending: Pending, how: RecoverHow) => Promise<Recovered | undefined>,
): WriteAheadLog {
  return {
    pending,
    async recover(how: RecoverHow = {}): Promise<readonly RecoveredWork[]> {
      const { only, byItself = false } = how;
      const done: RecoveredWork[] = [];
      for (const one of await pending(how)) {
        const { id, path } = one;
        if (one.repair === undefined || (only !== undefined && (only.log !== log || only.id !== id))) continue;
        try {
          const recovered = await recover(one, how);
          if (recovered !== undefined) done.push({ log, id, ...recovered });
        } catch (error) {
          if (!byItself) throw error;
          // Another process may have been faster.
          if (!(await pending(how)).some((other) => other.path === path)) continue;
          done.push({ log, id, outcome: "left", edited: [], reason: asWorkflowError(error) });
        }
      }
      return done;
    },
  };
}
