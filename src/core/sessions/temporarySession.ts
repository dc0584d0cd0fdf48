import { FileError, WorkflowError } from "../base/errors.ts";
import { say } from "../base/text.ts";
import { announceSwitch, followMarker, moveMarker } from "./activateSession.ts";
import { buildAside, hasTwin, mustBeFree, nameTaken, newPlace, throwAway } from "./createSession.ts";
import { recordTemplate, slugWords } from "./record/record.ts";
import type { SessionRecord } from "./model/session.ts";
import { temporaryId, type SessionContext } from "./sessionContext.ts";
import { sessionIdFromSlug, type SessionId } from "./model/sessionId.ts";
import { sessionLocation, type SessionLocation } from "./places/sessionLocation.ts";

const temporaryProject = "Temporary workspace";

/** The record of a temporary workspace before anybody worked in it. */
export function temporaryRecord(now: number): SessionRecord {
  return { ...recordTemplate(temporaryId, now), project: temporaryProject, type: "simple" };
}

/** The throwaway workspace that commands use while no session is active, made when needed. */
export async function ensureTemporary(context: SessionContext): Promise<SessionLocation> {
  const { fs, clock } = context.parts;
  await context.mustExist();
  const found = await context.findTemporary();
  if (found !== undefined) return found;
  const location = context.temporaryPlace();
  const built = await buildAside(context, temporaryRecord(clock.now()));
  try {
    await fs.rename(built, location.path);
  } catch (error) {
    await context.quietly(`${built} could not be removed`, async () => {
      await fs.removeTree(built);
    });
    // Another process was faster: its workspace is as good as ours.
    if (!(error instanceof FileError) || error.reason !== "exists") throw error;
  }
  return location;
}

/** Keeps the temporary workspace as a session by one rename, and activates it when no session is active. */
export async function keepTemporary(context: SessionContext, slug: string): Promise<SessionLocation> {
  const { fs, marker, records } = context.parts;
  const from = await existing(context);
  const id = sessionIdFromSlug(slug);
  await mustBeFree(context, id);
  const location = sessionLocation(context.directory, id, await newPlace(context));
  const idle = (await marker.read()).active === undefined;
  if (idle) await announceSwitch(context, id);
  let unmarked: readonly SessionId[] = [];
  const named = slugWords(id);
  await records.edit(
    from,
    ({ record: { project = temporaryProject } }) => ({
      fields: { session_id: id, ...(project === temporaryProject ? { project: named } : {}) },
    }),
    {
      commit: async () => {
        if (!(await fs.rename(from.path, location.path))) throw gone();
        try {
          if (await hasTwin(context, location)) throw nameTaken(id);
          if (idle) unmarked = await moveMarker(context, id);
        } catch (error) {
          await fs.rename(location.path, from.path);
          throw error;
        }
        return location.path;
      },
    },
  );
  await followMarker(context, id, ...unmarked);
  return location;
}

/** Throws the temporary workspace away with everything in it. */
export async function discardTemporary(context: SessionContext): Promise<void> {
  const location = await existing(context);
  if (!(await throwAway(context, location.path))) throw gone();
}

async function existing(context: SessionContext): Promise<SessionLocation> {
  await context.mustExist();
  const location = await context.findTemporary();
  if (location === undefined) throw gone();
  return location;
}

function gone(): WorkflowError {
  return new WorkflowError(
    "not-found",
    say`There is no temporary workspace.`,
    say`It is made when a task, a phase or a save comes while no session is active.`,
  );
}
