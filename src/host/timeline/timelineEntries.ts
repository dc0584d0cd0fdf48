import type { WorkflowEvent } from "../../core/events/model/event.ts";
import type { TimelineEntry } from "../rows/timelineRows.ts";
import { type EventKind, eventKind } from "../wording/events/eventKinds.ts";

/** Events that are remembered of one session: the newest. */
const remembered = 20_000;
/** How many more there may be before the oldest go, so that not each new one moves all. */
const slack = 1000;

interface Kept extends TimelineEntry {
  readonly kind: EventKind;
  /** Another one is shown in its place. */
  hidden: boolean;
}

/**
 * The events of one session as they are shown: of a tool, its end stands for its start, and that a fork was made for its session. Each has a key that is its own for good: of several
 * of one type at one time the oldest is the first. How many there are of each kind is counted as they come, so that a redraw goes through none but those it shows.
 */
export class TimelineEntries {
  #kept: Kept[] = [];
  readonly #counts = new Map<EventKind, number>();
  readonly #sameKeys = new Map<string, number>();
  readonly #started = new Map<unknown, Kept>();
  readonly #ended = new Set<unknown>();
  readonly #created = new Map<string | null, Kept>();
  readonly #forks = new Set<string | null>();

  /** The oldest first. */
  constructor(events: readonly WorkflowEvent[] = []) {
    for (const event of events.slice(-remembered)) this.#add(event);
  }

  get newest(): WorkflowEvent | undefined {
    return this.#kept.at(-1)?.event;
  }

  /** All that are remembered, hidden ones too, the oldest first. */
  get all(): readonly WorkflowEvent[] {
    return this.#kept.map(({ event }) => event);
  }

  /** With some more, which have happened later: mostly this object. */
  with(events: readonly WorkflowEvent[]): TimelineEntries {
    for (const event of events) this.#add(event);
    return this.#kept.length > remembered + slack ? new TimelineEntries(this.all) : this;
  }

  /** How many there are of some kinds; left out: of all. */
  count(kinds?: ReadonlySet<EventKind>): number {
    let count = 0;
    for (const [kind, ofKind] of this.#counts) if (kinds?.has(kind) !== false) count += ofKind;
    return count;
  }

  /** The newest of some kinds, newest first. */
  page(most: number, kinds?: ReadonlySet<EventKind>): readonly TimelineEntry[] {
    const page: TimelineEntry[] = [];
    const enough = Math.min(most, this.count(kinds));
    for (let at = this.#kept.length - 1; at >= 0 && page.length < enough; at -= 1) {
      const entry = this.#kept[at];
      if (entry !== undefined && !entry.hidden && kinds?.has(entry.kind) !== false) page.push(entry);
    }
    return page;
  }

  #add(event: WorkflowEvent): void {
    const { at, type, call, session } = event;
    const same = `${at}/${type}`;
    const before = this.#sameKeys.get(same) ?? 0;
    this.#sameKeys.set(same, before + 1);
    const entry: Kept = { event, key: `${same}/${before}`, kind: eventKind(type), hidden: false };
    this.#kept.push(entry);
    this.#counts.set(entry.kind, (this.#counts.get(entry.kind) ?? 0) + 1);
    if (type === "tool.started") {
      if (this.#ended.has(call)) this.#hide(entry);
      this.#started.set(call, entry);
    } else if (type === "tool.ended") {
      this.#ended.add(call);
      this.#hide(this.#started.get(call));
    } else if (type === "session.created") {
      if (this.#forks.has(session)) this.#hide(entry);
      this.#created.set(session, entry);
    } else if (type === "fork.created") {
      this.#forks.add(session);
      this.#hide(this.#created.get(session));
    }
  }

  #hide(entry: Kept | undefined): void {
    if (entry === undefined || entry.hidden) return;
    entry.hidden = true;
    this.#counts.set(entry.kind, (this.#counts.get(entry.kind) ?? 0) - 1);
  }
}
