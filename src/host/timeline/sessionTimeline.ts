import type { EventPlace, FollowedEvents } from "../../core/events/followEvents.ts";
import { followEvents } from "../../core/events/followEvents.ts";
import type { WorkflowEvent } from "../../core/events/model/event.ts";
import { eventsOfSession } from "../../core/events/sessionEvents.ts";
import type { SessionId } from "../../core/sessions/model/sessionId.ts";
import { type EventKind, eventKind } from "../wording/events/eventKinds.ts";

export interface SessionTimelineOptions extends EventPlace {
  readonly session: SessionId;
  /** Called when something new has happened. */
  readonly changed: () => void;
}

/** Events that are remembered of one session: the newest. */
const remembered = 20_000;

/** The events of one session, read when they are first asked for and followed until it is disposed of. */
export class SessionTimeline {
  readonly #options: SessionTimelineOptions;
  #following: Promise<FollowedEvents> | undefined;
  #isRead = false;
  #events: readonly WorkflowEvent[] = [];
  #renamedTo: string;

  constructor(options: SessionTimelineOptions) {
    this.#options = options;
    this.#renamedTo = options.session;
  }

  /** What the session is called now, as far as events say. */
  get renamedTo(): string {
    return this.#renamedTo;
  }

  /** When the events were read for the first time. */
  async ready(): Promise<void> {
    await (this.#following ??= followEvents(this.#options, { since: 0 }, (events) => this.#hear(events)));
    this.#isRead = true;
  }

  /** Newest first; of a tool, its end stands for its start, and that a fork was made for its session. */
  events(kinds?: ReadonlySet<EventKind>): readonly WorkflowEvent[] {
    const ended = new Set(this.#events.flatMap(({ type, call }) => (type === "tool.ended" ? [call] : [])));
    const forks = new Set(this.#events.flatMap(({ type, session }) => (type === "fork.created" ? [session] : [])));
    const isTold = ({ type, call, session }: WorkflowEvent): boolean =>
      (type === "tool.started" && ended.has(call)) || (type === "session.created" && forks.has(session));
    return this.#events.filter((event) => !isTold(event) && kinds?.has(eventKind(event.type)) !== false);
  }

  async dispose(): Promise<void> {
    (await this.#following)?.dispose();
  }

  #hear(events: readonly WorkflowEvent[]): void {
    const { session, changed } = this.#options;
    const told = eventsOfSession([...this.#events.toReversed(), ...events], session, { forks: true });
    this.#renamedTo = told.session;
    const all = told.events.toReversed().slice(0, remembered);
    const isNew = all.length !== this.#events.length || all[0] !== this.#events[0];
    this.#events = all;
    if (this.#isRead && (isNew || this.#renamedTo !== session)) changed();
  }
}
