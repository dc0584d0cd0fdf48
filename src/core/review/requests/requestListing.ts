import { throwIfCancelled } from "../../git/repository/cancellation.ts";
import type { Clock, FileStat } from "../../base/ports.ts";
import type { SessionId } from "../../sessions/model/sessionId.ts";
import { Slices } from "../../base/slices.ts";
import { formatTime } from "../../base/time.ts";
import type { RequestContents, RequestFiles, RequestLocation } from "./requestFiles.ts";
import type { RequestId } from "../../sessions/model/requestId.ts";

/** Requests that are listed and looked at; what is beyond is only counted, so that a flood in one session hides nothing of the others. */
export const listingLimits = {
  /** Of one session that are still open, the newest. */
  open: 500,
  /** Of one session in a terminal state, and files that are not requests, the newest; they never take the place of others. */
  settled: 500,
  invalid: 100,
  /** Of all sessions, each with its newest first. */
  looked: 20_000,
} as const;

/** One request as its files say it. */
export interface ListedRequest {
  readonly location: RequestLocation;
  readonly contents: RequestContents;
}

type Standing = "open" | "settled" | "invalid";

interface Known {
  readonly states: readonly (FileStat | undefined)[];
  /** Left out: not listed, so only where it stands is remembered. */
  readonly contents?: RequestContents;
  readonly standing: Standing;
}

export interface RequestListingOptions {
  readonly files: Pick<RequestFiles, "list" | "states" | "read">;
  readonly clock: Clock;
  /** By the files alone. */
  readonly standing: (looked: ListedRequest) => Standing;
}

/** Nanoseconds within which a second write may leave every time of a file as it was (sessionScan.ts). */
const coarsestTick = 2_000_000_000n;

/** Milliseconds a name may be ahead of the clock; what claims to be newer than that comes after everything else. */
const ahead = 5 * 60_000;

/** Requests of all sessions in use. Files are read again only when their state on disk changed. */
export class RequestListing {
  readonly #options: RequestListingOptions;
  #known: ReadonlyMap<string, Known> = new Map();
  #keys = "";

  constructor(options: RequestListingOptions) {
    this.#options = options;
  }

  /** Oldest first; `more`: how many there are that are not listed. Without `all` those in a terminal state are left out. */
  async look(
    keys: readonly string[],
    { all, signal }: { readonly all: boolean; readonly signal?: AbortSignal | undefined },
  ): Promise<{ readonly looked: readonly ListedRequest[]; readonly more: number }> {
    const before = this.#keys === keys.join() ? this.#known : new Map<string, Known>();
    const now = new Map<string, Known>();
    const slices = new Slices(this.#options.clock);
    const looked: ListedRequest[] = [];
    const counts = new Map<SessionId, Record<Standing, number>>();
    const found = await this.#options.files.list(all);
    const locations = [false, true].flatMap((archived) => {
      const some = found.filter((location) => location.archived === archived);
      return inTurns(some, this.#options.clock.now());
    });
    let more = 0;
    for (const location of locations) {
      throwIfCancelled(signal);
      if (slices.due) await slices.rest();
      const count = counts.get(location.session) ?? { open: 0, settled: 0, invalid: 0 };
      counts.set(location.session, count);
      if (count.open >= listingLimits.open || now.size >= listingLimits.looked) {
        more += 1;
        continue;
      }
      const isListed = (standing: Standing): boolean =>
        (all || standing !== "settled") &&
        (!location.archived || standing !== "invalid") &&
        count[standing] < listingLimits[standing];
      const known = await this.#lookAt(location, keys, before.get(location.path), isListed);
      if (known === undefined) continue;
      const { contents, standing } = known;
      now.set(location.path, known);
      if (contents !== undefined) looked.push({ location, contents });
      else if ((all || standing !== "settled") && !location.archived) more += 1;
      count[standing] += 1;
    }
    this.#known = now;
    this.#keys = keys.join();
    return { looked: looked.toSorted((a, b) => compareIds(a.location.id, b.location.id)), more };
  }

  async #lookAt(
    location: RequestLocation,
    keys: readonly string[],
    known: Known | undefined,
    isListed: (standing: Standing) => boolean,
  ): Promise<Known | undefined> {
    const { files, clock } = this.#options;
    const fresh = BigInt(Math.floor(clock.now())) * 1_000_000n - coarsestTick;
    const states = await files.states(location);
    if (known !== undefined && states !== undefined && sameStates(known.states, states)) {
      if (!isListed(known.standing)) return { states, standing: known.standing };
      if (known.contents !== undefined) return known;
    }
    const contents = await files.read(location, keys);
    if (contents === undefined) return undefined;
    const standing = this.#options.standing({ location, contents });
    const steady = states?.every((stat) => stat === undefined || stat.ctimeNs <= fresh) === true;
    return { states: steady ? states : [], standing, ...(isListed(standing) ? { contents } : {}) };
  }
}

function sameStates(before: readonly (FileStat | undefined)[], now: readonly (FileStat | undefined)[]): boolean {
  const keys = ["kind", "size", "mtimeNs", "ctimeNs", "ino"] as const;
  return (
    before.length > 0 &&
    now.every((stat, index) => {
      const then = before[index];
      return stat === undefined || then === undefined ? stat === then : keys.every((key) => stat[key] === then[key]);
    })
  );
}

/** The newest of each session, then the second of each, and so on; `now` in milliseconds. */
function inTurns(locations: readonly RequestLocation[], now: number): readonly RequestLocation[] {
  const latest = formatTime(now + ahead).replaceAll(/[-:]/gu, "");
  const [future, past] = [locations.filter(({ id }) => id > latest), locations.filter(({ id }) => id <= latest)];
  const newestFirst = [past, future].flatMap((some) => some.toSorted((a, b) => compareIds(b.id, a.id)));
  const ranks = new Map<SessionId, number>();
  const ranked = newestFirst.map((location) => {
    const rank = ranks.get(location.session) ?? 0;
    ranks.set(location.session, rank + 1);
    return { location, rank };
  });
  return ranked.toSorted((a, b) => a.rank - b.rank).map(({ location }) => location);
}

/** Oldest first: ids begin with the time of their making. */
function compareIds(a: RequestId, b: RequestId): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
