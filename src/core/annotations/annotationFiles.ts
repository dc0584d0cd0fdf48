import type * as z from "zod/mini";
import { asWorkflowError, WorkflowError } from "../base/errors.ts";
import { say, type Text } from "../base/text.ts";
import { joinPath } from "../files/paths.ts";
import type { FileStat } from "../base/ports.ts";
import { limits, lookDown } from "../files/directories.ts";
import type { Ports } from "../files/recordLock.ts";
import { canonicalJson } from "../files/canonicalJson.ts";
import { encodeText, parseJsonObject } from "../files/jsonBytes.ts";
import { type JsonValue, printDocument } from "../files/jsonText.ts";
import { Slices } from "../base/slices.ts";
import { isTempName } from "../files/tempNames.ts";
import { annotationsFolder } from "../sessions/model/sessionNames.ts";

import { annotationFileName, idOfFileName } from "./annotationId.ts";
import { AnnotationMemory, type KnownAnnotation } from "./annotationMemory.ts";
import { type AnnotationFile, compareAnnotations, annotationSchema } from "./annotationSchema.ts";

type Reading = Pick<Ports, "fs" | "clock" | "logger">;

/** Bytes of one session's annotations that are read, the newest; older ones beyond that are left out. */
const sessionBytes = 32 * 1024 * 1024;

/** Nanoseconds within which a second write may leave every time of a file as it was (sessionScan.ts). */
const coarsestTick = 2_000_000_000n;

/**
 * All annotations of a session, oldest first; at most the newest 10,000, and 32 MiB of them. A file that is not an
 * annotation is logged and left where it is.
 * @param session the session's directory
 * @param memory what was read before and has not changed is not read again
 */
export async function readAnnotations(
  ports: Reading,
  session: string,
  memory = new AnnotationMemory(),
): Promise<readonly AnnotationFile[]> {
  const { fs, clock, logger } = ports;
  if ((await lookDown(fs, session, [annotationsFolder], "directory")) === undefined) return [];
  const directory = joinPath(session, annotationsFolder);
  const names = (await fs.names(directory)) ?? [];
  const ids: string[] = [];
  const warn = (message: string): void => {
    if (memory.isNews(message)) logger.warn(message);
  };
  for (const name of names) {
    const known = idOfFileName(name);
    if (known !== undefined) ids.push(known);
    else if (!isTempName(name)) warn(`${joinPath(directory, name)} is not a comment and is left out.`);
  }
  const slices = new Slices(clock);
  const before = memory.of(session);
  const now = new Map<string, KnownAnnotation>();
  const found: AnnotationFile[] = [];
  const newestFirst = ids.toSorted().toReversed().slice(0, limits.shownEntries);
  let read = 0;
  let left = sessionBytes;
  for (const each of newestFirst) {
    if (left < 0) break;
    if (slices.due) await slices.rest();
    read += 1;
    const known = readKnown(ports, session, each, before.get(each));
    if (known === undefined) continue;
    left -= known.stat.size;
    if (known.file !== undefined) found.push(known.file);
    now.set(each, known);
  }
  if (read < ids.length) warn(`${directory} has ${ids.length} comments; only the newest ${read} are read.`);
  memory.keep(session, new Map([...now].filter(([, { stat }]) => isSteady(stat, clock.now()))));
  return found.toSorted(compareAnnotations);
}

function isSteady({ ctimeNs }: FileStat, now: number): boolean {
  return ctimeNs <= BigInt(Math.floor(now)) * 1_000_000n - coarsestTick;
}

/** One annotation; `undefined` when there is none of this id. A file that is not an annotation is logged. */
export async function readAnnotation(
  ports: Reading,
  session: string,
  wanted: string,
): Promise<AnnotationFile | undefined> {
  return readKnown(ports, session, wanted, undefined)?.file;
}

function readKnown(
  { fs, logger }: Reading,
  session: string,
  wanted: string,
  known: KnownAnnotation | undefined,
): KnownAnnotation | undefined {
  const path = joinPath(session, annotationsFolder, annotationFileName(wanted));
  try {
    const reading = fs.readNow(path, limits.jsonBytes, known?.stat);
    if (reading === "unchanged") return known;
    if (reading === undefined) return undefined;
    const parsed = parseAnnotation(reading.bytes, wanted);
    if (!parsed.ok) logger.warn(`${path} is not a comment and is left out: ${String(parsed.problem)}`);
    return { stat: reading.stat, file: parsed.ok ? parsed.value : undefined };
  } catch (error) {
    logger.warn(`${path} is not a comment and is left out: ${asWorkflowError(error).message}`);
    return undefined;
  }
}

function parseAnnotation(
  bytes: Uint8Array,
  wanted: string,
): { readonly ok: true; readonly value: AnnotationFile } | { readonly ok: false; readonly problem: Text } {
  const json = parseJsonObject(bytes);
  if (!json.ok) return json;
  const parsed = annotationSchema.safeParse(json.value);
  if (!parsed.success) return { ok: false, problem: firstIssue(parsed.error) };
  return parsed.data.id === wanted
    ? { ok: true, value: parsed.data }
    : { ok: false, problem: say`Its id is not its name.` };
}

function firstIssue({ issues: [issue] }: z.core.$ZodError): Text {
  return say`${issue?.path.join(".") ?? ""}: ${issue?.message ?? say`It cannot be read.`}`;
}

/** The bytes of an annotation's file. Throws `usage` where they would not be read again. */
export function annotationBytes(file: AnnotationFile): Uint8Array {
  const bytes = encodeText(printDocument(file as unknown as Readonly<Record<string, JsonValue>>));
  if (bytes.length <= limits.jsonBytes) return bytes;
  throw new WorkflowError("usage", say`The comment with its lines is too large.`, say`Choose fewer lines.`);
}

/** Writes a new annotation; its directory is made when needed. */
export async function writeAnnotation(ports: Pick<Ports, "fs">, session: string, file: AnnotationFile): Promise<void> {
  const bytes = annotationBytes(file);
  await ports.fs.writeAtomic(await annotationPath(ports, session, file), bytes);
}

/**
 * As `writeAnnotation`, for one that may have been written before; written again, it gets the signature it has now. `false`: something else stands under
 * its id, and stays.
 */
export async function writeAnnotationOnce(ports: Reading, session: string, file: AnnotationFile): Promise<boolean> {
  const bytes = annotationBytes(file);
  const path = await annotationPath(ports, session, file);
  if (await ports.fs.createExclusive(path, bytes)) return true;
  const standing = await readAnnotation(ports, session, file.id);
  if (standing === undefined || contentOf(standing) !== contentOf(file)) return false;
  await ports.fs.writeAtomic(path, bytes);
  return true;
}

function contentOf({ key: _key, signature: _signature, ...content }: AnnotationFile): string {
  return canonicalJson(content);
}

async function annotationPath({ fs }: Pick<Ports, "fs">, session: string, { id }: AnnotationFile): Promise<string> {
  const directory = joinPath(session, annotationsFolder);
  if ((await lookDown(fs, session, [annotationsFolder], "directory")) === undefined) {
    await fs.makeDirectory(directory);
    await fs.syncDirectory(session);
  }
  return joinPath(directory, annotationFileName(id));
}
