import { WorkflowError } from "../base/errors.ts";
import type { Clock, FileSystem, Logger } from "../base/ports.ts";
import { say } from "../base/text.ts";
import { lockName } from "../files/lockNames.ts";
import { leftoverProblems } from "../sessions/problems/leftovers.ts";
import type { SessionLocation } from "../sessions/places/sessionLocation.ts";
import type { Sessions } from "../sessions/model/sessions.ts";
import { logOf } from "./logOf.ts";
import type { Look, Pending, WriteAheadLog } from "./writeAheadLog.ts";

export interface RecordLogOptions {
  readonly fs: FileSystem;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly sessions: Pick<Sessions, "repair">;
  /** Sessions where the lock of a record's writers stands. */
  readonly locked: (look: Look) => Promise<readonly SessionLocation[]>;
}

/**
 * Steps on records: `<session>/.edit` (sessions/record/recordTransaction.ts). The lock does not name its process, so that one is taken for gone after
 * a minute; the next writer of the record waits for a second only, because whoever lives all the same finds its files gone and starts over.
 */
export function recordLog({ fs, clock, logger, sessions, locked }: RecordLogOptions): WriteAheadLog {
  const pending = async (look: Look = {}): Promise<readonly Pending[]> => {
    const found: Pending[] = [];
    for (const { id, path } of await locked(look)) {
      const problems = await leftoverProblems(fs, clock, path, [lockName]);
      found.push(...problems.map((problem) => ({ ...problem, log: "records" as const, id, session: id })));
    }
    return found;
  };
  return logOf("records", pending, async ({ id, message, path }) => {
    const [result] = await sessions.repair([{ code: "leftover-temp", message, path }]);
    if (result?.done !== true) throw new WorkflowError("conflict", result?.message ?? message, say`Try again.`);
    logger.warn(`An interrupted change of the record of ${id} was cleared away. ${String(result.message)}`);
    return { outcome: "completed", edited: [] };
  });
}
