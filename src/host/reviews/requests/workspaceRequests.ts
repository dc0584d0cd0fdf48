import { Coalesced } from "../../../core/base/coalesce.ts";
import { asWorkflowError } from "../../../core/base/errors.ts";
import { joinPath } from "../../../core/files/paths.ts";
import type { Clock, FileSystem, Logger } from "../../../core/base/ports.ts";
import type { Requests, RequestView } from "../../../core/review/requests/requests.ts";
import type { SessionView } from "../../../core/sessions/model/session.ts";
import { approvalsFolder } from "../../../core/sessions/model/sessionNames.ts";
import { Slices } from "../../../core/base/slices.ts";

/** Sessions whose directory is looked at in one tick, in addition to those that have asked before; the others have their turn in the next ones. */
const perTick = 1000;
/** Requests of a session whose directories are looked at in one tick, the newest; the others wait until everything is read again. */
const perSession = 200;
/** Ticks after which everything is read again whatever the listings say: a file written in place changes none. */
const fullEvery = 10;

export interface WorkspaceRequestsOptions {
  readonly fs: Pick<FileSystem, "lstat" | "names">;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Those that are not archived. */
  readonly sessions: () => readonly SessionView[];
  readonly open: () => Promise<Pick<Requests, "list">>;
  /** Called when a request came, went or stands otherwise. */
  readonly changed: () => void;
}

/**
 * The requests of one workspace, followed by looking: nothing here depends on an event. A tick costs listings of directories; files are read and refs
 * looked at when a listing differs, and as long as something waits.
 */
export class WorkspaceRequests {
  readonly #options: WorkspaceRequestsOptions;
  readonly #looking = new Coalesced(() => this.#look());
  readonly #seen = new Map<string, string>();
  #views: readonly RequestView[] | undefined;
  #more = 0;
  #text = "";
  #problem: string | undefined;
  #next = 0;
  #ticks = 0;
  #ticking = false;

  constructor(options: WorkspaceRequestsOptions) {
    this.#options = options;
  }

  /** Everything there is, requests in a terminal state too; `undefined`: not looked at yet, or it cannot be read. */
  get views(): readonly RequestView[] | undefined {
    return this.#views;
  }

  /** How many more there are than can be shown. */
  get more(): number {
    return this.#more;
  }

  get waiting(): readonly RequestView[] {
    return this.#views?.filter(({ state }) => state === "waiting") ?? [];
  }

  find(id: string): RequestView | undefined {
    return this.#views?.find((view) => view.id === id);
  }

  /** Reads everything; answers when what is known is no older than the call. */
  async look(): Promise<void> {
    await this.#looking.run();
  }

  /** To be called about once a second; one that is still at work is not started again. */
  async tick(): Promise<void> {
    if (this.#ticking) return;
    this.#ticking = true;
    try {
      const differs = await this.#listingsDiffer();
      this.#ticks += 1;
      if (differs || this.#views === undefined || this.#ticks % fullEvery === 0 || this.#mayMove()) await this.look();
    } finally {
      this.#ticking = false;
    }
  }

  /** Whether something is open that can become stale, expire or be decided elsewhere. */
  #mayMove(): boolean {
    return this.#views?.some(({ state }) => state === "waiting" || state === "deciding") ?? false;
  }

  async #listingsDiffer(): Promise<boolean> {
    const slices = new Slices(this.#options.clock);
    let differs = false;
    for (const { path } of this.#turn()) {
      const listing = await this.#listing(joinPath(path, approvalsFolder));
      if (listing !== (this.#seen.get(path) ?? "")) differs = true;
      if (listing === "") this.#seen.delete(path);
      else this.#seen.set(path, listing);
      if (slices.due) await slices.rest();
    }
    return differs;
  }

  /** Those that have asked before in every tick; of the others so many that all have their turn soon. */
  #turn(): readonly SessionView[] {
    const sessions = this.#options.sessions();
    if (sessions.length <= perTick) return sessions;
    const asked = sessions.filter(({ path, active }) => active || this.#seen.has(path));
    const from = this.#next % sessions.length;
    this.#next = from + perTick;
    return [...asked, ...sessions.slice(from, from + perTick)];
  }

  async #listing(directory: string): Promise<string> {
    const { fs } = this.#options;
    try {
      const stat = await fs.lstat(directory);
      if (stat?.kind !== "directory") return "";
      const names = ((await fs.names(directory)) ?? []).toSorted();
      const stats: string[] = [];
      for (const name of names.slice(-perSession)) {
        stats.push(`${name} ${(await fs.lstat(joinPath(directory, name)))?.ctimeNs ?? ""}`);
      }
      return [`${stat.ctimeNs}`, `${names.length}`, ...stats].join("\n");
    } catch (error) {
      return `unreadable: ${asWorkflowError(error).message}`;
    }
  }

  async #look(): Promise<void> {
    const { open, logger, changed } = this.#options;
    let views: readonly RequestView[] | undefined;
    let more = 0;
    try {
      views = await (await open()).list({ all: true, more: (count) => (more = count) });
      this.#problem = undefined;
    } catch (error) {
      const { code, message } = asWorkflowError(error);
      if (message !== this.#problem) logger[code === "untrusted" ? "debug" : "warn"](`No reviews: ${message}`);
      this.#problem = message;
      views = undefined;
    }
    const text = [more, ...(views ?? ["unknown"]).map(standingOf)].join("\n");
    const first = this.#views === undefined && views !== undefined;
    this.#views = views;
    this.#more = more;
    if (text === this.#text && !first) return;
    this.#text = text;
    changed();
  }
}

/** Different when the request is, or where it stands; made of as little text as possible, because there may be thousands each second. */
function standingOf(view: RequestView | string): string {
  if (typeof view === "string") return view;
  const { session, id, state, reasons, digest, decision, receipt } = view;
  return JSON.stringify([session, id, state, reasons, digest, decision?.signature, receipt?.signature]);
}
