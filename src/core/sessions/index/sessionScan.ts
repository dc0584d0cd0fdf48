import { writtenAt } from "../../files/fileAge.ts";
import { Coalesced } from "../../base/coalesce.ts";
import { FileError, passes } from "../../base/errors.ts";
import { joinPath } from "../../files/paths.ts";
import type { Clock, DirectoryEntry, FileStat, FileSystem, Logger } from "../../base/ports.ts";
import { Slices } from "../../base/slices.ts";
import { parseTime } from "../../base/time.ts";
import { limits, unsafePath } from "../../files/directories.ts";
import { parseRecord, peekRecord } from "../record/loadRecord.ts";
import { readRecord } from "../record/readRecord.ts";
import { recordName, unreadableRecord, type ParsedRecord } from "../record/record.ts";
import type { SessionRecord, SessionView } from "../model/session.ts";
import { parseSessionId, type SessionId } from "../model/sessionId.ts";
import { placesAmong } from "../places/findSession.ts";
import { type Place, placeDirectory } from "../model/sessionPlaces.ts";
import type { Listing } from "../places/findSession.ts";
import { sessionLocation, type SessionLocation } from "../places/sessionLocation.ts";
import { sessionView } from "../record/sessionView.ts";
import { lastChange } from "../model/recordWords.ts";
import { isOfAnother } from "../model/userScope.ts";

export interface ScanResult {
  /** Places of `.workflow` that are there; none: it is not there itself. */
  readonly places: readonly Place[];
  /**
   * None marked active (the marker decides that: `withActive`); newest `updated` first. A session that did not change is the same object, and the
   * list is the same array while nothing in it changes.
   */
  readonly sessions: readonly SessionView[];
  /** How many more sessions there are than the 10,000 shown. */
  readonly hidden: number;
}

interface Known {
  readonly location: SessionLocation;
  readonly view: SessionView;
  /** The state of the record when it was read; `undefined`: to be read again whatever it looks like. */
  readonly stat: FileStat | undefined;
  /** What stands instead of a record, so that the same failure twice is not a change. */
  readonly failure: string | undefined;
  /** When it changed, in milliseconds, kept because parsing it in the comparison of a sort would take longer than the sort. */
  readonly updated: number;
}

/**
 * Nanoseconds within which a second write may leave every time of a file as it was: some file systems count seconds.
 * A record as fresh as that is read again by the next scan.
 */
const coarsestTick = 2_000_000_000n;

/**
 * Reads the sessions of one `.workflow`, its archives included; later scans read only records whose state on disk changed.
 * The event loop is never blocked for more than 10 ms (slices.ts).
 */
export class SessionScanner {
  readonly #directory: string;
  readonly #fs: FileSystem;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #rereads: boolean;
  readonly #scope: (() => string) | undefined;
  readonly #scans = new Coalesced(() => this.#scan());
  #known: ReadonlyMap<SessionId, Known> = new Map();
  /** Looked at outside of a scan, which may be running. */
  readonly #refreshed = new Map<SessionId, Known>();
  #sorted: readonly SessionView[] = [];
  #wanted: ReadonlySet<SessionId> = new Set();
  readonly #failures = new Map<Place, string>();
  /** Nanoseconds; what changed since is too fresh for its times to tell a further change. */
  #fresh = 0n;

  /**
   * `directory` is `<root>/.workflow`. `rereads`: every scan reads each record, whose state on disk is neither looked at nor believed; for those who
   * scan once.
   */
  constructor(options: {
    readonly directory: string;
    readonly fs: FileSystem;
    readonly clock: Clock;
    readonly logger: Logger;
    readonly rereads?: boolean;
    /** The scope of whoever looks. */
    readonly scope?: () => string;
  }) {
    this.#directory = options.directory;
    this.#fs = options.fs;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#rereads = options.rereads ?? false;
    this.#scope = options.scope;
  }

  /** Sessions that are shown even when there are more than can be: the active and the open ones. */
  setWanted(ids: Iterable<SessionId>): void {
    this.#wanted = new Set(ids);
  }

  /** Calls at the same time share work; each gets a result that is no older than its call. A `.workflow` that is a link is `unsafe-path`. */
  async scan(): Promise<ScanResult> {
    return await this.#scans.run();
  }

  /**
   * Looks at the record of one session that the last scan showed: its view, the same object for as long as nothing in it differs. Absent sessions
   * are the next scan's business. Whether it is news only those who show it know: a running scan may have shown them nothing yet.
   */
  async refresh(id: SessionId): Promise<SessionView | undefined> {
    const before = this.#refreshed.get(id) ?? this.#known.get(id);
    if (before === undefined) return undefined;
    this.#begin();
    const { location } = before;
    const after = await (this.#lookNow(location, before) ?? this.#lookAgain(location, before));
    if (after === undefined) return undefined;
    this.#refreshed.set(id, after);
    return after.view;
  }

  async #scan(): Promise<ScanResult> {
    const slices = new Slices(this.#clock);
    this.#begin();
    const stat = await this.#fs.lstat(this.#directory);
    if (stat !== undefined && stat.kind !== "directory") throw unsafePath(this.#directory, stat.kind, "directory");
    const lists = await this.#lists();
    const before = this.#known;
    const now = new Map<SessionId, Known>();
    let hidden = 0;
    for (const location of this.#locations(lists)) {
      if (slices.due) await slices.rest();
      if (location.place !== "" && now.has(location.id)) continue;
      if (now.size >= limits.shownEntries) {
        hidden += 1;
        continue;
      }
      const known = this.#takeRefreshed(location.id) ?? before.get(location.id);
      const found = this.#lookNow(location, known) ?? this.#lookAgain(location, known);
      const looked = found instanceof Promise ? await found : found;
      if (looked !== undefined) now.set(location.id, looked);
    }
    await slices.rest();
    let sorted: readonly SessionView[];
    // Once more when a session was looked at meanwhile: what is answered here must not be older than that.
    do {
      for (const [id, refreshed] of this.#refreshed) if (now.has(id)) now.set(id, refreshed);
      this.#refreshed.clear();
      const same = now.size === before.size && (await sameViews(before, now, slices));
      await slices.rest();
      sorted = same ? this.#sorted : await this.#sort([...now.values()], slices);
    } while (this.#refreshed.size > 0);
    this.#known = now;
    this.#sorted = sorted;
    return { places: lists.map(({ place }) => place), sessions: sorted, hidden };
  }

  /** Nearly always there is none, and looking it up would cost as much as keeping what is found. */
  #takeRefreshed(id: SessionId): Known | undefined {
    if (this.#refreshed.size === 0) return undefined;
    const refreshed = this.#refreshed.get(id);
    this.#refreshed.delete(id);
    return refreshed;
  }

  async #sort(known: readonly Known[], slices: Slices): Promise<readonly SessionView[]> {
    return this.#rereads ? known.toSorted(newerOrByName).map(({ view }) => view) : await newestFirst(known, slices);
  }

  #begin(): void {
    this.#fresh = BigInt(this.#clock.now()) * 1_000_000n - coarsestTick;
  }

  /** What is in each place of `.workflow` that is there. */
  async #lists(): Promise<readonly Listing[]> {
    const entries = await this.#fs.entries(this.#directory);
    if (entries === undefined) return [];
    const lists: Listing[] = [];
    for (const place of placesAmong(entries)) {
      lists.push({ place, entries: place === "" ? entries : await this.#list(place) });
    }
    return lists;
  }

  /** A place that cannot be read hides no other session; said once for as long as it lasts. */
  async #list(place: Place): Promise<readonly DirectoryEntry[]> {
    try {
      const entries = await this.#fs.entries(placeDirectory(this.#directory, place));
      this.#failures.delete(place);
      return entries ?? [];
    } catch (error) {
      if (!(error instanceof FileError) || passes(error)) throw error;
      if (this.#failures.get(place) !== error.message)
        this.#logger.warn(`Could not read ${error.path}: ${error.message}`);
      this.#failures.set(place, error.message);
      return [];
    }
  }

  /** Where sessions lie, the wanted ones first when not all can be shown. One that lies in several places is the first of them. */
  *#locations(lists: readonly Listing[]): Generator<SessionLocation, void, void> {
    const crowded = lists.reduce((sum, { entries }) => sum + entries.length, 0) > limits.shownEntries;
    for (const wanted of crowded ? [true, false] : [false]) {
      for (const { entries, place } of lists) {
        for (const { name, kind } of entries) {
          const id = kind === "directory" ? parseSessionId(name) : undefined;
          if (id === undefined || (crowded && this.#wanted.has(id) !== wanted)) continue;
          yield sessionLocation(this.#directory, id, place);
        }
      }
    }
  }

  /** The quick way, for a record that is there and can be read, at once for a JSON object; `undefined`: take the other one. */
  #lookNow(location: SessionLocation, known: Known | undefined): Known | Promise<Known> | undefined {
    const peeked = this.#rereads ? peekRecord(this.#fs, location) : undefined;
    if (peeked !== undefined) return this.#keep(location, peeked, known);
    try {
      const reading = this.#fs.readNow(
        `${location.path}/${recordName}`,
        limits.jsonBytes,
        this.#trusted(location, known),
      );
      if (reading === undefined) return undefined;
      if (reading === "unchanged") return known;
      const { stat, bytes } = reading;
      const believed = stat.ctimeNs > this.#fresh ? undefined : stat;
      const read = readRecord(bytes, location.id);
      if (read !== undefined) return this.#keep(location, read, known, believed);
      // A copy, because the bytes are another file's after the next reading.
      return parseRecord(bytes.slice(), location.id, Number(stat.mtimeNs) / 1e6).then((broken) =>
        this.#keep(location, broken, known, believed),
      );
    } catch (error) {
      if (error instanceof FileError) return undefined;
      throw error;
    }
  }

  /** What stands for a record that is absent or cannot be read; a session that is gone: `undefined`. */
  async #lookAgain(location: SessionLocation, known: Known | undefined): Promise<Known | undefined> {
    let time = this.#clock.now();
    try {
      const directory = await this.#fs.lstat(location.path);
      if (directory?.kind !== "directory") return undefined;
      time = writtenAt(directory);
      const bytes = await this.#fs.read(joinPath(location.path, recordName), limits.jsonBytes);
      const parsed = await parseRecord(bytes, location.id, time);
      return this.#keep(location, parsed, known, undefined, bytes === undefined ? "absent" : undefined);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      if (known?.failure !== error.message) this.#logger.warn(`Could not read ${error.path}: ${error.message}`);
      return this.#keep(location, unreadableRecord(location.id, error.text), known, undefined, error.message);
    }
  }

  /** The state to compare with; none when the session moved into or out of the archive, or the scope of whoever looks is another. */
  #trusted(location: SessionLocation, known: Known | undefined): FileStat | undefined {
    if (known?.view.path !== location.path) return undefined;
    const { record, withheld = false } = known.view;
    return isOfAnother(record, this.#scope) === withheld ? known.stat : undefined;
  }

  #keep(
    location: SessionLocation,
    parsed: ParsedRecord,
    known: Known | undefined,
    stat?: FileStat,
    failure?: string,
  ): Known {
    const view = sessionView(location, parsed, undefined, this.#scope);
    if (failure !== undefined && failure === known?.failure && location.path === known.view.path) return known;
    if (known !== undefined && sameView(known.view, view)) {
      return { location, view: known.view, updated: known.updated, stat, failure };
    }
    return { location, view, updated: changedAt(view.record), stat, failure };
  }
}

/** Whether two maps of the same size lead to the same views. */
async function sameViews(
  before: ReadonlyMap<SessionId, Known>,
  now: ReadonlyMap<SessionId, Known>,
  slices: Slices,
): Promise<boolean> {
  for (const [id, { view }] of now) {
    if (slices.due) await slices.rest();
    if (view !== before.get(id)?.view) return false;
  }
  return true;
}

function sameView(a: SessionView, b: SessionView): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** More than a list can have. */
const slots = 2 ** 14;

/**
 * The newest first, by name where two are of the same moment. Sorting numbers that hold second and place takes a tenth of sorting 10,000 objects by a function,
 * which would block the event loop for as long as it may be blocked at all; what follows is done in slices.
 */
async function newestFirst(known: readonly Known[], slices: Slices): Promise<readonly SessionView[]> {
  const keys = new Float64Array(known.length);
  known.forEach(({ updated }, place) => (keys[place] = Math.floor(updated / 1000) * slots + place));
  keys.sort();
  const secondAt = (at: number): number => Math.floor((keys[at] ?? Number.NaN) / slots);
  const knownAt = (at: number, second: number): Known => {
    const one = known[(keys[at] ?? Number.NaN) - second * slots];
    if (one === undefined) throw new RangeError("The list is longer than its limit.");
    return one;
  };
  const sorted: SessionView[] = [];
  let end = keys.length;
  while (end > 0) {
    if (slices.due) await slices.rest();
    const second = secondAt(end - 1);
    let start = end - 1;
    while (secondAt(start - 1) === second) start -= 1;
    if (end - start === 1) sorted.push(knownAt(start, second).view);
    else {
      const same = Array.from({ length: end - start }, (_, index) => knownAt(start + index, second));
      for (const { view } of same.toSorted(newerOrByName)) sorted.push(view);
    }
    end = start;
  }
  return sorted;
}

/** Milliseconds since 1970; 0 for a record that says nothing of it. */
function changedAt(record: SessionRecord): number {
  return parseTime(lastChange(record) ?? "") ?? 0;
}

function newerOrByName(a: Known, b: Known): number {
  return b.updated - a.updated || (a.view.id < b.view.id ? -1 : 1);
}
