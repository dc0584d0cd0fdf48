import { FileError, WorkflowError } from "../../base/errors.ts";
import { say } from "../../base/text.ts";
import { joinPath } from "../../files/paths.ts";
import type { Clock, FileSystem, Logger } from "../../base/ports.ts";
import { lookDown } from "../../files/directories.ts";
import { Slices } from "../../base/slices.ts";
import { foldedText, orphansText } from "./healedTexts.ts";
import { lookForSession } from "./markedSessions.ts";
import { findSession } from "../places/findSession.ts";
import { dropAsides, foldMarkers, sameMarkers } from "./markerFold.ts";
import { activeState, markerName, resolveMarkers, type Marker, type MarkerResolution, type Orphan } from "./markers.ts";
import { MarkerScanner, sameStamp, type DirectoryStamp, type MarkerScan } from "./markerScan.ts";
import type { ActiveState } from "../model/session.ts";
import type { SessionId } from "../model/sessionId.ts";

export interface MarkerInspection {
  readonly state: ActiveState;
  readonly resolution: MarkerResolution;
}

export interface HealResult {
  readonly state: ActiveState;
  /** Sessions whose surplus marker was folded into the effective one. */
  readonly folded: readonly SessionId[];
}

interface Memory {
  readonly stamp: DirectoryStamp;
  readonly resolution: MarkerResolution;
  /** The directory had rested when it was listed: an equal stamp proves that nothing changed. */
  readonly conclusive: boolean;
  readonly at: number;
}

/** Milliseconds after which even an unchanged stamp is checked by a listing, for file systems that lie about times. */
const memoryLasts = 30_000;
/** How often a switch starts over when others are faster. */
const mostRounds = 200;
/** Between the two scans that must agree before something is repaired, milliseconds. */
const stability = 100;

/**
 * The one active session of one `.workflow`. Every change is one rename, so that a kill at any instruction
 * leaves exactly one active session where one was; nothing depends on a lock or on other processes keeping the protocol.
 * All failures are `WorkflowError`s.
 */
export class ActiveMarker {
  readonly #directory: string;
  readonly #fs: FileSystem;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #scanner: MarkerScanner;
  #memory: Memory | undefined;

  /** `directory` is `<root>/.workflow`. */
  constructor(directory: string, ports: { readonly fs: FileSystem; readonly clock: Clock; readonly logger: Logger }) {
    this.#directory = directory;
    this.#fs = ports.fs;
    this.#clock = ports.clock;
    this.#logger = ports.logger;
    this.#scanner = new MarkerScanner(directory, ports);
  }

  /** One listing at first; then two `lstat`s for as long as the directory does not change. */
  async read(): Promise<ActiveState> {
    const memory = await this.#valid();
    if (memory?.conclusive === true) return activeState(memory.resolution);
    return activeState((await this.#look()).resolution);
  }

  /** Everything that stands there, freshly read, for finding problems. */
  async inspect(): Promise<MarkerInspection> {
    const { resolution } = await this.#look();
    return { state: activeState(resolution), resolution };
  }

  /**
   * Makes `id` the active session, whatever was active before. The commit point is one rename (or, from none, one exclusive creation),
   * flushed to disk. Answers which other sessions it saw marked: none of them is active any more, unless somebody made it so meanwhile.
   * `not-found` without such a session; `conflict` when others keep moving the marker.
   */
  async set(id: SessionId): Promise<readonly SessionId[]> {
    if (!(await this.#mayBeActive(id))) {
      throw new WorkflowError(
        "not-found",
        say`There is no session ${id}.`,
        say`Choose one of the sessions that exist, or create it.`,
      );
    }
    const memory = await this.#valid();
    const marked = new Set<SessionId>();
    await this.#retry(memory, async (resolution) => {
      for (const { id: other } of resolution.valid) marked.add(other);
      return (await this.#trySet(id, resolution)) ? true : undefined;
    });
    marked.delete(id);
    return [...marked];
  }

  /** Pauses `id`; false when it is not the active session. Afterwards no session is active, also when several markers stood. */
  async clear(id: SessionId): Promise<boolean> {
    const memory = await this.#valid();
    return await this.#retry(memory?.conclusive === true ? memory : undefined, async (resolution) => {
      return await this.#tryClear(id, resolution);
    });
  }

  /** Folds surplus markers into the effective one when two scans 100 ms apart agree; otherwise leaves them to a later time. */
  async heal(): Promise<HealResult> {
    const first = await this.#look();
    const { valid } = first.resolution;
    if (valid.length < 2) return { state: activeState(first.resolution), folded: [] };
    await this.#clock.sleep(stability);
    const second = await this.#look();
    const agreed = sameMarkers(valid, second.resolution.valid);
    const done = agreed && (await foldMarkers(this.#fs, this.#directory, valid));
    const last = agreed ? await this.#look() : second;
    if (!done) return { state: activeState(last.resolution), folded: [] };
    await this.#flush();
    const folded = first.resolution.losers.map(({ id }) => id);
    if (valid[0] !== undefined) this.#logger.info(String(foldedText(valid[0].id, folded)));
    return { state: activeState(last.resolution), folded };
  }

  /** Sets the marker of the active session to now, whatever time it had; the session stays active. False when `id` is not active, or others come between. */
  async date(id: SessionId): Promise<boolean> {
    // Of several the newest counts, which another would be then.
    const { state } = await this.heal();
    const { effective, losers } = (await this.#look()).resolution;
    if (state.active !== id || effective?.id !== id || losers.length > 0) return false;
    this.#memory = undefined;
    return await this.#fs.touch(this.#path(effective));
  }

  /** Removes markers of sessions without a directory, `most` of them, when they stand unchanged for 100 ms; answers which. */
  async removeOrphans(most = Infinity): Promise<readonly SessionId[]> {
    const first = await this.#standing((await this.#look()).resolution.orphans.slice(0, most));
    if (first.length === 0) return [];
    await this.#clock.sleep(stability);
    const removed: SessionId[] = [];
    const slices = new Slices(this.#clock);
    for (const orphan of first) {
      if (slices.due) await slices.rest();
      if (await this.#removeOrphan(orphan)) removed.push(orphan.id);
    }
    if (removed.length > 0) {
      await this.#flush();
      this.#logger.info(String(orphansText(removed)));
    }
    return removed;
  }

  async #standing(orphans: readonly Orphan[]): Promise<readonly Marker[]> {
    const standing: Marker[] = [];
    const slices = new Slices(this.#clock);
    for (const { id, name } of orphans) {
      if (slices.due) await slices.rest();
      const stat = await this.#fs.lstat(joinPath(this.#directory, name));
      if (stat !== undefined) standing.push({ id, name, ino: stat.ino, mtimeNs: stat.mtimeNs });
    }
    return standing;
  }

  /** The memory when nothing has changed since. */
  async #valid(): Promise<Memory | undefined> {
    const memory = this.#memory;
    if (memory === undefined || this.#clock.elapsed() - memory.at > memoryLasts) return undefined;
    if (!sameStamp(await this.#fs.lstat(this.#directory), memory.stamp)) return undefined;
    const { effective } = memory.resolution;
    const stands = effective === undefined || (await this.#fs.lstat(this.#path(effective)))?.ino === effective.ino;
    return stands ? memory : undefined;
  }

  async #look(): Promise<MarkerScan> {
    const scan = await this.#scanner.robustScan();
    const { stamp, resolution, conclusive } = scan;
    this.#memory = stamp === undefined ? undefined : { stamp, resolution, conclusive, at: this.#clock.elapsed() };
    return scan;
  }

  /** Tries on what is known, then on what stands there, until no other's change comes between; `undefined` asks for another round. */
  async #retry<T>(
    known: Memory | undefined,
    attempt: (resolution: MarkerResolution) => Promise<T | undefined>,
  ): Promise<T> {
    for (let round = 0; round < mostRounds; round += 1) {
      const { resolution } = (round === 0 ? known : undefined) ?? (await this.#look());
      const done = await attempt(resolution);
      if (done !== undefined) return done;
      this.#memory = undefined;
      if (round > 2) await this.#clock.sleep(Math.min(round, 20));
    }
    throw new WorkflowError(
      "conflict",
      say`Other programs keep changing which session is active.`,
      say`Wait until they are done or stop them, then try again; nothing was changed.`,
    );
  }

  async #trySet(id: SessionId, resolution: MarkerResolution): Promise<boolean> {
    const { valid, effective: source } = resolution;
    if (valid.length > 1 && !(await foldMarkers(this.#fs, this.#directory, valid))) return false;
    if (source?.id === id) return await this.#renew(source);
    await this.#mustBeFree(id);
    const path = joinPath(this.#directory, markerName(id));
    if (source === undefined) {
      if (!(await this.#fs.createExclusive(path)) || !(await this.#standsAlone())) return false;
    } else if (!(await this.#renew(source)) || !(await this.#move(source, path))) return false;
    await this.#committed(id);
    return true;
  }

  /** Another process that saw none active may have made a marker, too; the one that looks after the last was made sees both. */
  async #standsAlone(): Promise<boolean> {
    return (await this.#scanner.scan()).resolution.valid.length === 1;
  }

  /** The commit point. A rename between two hard links of one file does nothing; then the markers are to be looked at first. */
  async #move(source: Marker, path: string): Promise<boolean> {
    if (!(await this.#fs.rename(this.#path(source), path))) return false;
    const left = await this.#fs.lstat(this.#path(source));
    return left === undefined || left.ino !== (await this.#fs.lstat(path))?.ino;
  }

  /** Makes a marker the newest, so that it also wins against one an old tool makes beside it. False when it is gone. */
  async #renew(marker: Marker): Promise<boolean> {
    try {
      return await this.#fs.touch(this.#path(marker));
    } catch (error) {
      // Another user's file in our directory: it cannot be touched, yet it can be renamed.
      if (!(error instanceof FileError) || error.reason !== "not-permitted") throw error;
      return (await this.#fs.lstat(this.#path(marker))) !== undefined;
    }
  }

  /** A rename would silently replace a link or a FIFO of the marker's name. */
  async #mustBeFree(id: SessionId): Promise<void> {
    await lookDown(this.#fs, this.#directory, [markerName(id)], "file");
  }

  /** The switch stands; what can still fail here does not undo it. The next switch may build on it, a read still looks for itself. */
  async #committed(id: SessionId): Promise<void> {
    await this.#flush();
    const name = markerName(id);
    const marker = await this.#fs.lstat(joinPath(this.#directory, name));
    const stamp = await this.#fs.lstat(this.#directory);
    const kind = "directory";
    const resolution = resolveMarkers(marker === undefined ? [] : [{ ...marker, name, session: kind }]);
    const known = stamp !== undefined && resolution.effective !== undefined;
    this.#memory = known ? { stamp, resolution, conclusive: false, at: this.#clock.elapsed() } : undefined;
  }

  async #tryClear(id: SessionId, { valid, effective }: MarkerResolution): Promise<boolean | undefined> {
    if (effective?.id !== id) return false;
    if (valid.length > 1 && !(await foldMarkers(this.#fs, this.#directory, valid))) return undefined;
    if (!(await this.#fs.remove(this.#path(effective)))) return undefined;
    this.#memory = undefined;
    if (!(await this.#staysAway(effective))) return undefined;
    await this.#flush();
    return true;
  }

  /** Whether no fold of another process, which had set the marker aside before it was removed, has brought it back or will. */
  async #staysAway(marker: Marker): Promise<boolean> {
    try {
      await dropAsides(this.#fs, this.#directory, marker);
      return (await this.#fs.lstat(this.#path(marker))) === undefined;
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      this.#logger.warn(`Could not look for what was set aside in ${this.#directory}: ${error.message}`);
      return true;
    }
  }

  /** Looks once more, and puts the marker back should its session have appeared in the same moment, in whatever place. */
  async #removeOrphan(orphan: Marker): Promise<boolean> {
    const path = joinPath(this.#directory, orphan.name);
    const stat = await this.#fs.lstat(path);
    if (stat?.ino !== orphan.ino || stat.mtimeNs !== orphan.mtimeNs || (await this.#hasSession(orphan.id)))
      return false;
    if (!(await this.#fs.remove(path))) return false;
    if (!(await this.#hasSession(orphan.id))) return true;
    if ((await this.#look()).resolution.effective === undefined) await this.#fs.createExclusive(path);
    return false;
  }

  /** Whether there is anything that may be the session. */
  async #hasSession(id: SessionId): Promise<boolean> {
    return (await lookForSession(this.#fs, this.#directory, id)) !== undefined;
  }

  /** Whether the session lies where one can be active; what stands in its way, a link or a file, is refused. */
  async #mayBeActive(id: SessionId): Promise<boolean> {
    return (await findSession(this.#fs, this.#directory, id))?.archived === false;
  }

  #path(marker: Marker): string {
    return joinPath(this.#directory, marker.name);
  }

  /** Makes the last change survive a power cut; without that promise it still stands. */
  async #flush(): Promise<void> {
    try {
      await this.#fs.syncDirectory(this.#directory);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      this.#logger.warn(`Could not flush ${this.#directory} to disk: ${error.message}`);
    }
  }
}
