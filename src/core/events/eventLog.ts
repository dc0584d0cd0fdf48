import { formatExactTime } from "../base/time.ts";
import type { Clock, FileSystem, Logger } from "../base/ports.ts";
import { encodeText } from "../files/jsonBytes.ts";
import { joinPath } from "../files/paths.ts";
import { eventsDirectory, keptSegments, segmentBytes, segmentName, segmentsIn } from "./eventFiles.ts";
import type { EventMembers, EventSink, EventType } from "./model/event.ts";

export interface EventLogOptions {
  /** `.workflow`; where there is none, nothing is written. */
  readonly workflow: string;
  /** Who all processes of this machine are (`writerOf`). */
  readonly writer: string;
  /** Who does what is noted, unless an event says otherwise. */
  readonly actor: string;
  readonly fs: FileSystem;
  readonly clock: Clock;
  /** Whose notes a session has, as its record says; `undefined`: everybody's. */
  readonly scopeOf?: (session: string) => Promise<string | undefined>;
  readonly logger: Logger;
}

/** Appends events to the segments of one writer: one write each, so that processes of a machine may append at once. Nothing is flushed: a record for people, not a log that decides. */
export class EventLog implements EventSink {
  readonly #options: EventLogOptions;
  #segment: number | undefined;

  constructor(options: EventLogOptions) {
    this.#options = options;
  }

  async note<Type extends EventType>(
    type: Type,
    session: string | null,
    members: EventMembers[Type],
    actor: string = this.#options.actor,
  ): Promise<void> {
    const { fs, clock, logger, workflow } = this.#options;
    try {
      if (fs.kindNow(workflow) !== "directory") return;
      const at = formatExactTime(clock.now());
      const scope = session === null ? undefined : await this.#options.scopeOf?.(session);
      const whose = scope === undefined ? {} : { scope };
      const line = encodeText(`${JSON.stringify({ at, session, actor, type, ...whose, ...members })}\n`);
      this.#segment ??= await this.#newest();
      const size = await fs.appendLine(this.#path(this.#segment), line);
      if (size >= segmentBytes) await this.#next(this.#segment + 1);
    } catch (error) {
      logger.warn(`An event (${type}) could not be written: ${String(error)}`);
    }
  }

  async #newest(): Promise<number> {
    const { fs, workflow } = this.#options;
    await fs.makeDirectory(eventsDirectory(workflow));
    return (await this.#own()).at(-1)?.n ?? 1;
  }

  /** Goes on in another segment, and lets those go that are too many. */
  async #next(n: number): Promise<void> {
    const { fs, workflow } = this.#options;
    this.#segment = n;
    for (const { name } of (await this.#own()).filter((segment) => segment.n <= n - keptSegments)) {
      await fs.remove(joinPath(eventsDirectory(workflow), name));
    }
  }

  async #own(): Promise<ReturnType<typeof segmentsIn>> {
    const { fs, workflow } = this.#options;
    const names = (await fs.names(eventsDirectory(workflow))) ?? [];
    return segmentsIn(names).filter(({ writer }) => writer === this.#options.writer);
  }

  #path(n: number): string {
    return joinPath(eventsDirectory(this.#options.workflow), segmentName(this.#options.writer, n));
  }
}
