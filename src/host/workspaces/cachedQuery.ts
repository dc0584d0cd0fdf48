import { Coalesced } from "../../core/base/coalesce.ts";

/** Rows do not wait longer for git than this (milliseconds); they are made again when it has answered. */
export const timeoutMs = 500;

interface Failure {
  readonly error: unknown;
}

/** An answer that takes time to get: asked for when first needed, kept, asked for again by `refresh`. */
export class CachedQuery<T> {
  readonly #asking: Coalesced<void>;
  readonly #changed: () => void;
  #value: T | undefined;
  #failure: Failure | undefined;
  #state: "unasked" | "asking" | "known" = "unasked";
  #text: string | undefined;
  #revision = 0;

  /** `ask` may answer `undefined`: nothing can be asked. `changed` is called when a later answer differs from the one given out. */
  constructor(ask: () => Promise<T | undefined>, changed: () => void) {
    this.#changed = changed;
    this.#asking = new Coalesced(() => this.#ask(ask));
  }

  get revision(): number {
    return this.#revision;
  }

  /** The answer kept, else the first one if it comes within `timeoutMs`. Rejects when asking failed. */
  async get(): Promise<T | undefined> {
    if (this.#state === "unasked") {
      this.#state = "asking";
      await withinTimeout(this.#asking.run());
    }
    if (this.#failure !== undefined) throw this.#failure.error;
    return this.#value;
  }

  /** Asks again, if it was ever asked. */
  async refresh(): Promise<void> {
    if (this.#state !== "unasked") await this.#asking.run();
  }

  async #ask(ask: () => Promise<T | undefined>): Promise<void> {
    const late = this.#state === "known";
    const started = performance.now();
    let value: T | undefined;
    let failure: Failure | undefined;
    try {
      value = await ask();
    } catch (error) {
      failure = { error };
    }
    const text = failure === undefined ? JSON.stringify(toEntries(value)) : String(failure.error);
    const differs = text !== this.#text;
    this.#state = "known";
    this.#text = text;
    this.#value = value;
    this.#failure = failure;
    if (!differs || (!late && performance.now() - started < timeoutMs)) return;
    this.#revision += 1;
    this.#changed();
  }
}

function toEntries(value: unknown): unknown {
  return value instanceof Map ? [...value] : value;
}

async function withinTimeout(work: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<void>((done) => {
    timer = setTimeout(done, timeoutMs);
  });
  await Promise.race([work, over]);
  clearTimeout(timer);
}
