import { lockName } from "../files/lockNames.ts";
import { asWorkflowError } from "../base/errors.ts";
import { Slices } from "../base/slices.ts";
import { baseName, parentPath } from "../files/paths.ts";
import { say, type Text } from "../base/text.ts";
import { followMarker } from "./activateSession.ts";
import { throwAway } from "./createSession.ts";
import { findProblems } from "./findProblems.ts";
import { recoverRecord } from "./recoverRecord.ts";
import type { Problem, ProblemCode } from "./model/session.ts";
import type { SessionContext } from "./sessionContext.ts";
import { sessionLocation, type SessionLocation } from "./places/sessionLocation.ts";
import { placeFolders } from "./model/sessionPlaces.ts";
import type { RepairResult } from "./model/sessions.ts";

/** Repairs what has a `repair`, one after the other, each only if it still stands as it was reported. */
export async function repairAll(
  context: SessionContext,
  problems: readonly Problem[],
  back: boolean,
): Promise<readonly RepairResult[]> {
  const { problems: current } = await findProblems(context);
  const results: RepairResult[] = [];
  for (const problem of problems) {
    if (problem.more !== undefined) {
      results.push(await repairRest(context, problem, current, back));
      continue;
    }
    const now = current.find(({ code, path }) => code === problem.code && path === problem.path);
    results.push(now === undefined ? alreadyRepaired(problem) : await repairOne(context, now, back));
  }
  return results;
}

function alreadyRepaired(problem: Problem): RepairResult {
  return { problem, done: true, message: say`It is repaired already.` };
}

function onlyAPerson(problem: Problem): RepairResult {
  return { problem, done: false, message: say`Only a person can repair this.` };
}

/** Repairs what a problem stands for: all of its kind that are left. */
async function repairRest(
  context: SessionContext,
  problem: Problem,
  current: readonly Problem[],
  back: boolean,
): Promise<RepairResult> {
  if (problem.repair === undefined) return onlyAPerson(problem);
  const slices = new Slices(context.parts.clock);
  let failed = 0;
  let first: Text | undefined;
  for (const one of current.filter(({ code }) => code === problem.code)) {
    if (slices.due) await slices.rest();
    const { done, message } = await repairOne(context, one, back);
    if (done) continue;
    failed += 1;
    first ??= message;
  }
  const message = first === undefined ? say`The others were repaired.` : say`${failed} were not repaired: ${first}`;
  return { problem, done: first === undefined, message };
}

async function repairOne(context: SessionContext, problem: Problem, back: boolean): Promise<RepairResult> {
  const repair = repairs[problem.code];
  if (problem.repair === undefined || repair === undefined) {
    return onlyAPerson(problem);
  }
  try {
    const message = await repair(context, problem, back);
    return { problem, done: message !== undefined, message: message ?? say`It changed meanwhile; check again.` };
  } catch (error) {
    return { problem, done: false, message: asWorkflowError(error).text };
  }
}

type Repair = (context: SessionContext, problem: Problem, back: boolean) => Promise<Text | undefined>;

/** What each repair does; it answers what was done, `undefined` when the problem was no longer as reported. */
const repairs: Readonly<Partial<Record<ProblemCode, Repair>>> = {
  "orphan-marker": async (context, { path }) => {
    return await withoutMarker(context, path, async () => await context.parts.marker.removeOrphans());
  },
  "several-markers": async (context, { path, session }) => {
    const message = await withoutMarker(context, path, async () => await context.parts.marker.heal());
    await followMarker(context, session);
    return message;
  },
  "future-marker": async (context, { session }) => {
    const dated = session !== undefined && (await context.parts.marker.date(session));
    return dated ? say`Its time was set to now.` : undefined;
  },
  "missing-record": rebuildRecord,
  "corrupt-record": rebuildRecord,
  "wrong-session-id": rebuildRecord,
  "leftover-temp": async (context, problem) => {
    const { path } = problem;
    if (baseName(path) === lockName) return await recoverRecord(context, placeOf(context, problem));
    const { fs } = context.parts;
    const kind = (await fs.lstat(path))?.kind;
    return (kind === "file" ? await fs.remove(path) : await throwAway(context, path))
      ? say`It was removed.`
      : undefined;
  },
  "half-changed": recoverUnfinished,
  "unfinished-operation": recoverUnfinished,
};

async function recoverUnfinished(
  { parts }: SessionContext,
  problem: Problem,
  back: boolean,
): Promise<Text | undefined> {
  return await parts.unfinished?.repair(problem, back);
}

/** One healing removes all markers of a kind at once, so what counts is that this one is gone, and the first one heals for all. */
async function withoutMarker(
  { parts }: SessionContext,
  path: string,
  heal: () => Promise<unknown>,
): Promise<Text | undefined> {
  const stands = async (): Promise<boolean> => (await parts.fs.lstat(path)) !== undefined;
  if (await stands()) await heal();
  return (await stands()) ? undefined : say`The marker was removed.`;
}

async function rebuildRecord(context: SessionContext, problem: Problem): Promise<Text | undefined> {
  const location = placeOf(context, problem);
  let done: Text | undefined;
  await context.parts.records.edit(location, ({ fault }) => {
    done = undefined;
    if (fault?.code !== problem.code) return undefined;
    done =
      fault.code === "corrupt-record"
        ? say`It was rebuilt; the former file is kept beside it.`
        : say`The record was written.`;
    return { fields: { session_id: location.id } };
  });
  if (!location.archived && !context.isTemporary(location)) await followMarker(context, location.id);
  return done;
}

function placeOf(context: SessionContext, problem: Problem): SessionLocation {
  if (problem.session === undefined) return context.temporaryPlace();
  const { session, path } = problem;
  const places = placeFolders.map((place) => sessionLocation(context.directory, session, place));
  const found = places.find((location) => location.path === parentPath(path));
  return found ?? sessionLocation(context.directory, session, "");
}
