import { WorkflowError } from "../../base/errors.ts";
import { say } from "../../base/text.ts";
import { joinPath } from "../../files/paths.ts";
import { RecordLock, type Ports } from "../../files/recordLock.ts";
import type { Logger } from "../../base/ports.ts";
import { loadRecord } from "./loadRecord.ts";
import type { ForkOrigin } from "../model/session.ts";
import type { SessionId } from "../model/sessionId.ts";
import { type ParsedRecord, recordName } from "./record.ts";
import { RecordTransaction, runCommit, type Commit, type RecordChange } from "./recordTransaction.ts";
import type { SessionLocation } from "../places/sessionLocation.ts";

export interface EditOptions {
  /** Runs when everything is in place; when it throws, everything is put back. May answer the directory the session was moved to. */
  readonly commit?: Commit;
  /** Milliseconds to wait for one writer that does not end; default: until it is taken for dead. */
  readonly timeoutMs?: number;
}

/** How often an edit starts over when somebody else's write came between. */
const mostRounds = 50;

/** Where a session started, as others know it; for records that have to be made anew. */
export type OriginOf = (id: SessionId) => Promise<ForkOrigin | undefined>;

export type EditPlan = (current: ParsedRecord) => Promise<RecordChange | undefined> | RecordChange | undefined;

/**
 * Changes the record and adds files as one step. `plan` sees the record as it stands when nobody else of us can write it, and answers what
 * to change; `undefined` changes nothing. A corrupt record is kept as `workflow-session.json.corrupt-<time>` and rebuilt first. Order of
 * appearance: files, record, `commit`. A failure before the end puts everything back and is thrown; a kill leaves old or new content of
 * each file, and at most a lock and a new file without the record that mentions it.
 *
 * What remains: a program that writes the record without this protocol in the microseconds between the last look at it (size, times and
 * inode are compared) and the rename loses its write, as with any two editors.
 */
export async function editRecordAt(
  ports: Ports & { readonly originOf?: OriginOf | undefined },
  location: SessionLocation,
  plan: EditPlan,
  { commit, timeoutMs }: EditOptions,
): Promise<void> {
  let taken: string | undefined;
  for (let round = 0; round < mostRounds; round += 1) {
    const lock = await RecordLock.open(location.path, ports, timeoutMs);
    try {
      const loaded = await loadRecord(ports, location);
      const change = await withOrigin(ports, location, loaded.parsed, await plan(loaded.parsed));
      const publication = new RecordTransaction(ports, lock, location, loaded);
      if (change === undefined ? await runCommit(lock, commit) : await publication.run(change, commit)) return;
      // Once another writer may have been faster; a plan that asks for the same path again sees nothing else to take.
      if (publication.taken !== undefined && publication.taken === taken) throw placeTaken(taken);
      taken = publication.taken;
    } finally {
      await lock.close();
    }
  }
  throw new WorkflowError(
    "conflict",
    say`${joinPath(location.path, recordName)} is being rewritten all the time by another program.`,
    say`Find out which program that is; nothing was changed.`,
  );
}

/** A record that is made anew says of a fork that it is one, or its branch and its worktree would be nobody's. */
async function withOrigin(
  { originOf, logger }: { readonly originOf?: OriginOf | undefined; readonly logger: Logger },
  { id }: SessionLocation,
  { rebuilt, record }: ParsedRecord,
  change: RecordChange | undefined,
): Promise<RecordChange | undefined> {
  if (change === undefined || rebuilt === undefined || record.forked_from !== undefined || originOf === undefined)
    return change;
  try {
    const forked_from = await originOf(id);
    return forked_from === undefined ? change : { ...change, fields: { forked_from, ...change.fields } };
  } catch (error) {
    if (!(error instanceof WorkflowError)) throw error;
    logger.warn(`Where ${id} started cannot be told: ${error.message}`);
    return change;
  }
}

function placeTaken(path: string): WorkflowError {
  return new WorkflowError(
    "exists",
    say`${path} exists already.`,
    say`Move it away, then try again; nothing was changed.`,
  );
}
