import { Coalesced } from "../../base/coalesce.ts";
import { Emitter, type Subscription } from "../../base/emitter.ts";
import { asWorkflowError } from "../../base/errors.ts";
import type { Text } from "../../base/text.ts";
import { joinPath } from "../../files/paths.ts";
import type { Clock, FileSystem, Logger } from "../../base/ports.ts";
import { lookForSession } from "../markers/markedSessions.ts";
import { markerName } from "../markers/markers.ts";
import type { ActiveState, SessionView } from "../model/session.ts";
import { sessionOfMarker, type SessionId } from "../model/sessionId.ts";
import type { ScanResult, SessionScanner } from "./sessionScan.ts";
import { withActive } from "../record/sessionView.ts";
import type { Watching } from "../../watching/watching.ts";
import { SessionWatch } from "./sessionWatch.ts";

/** What is known of one `.workflow`; each snapshot is a value that does not change. */
export interface IndexSnapshot {
  /** False until the first look at the disk has ended. */
  readonly loaded: boolean;
  readonly exists: boolean;
  readonly active: ActiveState;
  /** The active one first, then the newest `updated` as of the last look; a mere move within that order is not a change. */
  readonly sessions: readonly SessionView[];
  /** How many more sessions there are than the 10,000 shown. */
  readonly hidden: number;
  /** Why `.workflow` could not be read; what is shown is the last that could. */
  readonly scanError?: Text;
  /** Why changes from outside are not noticed by themselves; the index looks every few seconds meanwhile. */
  readonly watchError?: Text;
}

export interface IndexChange {
  /** Sessions whose view is new or different; those that are gone are not among them. */
  readonly changed: readonly SessionId[];
  /** A session came, went or moved to another group (its state, the marker's doing aside), or `.workflow` itself came or went. */
  readonly structure: boolean;
  /** Another session is active, or how sure that is. */
  readonly active: boolean;
  /** `scanError` or `watchError` is different. */
  readonly errors: boolean;
}

export interface SessionIndexOptions {
  /** `<root>/.workflow`. */
  readonly directory: string;
  readonly scanner: SessionScanner;
  /** `ActiveMarker`, of which the index only reads. */
  readonly marker: { read(): Promise<ActiveState> };
  readonly watching: Watching;
  /** Called at every event, also at one after which nothing in the index is different. */
  readonly heard?: () => void;
  readonly fs: FileSystem;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** An error set to `undefined` is over. */
type Patch = Partial<Omit<IndexSnapshot, "sessions" | "scanError" | "watchError">> & {
  readonly scanError?: Text | undefined;
  readonly watchError?: Text | undefined;
};

/** What became of the list of sessions. */
interface Told extends Pick<IndexChange, "changed" | "structure"> {
  readonly reordered?: boolean;
}

const unchanged: Told = { changed: [], structure: false };

const nothing: IndexSnapshot = {
  loaded: false,
  exists: false,
  active: { active: undefined, state: "none" },
  sessions: [],
  hidden: 0,
};

/**
 * The sessions of one `.workflow` in memory. Watching makes changes appear at once; correctness comes from looking (`reconcile`), so that lost,
 * late and doubled events only cost time. Listeners hear the narrowest change, and nothing when nothing changed.
 */
export class SessionIndex {
  readonly #options: SessionIndexOptions;
  readonly #watch: SessionWatch;
  readonly #changes: Emitter<IndexChange>;
  readonly #reconciling = new Coalesced(() => this.#reconcile());
  readonly #markerReads = new Coalesced(() => this.#readMarker());
  readonly #refreshes = new Map<SessionId, Coalesced<void>>();
  #snapshot = nothing;
  /** The scanner's views, none marked active. */
  #sessions = new Map<SessionId, SessionView>();
  /** The list as the last scan gave it; the same array while nothing in it changes. */
  #scanned: readonly SessionView[] = [];
  #open: ReadonlySet<SessionId> = new Set();
  /** Counts what was learnt about the marker from an event, so that an older answer of a slower look is not believed. */
  #sightings = 0;
  #disposed = false;

  constructor(options: SessionIndexOptions) {
    this.#options = options;
    const { directory, watching, logger } = options;
    this.#changes = new Emitter((error) => logger.error("A listener of the session index failed.", error));
    this.#watch = new SessionWatch({
      directory,
      watching,
      hints: {
        marker: (name) => this.#inBackground(this.#sight(name)),
        session: (id) => this.#inBackground(this.#refresh(id)),
        event: () => options.heard?.(),
        anything: async () => this.reconcile(),
        error: (message) => this.#set({ watchError: message }),
      },
    });
  }

  get onDidChange(): (listener: (change: IndexChange) => void) => Subscription {
    return this.#changes.on;
  }

  snapshot(): IndexSnapshot {
    return this.#snapshot;
  }

  /**
   * Takes the first look, then begins to watch; once that has begun, another look finds what changed in between. Never fails: what is wrong
   * stands in the snapshot.
   */
  async start(): Promise<void> {
    await this.reconcile();
    this.#watch.begin();
  }

  /** Looks at everything: call it on focus and before every decision. The snapshot is then no older than the call. */
  async reconcile(): Promise<void> {
    if (!this.#disposed) await this.#reconciling.run();
  }

  /** Sessions that are expanded or open somewhere: their records are watched, as the active one's is. */
  setOpen(ids: Iterable<SessionId>): void {
    this.#open = new Set(ids);
    this.#watchOpen();
  }

  dispose(): void {
    this.#disposed = true;
    this.#changes.dispose();
    this.#watch.dispose();
  }

  async #reconcile(): Promise<void> {
    try {
      // The marker first: it is what a person looks at, and it is quick.
      await this.#markerReads.run();
      this.#applyScan(await this.#options.scanner.scan());
    } catch (error) {
      this.#fail(error);
    }
  }

  async #readMarker(): Promise<void> {
    const sightings = this.#sightings;
    const active = await this.#options.marker.read();
    if (sightings === this.#sightings) this.#set({ active });
  }

  /**
   * What the event says is looked at alone, in microseconds: a listing of 10,000 entries takes longer than a change may take to be noticed
   * (5 ms). The full look has the last word. It follows when the event loop has turned: a rename tells of the old name first, and a listing made
   * for that would hold up the event of the new one.
   */
  async #sight(name: string): Promise<void> {
    const { directory, fs, clock } = this.#options;
    const id = sessionOfMarker(name);
    const former = this.#snapshot.active.active;
    if (id !== undefined && id !== former) {
      const marker = await fs.lstat(joinPath(directory, name));
      const session = await lookForSession(fs, directory, id);
      const other = former === undefined ? undefined : await fs.lstat(joinPath(directory, markerName(former)));
      if (marker?.kind === "file" && session === "directory" && other === undefined) {
        this.#sightings += 1;
        this.#set({ active: { active: id, state: "ok" } });
      }
    }
    await clock.yieldToEventLoop();
    await this.#markerReads.run();
  }

  async #refresh(id: SessionId): Promise<void> {
    const refresh = this.#refreshes.get(id) ?? new Coalesced(() => this.#refreshNow(id));
    this.#refreshes.set(id, refresh);
    await refresh.run();
  }

  async #refreshNow(id: SessionId): Promise<void> {
    const view = await this.#options.scanner.refresh(id);
    const former = this.#sessions.get(id);
    if (view === undefined || former === undefined || view === former) return;
    this.#sessions.set(id, view);
    this.#set({}, { changed: [id], structure: former.state !== view.state });
  }

  #applyScan({ places, sessions, hidden }: ScanResult): void {
    const exists = places.length > 0;
    this.#watch.setLiving(places.includes("active"));
    const { exists: existed, hidden: hiddenBefore } = this.#snapshot;
    const frame = { loaded: true, exists, hidden, scanError: undefined };
    const reframed = exists !== existed || hidden !== hiddenBefore;
    if (sessions === this.#scanned) {
      this.#set(frame, { changed: [], structure: reframed });
      return;
    }
    const before = this.#sessions;
    const changed: SessionId[] = [];
    let structure = reframed || before.size !== sessions.length;
    for (const view of sessions) {
      const former = before.get(view.id);
      if (former === view) continue;
      changed.push(view.id);
      structure ||= former?.state !== view.state;
    }
    this.#sessions = new Map(sessions.map((view) => [view.id, view] as const));
    this.#scanned = sessions;
    this.#set(frame, { changed, structure, reordered: true });
  }

  #fail(error: unknown): void {
    const { message, text } = asWorkflowError(error);
    if (message === this.#snapshot.scanError?.toString()) return;
    this.#options.logger.error(`Could not read ${this.#options.directory}: ${message}`, error);
    this.#set({ loaded: true, scanError: text });
  }

  #inBackground(work: Promise<void>): void {
    void work.catch((error: unknown) => this.#fail(error));
  }

  /** Makes the next snapshot and tells what is different in it, if anything is. */
  #set(patch: Patch, told: Told = unchanged): void {
    if (this.#disposed) return;
    const before = this.#snapshot;
    const { scanError, watchError, ...rest } = { ...before, ...patch };
    const active = rest.active.active;
    const moved = before.active.active !== active;
    const different = moved || told.changed.length > 0 || told.structure || told.reordered === true;
    const sessions = different ? this.#ordered(active) : before.sessions;
    this.#snapshot = {
      ...rest,
      sessions,
      ...(scanError === undefined ? {} : { scanError }),
      ...(watchError === undefined ? {} : { watchError }),
    };
    const touched = moved ? [before.active.active, active].filter((id) => id !== undefined) : [];
    const change: IndexChange = {
      changed: [...new Set([...told.changed, ...touched.filter((id) => this.#sessions.has(id))])],
      structure: told.structure || rest.loaded !== before.loaded,
      active: moved || before.active.state !== rest.active.state,
      errors: scanError !== before.scanError || watchError !== before.watchError,
    };
    if (change.changed.length > 0 || change.structure || change.active || change.errors) this.#changes.fire(change);
    if (moved || told.structure) this.#watchOpen();
  }

  #ordered(active: SessionId | undefined): readonly SessionView[] {
    const first = active === undefined ? undefined : this.#sessions.get(active);
    const all = [...this.#sessions.values()];
    if (first === undefined) return all;
    all.splice(all.indexOf(first), 1);
    return [withActive(first, active), ...all];
  }

  #watchOpen(): void {
    const active = this.#snapshot.active.active;
    const wanted = new Set([...(active === undefined ? [] : [active]), ...this.#open]);
    this.#options.scanner.setWanted(wanted);
    const present = [...wanted].flatMap((id) => this.#sessions.get(id) ?? []);
    this.#watch.setOpen(present.filter(({ state }) => state !== "archived"));
  }
}
