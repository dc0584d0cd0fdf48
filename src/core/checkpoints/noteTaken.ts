import { asWorkflowError } from "../base/errors.ts";
import { recordName } from "../sessions/record/record.ts";
import type { SessionId } from "../sessions/model/sessionId.ts";
import type { ExcludedPaths } from "../worktrees/excludedPaths.ts";
import type { CheckpointsOptions } from "./checkpointOptions.ts";
import { lossesAmong, triggerPolicies, type Checkpoint } from "./model/checkpoint.ts";
import { named } from "./takeCheckpoint.ts";

/** Notes a new checkpoint among the events, in the record of its session, and what it does not hold in the log; not in a record that a branch is about to bring. */
export async function noteTaken(
  { logger, sessions, events }: Pick<CheckpointsOptions, "logger" | "sessions" | "events">,
  session: SessionId,
  { id, commit, skipped, time, trigger }: Checkpoint,
  { carried }: ExcludedPaths,
): Promise<void> {
  await events?.note("checkpoint.taken", session, { n: id, trigger, commit });
  const lost = lossesAmong(skipped);
  if (!triggerPolicies[trigger].answersSkipped && lost.length > 0)
    logger.warn(`Checkpoint ${id} of ${session} does not hold ${named(lost)}`);
  if ([...carried].some((path) => path.endsWith(`/${session}/${recordName}`))) return;
  try {
    const last = { last_checkpoint: time };
    await sessions.updateRecord(session, ({ progress }) => ({ progress: { ...progress, ...last } }));
  } catch (error) {
    // The checkpoint stands; the record only repeats its time.
    logger.warn(`last_checkpoint of ${session} was not written: ${asWorkflowError(error).message}`);
  }
}
