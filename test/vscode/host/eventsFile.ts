import { readFile } from "node:fs/promises";
import { type SuiteEvent, suiteEvent } from "./suiteEvents.ts";

const pollMs = 200;

/** Reads the events of a suite while it runs: whole lines only, each once. */
export class EventsFile {
  readonly #file: string;
  readonly #onEvent: (event: SuiteEvent) => void;
  readonly #timer: NodeJS.Timeout;
  #offset = 0;
  #reading: Promise<void> = Promise.resolve();

  constructor(file: string, onEvent: (event: SuiteEvent) => void) {
    this.#file = file;
    this.#onEvent = onEvent;
    this.#timer = setInterval(() => this.#schedule(), pollMs);
  }

  #schedule(): void {
    this.#reading = this.#reading.then(() => this.#read());
  }

  async #read(): Promise<void> {
    const bytes = await readFile(this.#file);
    const end = bytes.lastIndexOf("\n") + 1;
    const lines = bytes.subarray(this.#offset, end).toString("utf8").split("\n");
    this.#offset = end;
    for (const line of lines.filter((text) => text !== "")) {
      this.#onEvent(suiteEvent.parse(JSON.parse(line)));
    }
  }

  /** Reads the rest and stops. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#schedule();
    await this.#reading;
  }
}
