import { FileError } from "../../base/errors.ts";
import { joinPath } from "../../files/paths.ts";
import type { FileSystem } from "../../base/ports.ts";
import { Slices } from "../../base/slices.ts";
import { formatTime, parseTime } from "../../base/time.ts";
import { limits, lookDown } from "../../files/directories.ts";
import type { Ports } from "../../files/recordLock.ts";
import { isJsonObject, type JsonObject, parseJsonObject } from "../../files/jsonBytes.ts";
import { printDocument } from "../../files/jsonText.ts";
import type { NewFile } from "./recordTransaction.ts";
import type { SessionRecord } from "../model/session.ts";
import { phasesFolder, savesFolder } from "../model/sessionNames.ts";
import type { SaveTrigger, TransitionRecord } from "../model/sessions.ts";
import type { SessionLocation } from "../places/sessionLocation.ts";

const isText = (value: unknown): value is string => typeof value === "string";

/** A transition record, `phases/<n>-<PHASE>.json` (docs/file-formats.md), without a schema library, which a resume would have to load. */
function transitionOf({
  phase_completed,
  next_phase,
  completed_at,
  artifacts = {},
}: JsonObject): TransitionRecord | undefined {
  if (phase_completed !== null && !isText(phase_completed)) return undefined;
  if (!isText(next_phase) || !isText(completed_at) || parseTime(completed_at) === undefined) return undefined;
  if (!isJsonObject(artifacts)) return undefined;
  const named = Object.entries(artifacts).filter((entry): entry is [string, string] => isText(entry[1]));
  if (named.length < Object.keys(artifacts).length) return undefined;
  return { phase_completed, next_phase, completed_at, artifacts: Object.fromEntries(named) };
}

/** `0007-PLAN.json`: four digits or more, then what it is about. */
const numbered = /^(\d{4,9})-([A-Za-z_]+)\.json$/u;
/** What a person or another tool may skip. A greater jump is not a count but a stray file, which must not use up the numbers. */
const widestGap = 10_000;
/** Tools that number by date begin below. */
const highestFirst = 90_000_000;

interface NumberedFile {
  readonly number: number;
  readonly name: string;
}

/** Names of the numbered files of a folder with their numbers, in that order, and what only looks like one; an absent folder has none. */
async function numberedFiles(
  fs: FileSystem,
  session: string,
  folder: string,
): Promise<{ readonly files: readonly NumberedFile[]; readonly strays: readonly string[] }> {
  if ((await lookDown(fs, session, [folder], "directory")) === undefined) return { files: [], strays: [] };
  const names = (await fs.names(joinPath(session, folder))) ?? [];
  const found = names.flatMap((name) => {
    const number = numbered.exec(name)?.[1];
    return number === undefined ? [] : [{ number: Number(number), name }];
  });
  const sorted = found.toSorted((a, b) => a.number - b.number || (a.name < b.name ? -1 : 1));
  const end = sorted.findIndex(({ number }, index) => {
    const before = sorted[index - 1]?.number;
    return number > (before === undefined ? highestFirst : before + widestGap);
  });
  const count = end === -1 ? sorted.length : end;
  return { files: sorted.slice(0, count), strays: sorted.slice(count).map(({ name }) => name) };
}

/** The next numbered file of a folder, as a new file to be published with the record. */
async function nextFile(fs: FileSystem, session: string, folder: string, what: string, text: string): Promise<NewFile> {
  const last = (await numberedFiles(fs, session, folder)).files.at(-1)?.number ?? 0;
  return { folder, name: `${String(last + 1).padStart(4, "0")}-${what}.json`, text };
}

type Reading = Pick<Ports, "fs" | "clock" | "logger">;

/** Transition records, the oldest first, at most 10,000; those that cannot be read are logged and left out. */
export async function readTransitions(ports: Reading, session: string): Promise<readonly TransitionRecord[]> {
  const { files, strays } = await numberedFiles(ports.fs, session, phasesFolder);
  if (strays.length > 0) {
    ports.logger.warn(`${joinPath(session, phasesFolder, strays[0] ?? "")} has no number that can follow the others.`);
  }
  const transitions: TransitionRecord[] = [];
  const slices = new Slices(ports.clock);
  for (const { name } of files.slice(-limits.shownEntries)) {
    if (slices.due) await slices.rest();
    const transition = await readTransition(ports, session, name);
    if (transition !== undefined) transitions.push(transition);
  }
  return transitions;
}

/** The last transition record that can be read. */
export async function lastTransition(ports: Reading, session: string): Promise<TransitionRecord | undefined> {
  const { files } = await numberedFiles(ports.fs, session, phasesFolder);
  const slices = new Slices(ports.clock);
  for (const { name } of files.slice(-limits.shownEntries).toReversed()) {
    if (slices.due) await slices.rest();
    const transition = await readTransition(ports, session, name);
    if (transition !== undefined) return transition;
  }
  return undefined;
}

async function readTransition(
  { fs, logger }: Reading,
  session: string,
  name: string,
): Promise<TransitionRecord | undefined> {
  const path = joinPath(session, phasesFolder, name);
  const transition = await parseTransition(fs, path);
  if (transition === undefined) logger.warn(`${path} is not a transition record and is left out.`);
  return transition;
}

async function parseTransition(fs: FileSystem, path: string): Promise<TransitionRecord | undefined> {
  try {
    const bytes = await fs.read(path, limits.jsonBytes);
    const json = bytes === undefined ? undefined : parseJsonObject(bytes);
    return json?.ok === true ? transitionOf(json.value) : undefined;
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}

export async function transitionFile(fs: FileSystem, session: string, transition: TransitionRecord): Promise<NewFile> {
  const { phase_completed: left } = transition;
  const name = left !== null && /^[A-Za-z_]{1,100}$/u.test(left) ? left : "OTHER";
  return await nextFile(fs, session, phasesFolder, name, printDocument({ ...transition }));
}

/** A save, `saves/<n>-<trigger>.json` (docs/file-formats.md): phase status, active tasks and session meta at one moment. */
export async function saveFile(
  fs: FileSystem,
  { id, path }: SessionLocation,
  trigger: SaveTrigger,
  record: SessionRecord,
  now: number,
  message?: string,
): Promise<NewFile> {
  const text = printDocument({
    trigger,
    saved_at: formatTime(now),
    ...(message === undefined ? {} : { message }),
    phase_status: { current_phase: record.current_phase ?? null, completed_phases: record.progress.completed_phases },
    active_tasks: record.progress.current_tasks,
    session_meta: {
      session_id: id,
      project: record.project ?? null,
      type: record.type ?? null,
      status: record.status ?? null,
      created: record.meta.created ?? null,
      updated: record.meta.updated ?? null,
    },
  });
  return await nextFile(fs, path, savesFolder, trigger, text);
}
