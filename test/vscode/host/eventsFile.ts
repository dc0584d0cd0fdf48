import { readEvents, type TestEvent } from "../../run/testEvents.ts";

const pollMs = 200;

/** Reads the events of a window while it runs, each once. */
export class EventsFile {
  readonly #file: string;
  readonly #onEvent: (event: TestEvent) => void;
  readonly #timer: NodeJS.Timeout;
  #read = 0;

  constructor(file: string, onEvent: (event: TestEvent) => void) {
    this.#file = file;
    this.#onEvent = onEvent;
    this.#timer = setInterval(() => this.#readOn(), pollMs);
  }

  #readOn(): void {
    const { events, to } = readEvents(this.#file, this.#read);
    this.#read = to;
    for (const event of events) this.#onEvent(event);
  }

  /** Reads the rest and stops. */
  close(): void {
    clearInterval(this.#timer);
    this.#readOn();
  }
}
