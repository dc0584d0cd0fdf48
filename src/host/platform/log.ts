import type { LogOutputChannel } from "vscode";
import type { Logger } from "../../core/base/ports.ts";

function withCause(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const text = cause.stack ?? cause.message;
  return cause.cause === undefined ? text : `${text}\nCaused by: ${withCause(cause.cause)}`;
}

/** The one output channel of the extension as the core's logger. */
export class Log implements Logger {
  readonly #channel: LogOutputChannel;

  constructor(channel: LogOutputChannel) {
    this.#channel = channel;
  }

  debug(message: string): void {
    this.#channel.debug(message);
  }

  info(message: string): void {
    this.#channel.info(message);
  }

  warn(message: string): void {
    this.#channel.warn(message);
  }

  error(message: string, cause?: unknown): void {
    this.#channel.error(cause === undefined ? message : `${message}\n${withCause(cause)}`);
  }

  show(): void {
    this.#channel.show(true);
  }
}
