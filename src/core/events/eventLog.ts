import { asWorkflowError } from "../base/errors.ts";
import { formatExactTime } from "../base/time.ts";
import type { Clock, FileSystem, Logger } from "../base/ports.ts";
import { ignoreContents, unsafePath } from "../files/directories.ts";
import { joinPath } from "../files/paths.ts";
import { eventsDirectory, greatestSegment, segmentBytes, segmentName, segmentsIn } from "./eventFiles.ts";
import { eventLine } from "./eventLine.ts";
import { actorName, agentActor } from "./model/actor.ts";
import type { EventMembers, EventSink, EventType } from "./model/event.ts";
import { tidySegments } from "./tidySegments.ts";

export interface EventLogOptions {
  /** `.workflow`; where there is none, nothing is written. */
  readonly workflow: string;
  /** Who all processes of this machine are (`writerOf`). */
  readonly writer: string;
  /** Who does what is noted, unless an event says otherwise. Only this can be `person`. */
  readonly actor: string;
  readonly fs: FileSystem;
  readonly clock: Clock;
  /** Whose notes a session has, as its record says; `undefined`: everybody's. */
  readonly scopeOf?: (session: string) => string | undefined;
  readonly logger: Logger;
}

/**
 * Appends events to the segments of one writer: one write each, so that processes of a machine may append at once. Nothing is flushed: a record for people, not a log that decides.
 * No link is followed.
 */
export class EventLog implements EventSink {
  readonly #options: EventLogOptions;
  readonly #directory: string;
  #segment: number | undefined;
  #hasFailed = false;

  constructor(options: EventLogOptions) {
    this.#options = options;
    this.#directory = eventsDirectory(options.workflow);
  }

  async note<Type extends EventType>(
    type: Type,
    session: string | null,
    members: EventMembers[Type],
    actor?: string,
  ): Promise<void> {
    const { fs, clock, workflow } = this.#options;
    try {
      if (fs.kindNow(workflow) !== "directory") return;
      const at = formatExactTime(clock.now());
      const scope = session === null ? undefined : this.#options.scopeOf?.(session);
      const whose = scope === undefined ? {} : { scope };
      const by = actor === undefined ? actorName(this.#options.actor) : agentActor(actor);
      const line = eventLine({ at, session, actor: by, type, ...whose }, members);
      const segment = this.#isNewest(this.#segment) ? this.#segment : await this.#newest();
      this.#segment = segment;
      const size = await fs.appendLine(this.#path(segment), line);
      if (size >= segmentBytes) this.#segment = undefined;
    } catch (error) {
      this.#failed(type, error);
    }
  }

  /** Whether it is still there, and no other process has begun the next; a window may have slept for a day. */
  #isNewest(segment: number | undefined): segment is number {
    if (segment === undefined) return false;
    const { fs } = this.#options;
    if (fs.kindNow(this.#directory) !== "directory") return false;
    const [now, next] = [fs.kindNow(this.#path(segment)), fs.kindNow(this.#path(segment + 1))];
    return now === "file" && next === undefined;
  }

  async #newest(): Promise<number> {
    const { fs, clock, writer } = this.#options;
    await fs.makeDirectory(this.#directory);
    const kind = fs.kindNow(this.#directory) ?? "other";
    if (kind !== "directory") throw unsafePath(this.#directory, kind, "directory");
    // Where the repository tracks files of `.workflow`, events do not belong into a commit.
    await ignoreContents(fs, this.#directory);
    const names = fs.namesNow(this.#directory) ?? (await fs.names(this.#directory)) ?? [];
    const own = segmentsIn(names).filter((segment) => segment.writer === writer);
    // Behind the greatest number there is no next one: whoever has put such files there shall not silence this writer.
    const taken = new Set(own.map(({ n }) => n));
    const last = own.findLast(({ n }) => n < greatestSegment && !taken.has(n + 1))?.n ?? 0;
    const size = last === 0 ? segmentBytes : ((await fs.lstat(this.#path(last)))?.size ?? 0);
    if (size < segmentBytes) return last;
    if (segmentsIn(names).length > 0) await tidySegments({ fs, clock }, this.#directory, { writer, newest: last + 1 });
    return last + 1;
  }

  /** A full disk would be told of with every step. */
  #failed(type: EventType, error: unknown): void {
    const { logger } = this.#options;
    const text = `An event (${type}) could not be written: ${asWorkflowError(error).message}`;
    if (this.#hasFailed) logger.debug(text);
    else logger.warn(`${text} What it is about has been done; further ones that cannot be written are not told of.`);
    this.#hasFailed = true;
  }

  #path(n: number): string {
    return joinPath(this.#directory, segmentName(this.#options.writer, n));
  }
}
