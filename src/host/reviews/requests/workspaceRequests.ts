import { Coalesced } from "../../../core/base/coalesce.ts";
import { asWorkflowError } from "../../../core/base/errors.ts";
import type { Clock, Logger } from "../../../core/base/ports.ts";
import {
  requestDirectories,
  tellsOfRequests,
  type RequestPlaces,
} from "../../../core/review/requests/requestDirectories.ts";
import type { Requests, RequestView } from "../../../core/review/requests/requests.ts";
import { expiryOf } from "../../../core/review/requests/requestState.ts";
import type { Followed, Watching } from "../../../core/watching/watching.ts";

/**
 * Milliseconds in which a working tree is looked at once while nobody asks, at every second slow look: half a dozen processes of git for each, which
 * is the most of all, and what was done in it counts when it is reviewed.
 */
const treesEvery = 105_000;

/** Milliseconds after which a deadline that lies further ahead is looked at again: timers do not reach for ever. */
const longestWait = 3_600_000;

export interface WorkspaceRequestsOptions {
  readonly places: RequestPlaces;
  readonly watching: Watching;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Directory of the active session: the one that is most likely to ask for the first time. */
  readonly active: () => string | undefined;
  readonly maxAgeMinutes: () => number;
  readonly open: () => Promise<Pick<Requests, "list">>;
  /** Called when a request came, went or stands otherwise. */
  readonly changed: () => void;
}

/**
 * The requests of one workspace, followed through their files and refs, and by the time where one has a deadline. What no watch can tell of, such as
 * edits in a working tree, is found by the looks that come anyway.
 */
export class WorkspaceRequests {
  readonly #options: WorkspaceRequestsOptions;
  readonly #looking = new Coalesced(() => this.#look());
  readonly #followed: Followed;
  /** Files that requests are about. */
  #files: ReadonlySet<string> = new Set();
  #views: readonly RequestView[] | undefined;
  #more = 0;
  #text = "";
  #problem: string | undefined;
  #asked = true;
  #glance: Promise<void> | undefined;
  #expiring = new AbortController();
  #disposed = false;

  constructor(options: WorkspaceRequestsOptions) {
    this.#options = options;
    this.#followed = options.watching.follow({
      heard: (_directory, path) => this.#files.has(path) || tellsOfRequests(options.places, path),
      look: async (asked) => await (asked ? this.look() : this.#looking.run()),
      polls: true,
    });
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
    this.#asked = true;
    if (!this.#disposed) await this.#looking.run();
  }

  /** For those who call it each second: joins the glance that is under way, if there is one. */
  async glance(): Promise<void> {
    this.#glance ??= this.look().finally(() => (this.#glance = undefined));
    await this.#glance;
  }

  dispose(): void {
    this.#disposed = true;
    this.#followed.dispose();
    this.#expiring.abort();
  }

  async #look(): Promise<void> {
    const { open, logger } = this.#options;
    const patience = this.#asked ? {} : { treesEvery };
    this.#asked = false;
    let views: readonly RequestView[] | undefined;
    let more = 0;
    try {
      views = await (await open()).list({ all: true, more: (count) => (more = count), ...patience });
      this.#problem = undefined;
    } catch (error) {
      const { code, message } = asWorkflowError(error);
      if (message !== this.#problem) logger[code === "untrusted" ? "debug" : "warn"](`No reviews: ${message}`);
      this.#problem = message;
    }
    if (this.#disposed) return;
    this.#take(views, more);
    try {
      await this.#follow(views ?? []);
    } catch (error) {
      // What was followed before still is, and the slow look comes anyway.
      logger.warn(`Requests could not be followed: ${asWorkflowError(error).message}`);
    }
  }

  #take(views: readonly RequestView[] | undefined, more: number): void {
    const text = [more, ...(views ?? ["unknown"]).map(standingOf)].join("\n");
    const first = this.#views === undefined && views !== undefined;
    this.#views = views;
    this.#more = more;
    if (text === this.#text && !first) return;
    this.#text = text;
    this.#options.changed();
  }

  async #follow(views: readonly RequestView[]): Promise<void> {
    const { places, active } = this.#options;
    this.#lookWhenExpired(views.filter(({ state }) => state === "waiting" || state === "stale"));
    const { directories, files } = await requestDirectories(places, views);
    this.#files = files;
    if (!this.#disposed) this.#followed.setDirectories([...directories, active() ?? []].flat());
  }

  /** Looks at the next moment at which one of them expires by itself. */
  #lookWhenExpired(views: readonly RequestView[]): void {
    const { clock, maxAgeMinutes } = this.#options;
    this.#expiring.abort();
    const [now, limit] = [clock.now(), maxAgeMinutes()];
    let next = Infinity;
    for (const { request } of views) {
      const expiry = request === null ? now : expiryOf(request, limit);
      if (expiry > now) next = Math.min(next, expiry);
    }
    if (next === Infinity) return;
    const expiring = (this.#expiring = new AbortController());
    clock.sleep(Math.min(next - now, longestWait), expiring.signal).then(
      () => void this.look(),
      () => undefined,
    );
  }
}

/** Different when the request is, or where it stands; made of as little text as possible, because there may be thousands. */
function standingOf(view: RequestView | string): string {
  if (typeof view === "string") return view;
  const { session, id, state, reasons, digest, decision, receipt, deliveries } = view;
  const noted = deliveries?.map(({ at, way }) => [at, way]);
  return JSON.stringify([session, id, state, reasons, digest, decision?.signature, receipt?.signature, noted]);
}
