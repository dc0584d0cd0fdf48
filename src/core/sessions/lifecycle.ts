import { FileError, WorkflowError } from "../base/errors.ts";
import { joinPath } from "../files/paths.ts";
import { formatTime } from "../base/time.ts";
import { activate, announceSwitch, followMarker, moveMarker } from "./activation.ts";
import { lookDown } from "../files/directories.ts";
import type { ParsedRecord } from "./record/record.ts";
import type { RecordChange } from "./record/recordPublication.ts";
import { missedPhase } from "./phaseState.ts";
import type { SessionRecord } from "./model/session.ts";
import type { SessionContext } from "./sessionContext.ts";
import type { SessionId } from "./model/sessionId.ts";
import { lastTransition, saveFile } from "./record/sessionFiles.ts";
import { archiveName, sessionPlace, type SessionPlace } from "./record/sessionView.ts";

/** Takes the active marker from a session, after a last save. */
export async function pauseSession(context: SessionContext, place: SessionPlace): Promise<void> {
  const { marker, records, logger } = context.parts;
  const { active } = await marker.read();
  if (active !== place.id) {
    const now = active === undefined ? "No session is active." : `The active session is ${active}.`;
    throw new WorkflowError("refused", `${place.id} is not active, so it cannot be paused.`, now);
  }
  await context.hook("sessionEnding", (hooks) => hooks.sessionEnding?.(place.id));
  const { fault } = await records.read(place);
  const clear = async (): Promise<undefined> => {
    if (!(await marker.clear(place.id))) logger.info(`${place.id} was no longer active when it was to be paused.`);
  };
  if (fault !== undefined && fault.code !== "wrong-session-id") {
    logger.warn(`${place.id} was paused without a last save: ${fault.message}`);
    await clear();
  } else {
    await records.edit(place, async (current) => await ending(context, place, current, "paused"), { commit: clear });
  }
}

/**
 * Completes a session and archives it when asked: record, then marker, then one rename into `completed/`.
 * A kill between leaves a session that is still active but says completed, or completed and not archived; both can be completed again.
 */
export async function completeSession(
  context: SessionContext,
  place: SessionPlace,
  archive: boolean,
): Promise<SessionPlace> {
  const { marker, records } = context.parts;
  const target = archive ? await archivePlace(context, place) : undefined;
  const isActive = async (): Promise<boolean> => (await marker.read()).active === place.id;
  const { record, fault } = await records.read(place);
  const ended = record.status === "completed" && fault === undefined && !(await isActive());
  if (ended && target === undefined) return place;
  if (!ended) await context.hook("sessionEnding", (hooks) => hooks.sessionEnding?.(place.id));
  await records.edit(
    place,
    async (current) => (ended ? undefined : await ending(context, place, current, "completed")),
    {
      commit: async () => {
        const cleared = (await isActive()) && (await marker.clear(place.id));
        if (target === undefined) return undefined;
        try {
          await moveSession(context, place, target);
        } catch (error) {
          if (cleared && (await marker.read()).active === undefined) await moveMarker(context, place.id);
          throw error;
        }
        return target.path;
      },
    },
  );
  return target ?? place;
}

async function ending(
  context: SessionContext,
  place: SessionPlace,
  { record }: ParsedRecord,
  status: SessionRecord["status"],
): Promise<RecordChange> {
  const { fs, clock } = context.parts;
  const now = clock.now();
  const current = { ...record, ...missedPhase(record, await lastTransition(context.parts, place.path)) };
  const ended: SessionRecord = { ...current, status };
  const progress = { ...ended.progress, last_checkpoint: formatTime(now) };
  return {
    fields: { status, current_phase: ended.current_phase, progress },
    files: [await saveFile(fs, place.path, "session_end", ended, now)],
  };
}

/** Where the session would go in the archive; refused when something is there. */
async function archivePlace(context: SessionContext, place: SessionPlace): Promise<SessionPlace> {
  const { fs } = context.parts;
  const target = sessionPlace(context.directory, place.id, true);
  const archive = joinPath(context.directory, archiveName);
  const exists = await lookDown(fs, context.directory, [archiveName], "directory");
  if (exists === undefined) await fs.makeDirectory(archive);
  const names = (await fs.names(archive)) ?? [];
  const twin = names.find((name) => name.toLowerCase() === place.id.toLowerCase());
  if (twin !== undefined) throw archiveTaken(target.path);
  return target;
}

function archiveTaken(path: string, cause?: unknown): WorkflowError {
  return new WorkflowError(
    "exists",
    `${path} exists already.`,
    "Rename or remove what is there, then try again.",
    cause,
  );
}

/** One rename; both directories are flushed. */
async function moveSession(context: SessionContext, from: SessionPlace, to: SessionPlace): Promise<void> {
  const { fs } = context.parts;
  try {
    if (!(await fs.rename(from.path, to.path))) {
      throw new WorkflowError(
        "conflict",
        `${from.path} disappeared meanwhile.`,
        "List the sessions (wfs list) and try again.",
      );
    }
  } catch (error) {
    if (error instanceof FileError && error.reason === "exists") throw archiveTaken(to.path, error);
    throw error;
  }
  await context.quietly(`${to.path} was not flushed to disk`, async () => {
    await fs.syncDirectory(joinPath(context.directory, archiveName));
    await fs.syncDirectory(context.directory);
  });
}

/** Takes a session out of the archive and leaves it as it was otherwise: the way back from archiving. */
export async function unarchiveSession(context: SessionContext, found: SessionPlace): Promise<SessionPlace> {
  const place = sessionPlace(context.directory, found.id);
  if (found.archived) await moveSession(context, found, place);
  return place;
}

/**
 * Activates a session in the phase its last phase record leads to, unless its own record is newer (phaseState.ts); an archived one leaves the
 * archive first.
 */
export async function resumeSession(context: SessionContext, found: SessionPlace): Promise<SessionPlace> {
  const { records } = context.parts;
  const place = await unarchiveSession(context, found);
  try {
    const last = await lastTransition(context.parts, place.path);
    const { record, fault } = await records.read(place);
    if (fault !== undefined || missedPhase(record, last) === undefined) {
      await activate(context, place);
      return place;
    }
    const before = await announceSwitch(context, place.id);
    let unmarked: readonly SessionId[] = [];
    await records.edit(place, (now) => ({ fields: { ...missedPhase(now.record, last), status: "active" } }), {
      commit: async () => {
        unmarked = await moveMarker(context, place.id);
        return undefined;
      },
    });
    await followMarker(context, before, ...unmarked);
    return place;
  } catch (error) {
    if (found.archived) {
      await context.quietly(`${place.id} was not put back into the archive`, async () => {
        await moveSession(context, place, found);
      });
    }
    throw error;
  }
}
