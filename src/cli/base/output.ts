import { fstatSync, writeSync } from "node:fs";
import { WorkflowError } from "../../core/base/errors.ts";
import { say } from "../../core/base/text.ts";

/** One of the two outputs of the process. */
export interface Output {
  readonly isTerminal: boolean;
  /** How many characters a line of the terminal has; `undefined`: it is none, or does not say. */
  readonly columns?: number | undefined;
  write(text: string): void;
  /**
   * Resolves when everything is written: whether its reader was there to the end, as far as the system tells. Throws `file` where it cannot be written.
   */
  flush(): Promise<boolean>;
}

/**
 * Standard output (1) or standard error (2). Written to directly where it is a file or a pipe, because node takes longer to make its stream than
 * most verbs take to answer; a terminal, and what a reader does not take at once, is left to the stream.
 */
export class StandardOutput implements Output {
  readonly #descriptor: 1 | 2;
  #stream: NodeJS.WriteStream | undefined;
  #isRead = true;
  #failure: WorkflowError | undefined;

  constructor(descriptor: 1 | 2) {
    this.#descriptor = descriptor;
    if (this.#isDevice()) this.#open();
  }

  get isTerminal(): boolean {
    return this.#stream?.isTTY === true;
  }

  get columns(): number | undefined {
    const { columns = 0 } = this.isTerminal ? (this.#stream ?? {}) : {};
    return columns > 0 ? columns : undefined;
  }

  write(text: string): void {
    let rest: Uint8Array = Buffer.from(text);
    try {
      while (this.#stream === undefined && rest.length > 0) {
        rest = rest.subarray(writeSync(this.#descriptor, rest));
      }
    } catch (error) {
      // A reader that has seen enough (`wfs list | head -1`) ends the output, not the work.
      if (codeOf(error) === "EPIPE") {
        this.#isRead = false;
        return;
      }
      if (codeOf(error) !== "EAGAIN") throw this.#failed(error);
      this.#open();
    }
    if (rest.length > 0) this.#stream?.write(rest);
  }

  async flush(): Promise<boolean> {
    await new Promise<void>((resolve) => {
      if (this.#stream === undefined) resolve();
      else this.#stream.write("", () => resolve());
    });
    if (this.#failure !== undefined) throw this.#failure;
    return this.#isRead;
  }

  #failed(error: unknown): WorkflowError {
    const why = error instanceof Error ? error.message : String(error);
    this.#failure ??= new WorkflowError(
      "file",
      say`The answer could not be written where it was to go: ${why}`,
      say`Send it somewhere with room for it, and ask again; what was asked for is done.`,
      error,
    );
    return this.#failure;
  }

  #isDevice(): boolean {
    try {
      return fstatSync(this.#descriptor).isCharacterDevice();
    } catch {
      return true;
    }
  }

  #open(): void {
    this.#stream = this.#descriptor === 1 ? process.stdout : process.stderr;
    this.#stream.on("error", (error) => {
      if (codeOf(error) === "EPIPE") this.#isRead = false;
      else this.#failed(error);
    });
  }
}

const codeOf = (error: unknown): unknown => (error instanceof Error && "code" in error ? error.code : undefined);
