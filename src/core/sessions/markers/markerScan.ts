import { FileError } from "../../base/errors.ts";
import { joinPath } from "../../files/paths.ts";
import type { Clock, DirectoryEntry, FileStat, FileSystem } from "../../base/ports.ts";
import { Slices } from "../../base/slices.ts";
import { unsafePath } from "../../files/directories.ts";
import { listSessions, lookForSession, type Standing } from "./markedSessions.ts";
import { resolveMarkers, type MarkerEntry, type MarkerResolution } from "./markers.ts";
import { markerPrefix, sessionOfMarker } from "../model/sessionId.ts";

/** Changes whenever a name in the directory appears, disappears or is replaced, as finely as the file system's clock ticks. */
export interface DirectoryStamp {
  readonly ctimeNs: bigint;
  readonly ino: bigint;
}

export interface MarkerScan {
  readonly resolution: MarkerResolution;
  /** `undefined`: there is no such directory. */
  readonly stamp: DirectoryStamp | undefined;
  /** Nothing changed while the names were read, so they are exact. */
  readonly exact: boolean;
  /** Nothing changed for so long that no tool is between its `rm` and its `touch`, and any later change gets another stamp. */
  readonly conclusive: boolean;
}

export function sameStamp(a: DirectoryStamp | undefined, b: DirectoryStamp | undefined): boolean {
  return a?.ctimeNs === b?.ctimeNs && a?.ino === b?.ino;
}

/** Milliseconds without change; a kernel's clock ticks every 4 to 10 ms, that of an old file system every second or two. */
const exactAfter = 20;
const conclusiveAfter = 200;
const coarseAfter = 2500;

/** Milliseconds between scans that do not find exactly one marker, 200 in all. */
const backOff: readonly number[] = [0, 10, 20, 40, 60, 70];
/** A directory that never rests is believed after this long. */
const longestWait = 2000;

/** From how many markers on a listing with kinds costs less than to ask what each is. */
const crowd = 64;

/** Reads the markers of one `.workflow` and judges how far one reading can be believed. */
export class MarkerScanner {
  readonly #directory: string;
  readonly #fs: FileSystem;
  readonly #clock: Clock;
  #crowded = false;
  #lastStamp: { readonly stamp: DirectoryStamp | undefined; readonly seen: number } | undefined;

  constructor(directory: string, ports: { readonly fs: FileSystem; readonly clock: Clock }) {
    this.#directory = directory;
    this.#fs = ports.fs;
    this.#clock = ports.clock;
  }

  /** One listing; a `.workflow` that is a link or no directory is `unsafe-path`. */
  async scan(): Promise<MarkerScan> {
    const started = this.#clock.elapsed();
    const startedAt = this.#clock.now();
    const listed = await this.#list();
    const found = await this.#look(listed ?? []);
    // Asked last: then its quiet time covers the listing and every look at an entry.
    const stat = listed === undefined ? undefined : await this.#fs.lstat(this.#directory);
    const entries = found.filter((entry) => entry !== undefined);
    const quiet = this.#quietTime(stat, started, startedAt);
    const coarse = stat !== undefined && stat.ctimeNs % 1_000_000_000n === 0n;
    const whole = entries.length === found.length;
    return {
      resolution: resolveMarkers(entries),
      stamp: stat,
      exact: whole && quiet >= (coarse ? coarseAfter : exactAfter),
      conclusive: whole && quiet >= (coarse ? coarseAfter : conclusiveAfter),
    };
  }

  /** The names, or, of a directory that was crowded with markers when it was looked at last, the entries at once. */
  async #list(): Promise<readonly string[] | readonly DirectoryEntry[] | undefined> {
    try {
      return await (this.#crowded ? this.#fs.entries(this.#directory) : this.#fs.names(this.#directory));
    } catch (error) {
      if (!(error instanceof FileError) || error.reason !== "not-a-directory") throw error;
      const kind = (await this.#fs.lstat(this.#directory))?.kind ?? "other";
      if (kind === "directory") return undefined;
      throw unsafePath(this.#directory, kind, "directory");
    }
  }

  async #look(listed: readonly string[] | readonly DirectoryEntry[]): Promise<readonly (MarkerEntry | undefined)[]> {
    const names = new Set<string>();
    for (const entry of listed) {
      const name = typeof entry === "string" ? entry : entry.name;
      if (name.startsWith(markerPrefix)) names.add(name);
    }
    this.#crowded = names.size > crowd;
    if (this.#crowded) return await this.#lookAtCrowd(listed);
    const found: (MarkerEntry | undefined)[] = [];
    for (const name of names) found.push(await this.#entry(name));
    return found;
  }

  /** Goes by what listings say; only markers whose session can be active are looked at one by one. */
  async #lookAtCrowd(
    listed: readonly string[] | readonly DirectoryEntry[],
  ): Promise<readonly (MarkerEntry | undefined)[]> {
    const entries = areEntries(listed) ? listed : ((await this.#fs.entries(this.#directory)) ?? []);
    const others = new Map(entries.filter((entry) => !isMarker(entry)).map(({ name, kind }) => [name, kind]));
    const sessionOf = await listSessions(this.#fs, this.#directory, others);
    const slices = new Slices(this.#clock);
    const found: (MarkerEntry | undefined)[] = [];
    for (const { name, kind } of entries.filter(isMarker)) {
      if (slices.due) await slices.rest();
      const id = sessionOfMarker(name);
      const session = id === undefined ? undefined : sessionOf(id);
      if (session === "directory") found.push(await this.#entry(name, session));
      else found.push({ name, kind, mtimeNs: 0n, ino: 0n, session });
    }
    return found;
  }

  /** Looks at the marker, and at its session if that is not `known`. */
  async #entry(name: string, known?: Standing): Promise<MarkerEntry | undefined> {
    const id = sessionOfMarker(name);
    const stat = await this.#fs.lstat(joinPath(this.#directory, name));
    if (stat === undefined) return undefined;
    const session = known ?? (id === undefined ? undefined : await lookForSession(this.#fs, this.#directory, id));
    return { name, kind: stat.kind, mtimeNs: stat.mtimeNs, ino: stat.ino, session };
  }

  /**
   * How long before the scan began the directory had last changed: by its own time, or, where that clock differs from ours, by how long
   * we have seen the same stamp.
   */
  #quietTime(stat: FileStat | undefined, started: number, startedAt: number): number {
    if (this.#lastStamp === undefined || !sameStamp(this.#lastStamp.stamp, stat)) {
      this.#lastStamp = { stamp: stat, seen: this.#clock.elapsed() };
    }
    const byOwnTime = stat === undefined ? 0 : startedAt - Number(stat.ctimeNs / 1_000_000n);
    return Math.max(byOwnTime, started - this.#lastStamp.seen);
  }

  /**
   * Scans until the answer can be believed: exactly one marker at once; none or several only when the directory had rested, or after 200 ms of
   * looking again, so that no reader mistakes another process's switch for a pause.
   */
  async robustScan(): Promise<MarkerScan> {
    const started = this.#clock.elapsed();
    for (let round = 0; ; round += 1) {
      const scan = await this.scan();
      const waited = this.#clock.elapsed() - started;
      const single = scan.resolution.valid.length === 1;
      const waitedEnough = round >= backOff.length && (scan.exact || waited >= longestWait);
      if (single || scan.conclusive || scan.stamp === undefined || waitedEnough) return scan;
      const pause = backOff[round] ?? exactAfter;
      if (pause > 0) await this.#clock.sleep(pause);
    }
  }
}

function isMarker({ name }: DirectoryEntry): boolean {
  return name.startsWith(markerPrefix);
}

function areEntries(listed: readonly string[] | readonly DirectoryEntry[]): listed is readonly DirectoryEntry[] {
  return typeof listed[0] === "object";
}
