import type { ErrorCode } from "../../core/base/errors.ts";

/** What a script learns without reading anything (docs/file-formats.md, "Exit codes"); 4, "still waiting", is never an error. */
export const exitCodes = { done: 0, failed: 1, usage: 2, denied: 3, waiting: 4, conflict: 5 } as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const special: Readonly<Partial<Record<ErrorCode, ExitCode>>> = {
  usage: exitCodes.usage,
  "invalid-name": exitCodes.usage,
  untrusted: exitCodes.denied,
  conflict: exitCodes.conflict,
};

export function exitCodeOf(code: ErrorCode): ExitCode {
  return special[code] ?? exitCodes.failed;
}
