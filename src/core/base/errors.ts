import { say, type Text, verbatim } from "./text.ts";

/** Why an operation was refused or failed, as other tools see it in `{"error": {"code"}}`. */
export type ErrorCode =
  | "usage"
  | "not-found"
  | "exists"
  | "invalid-name"
  | "invalid-record"
  | "no-active-session"
  | "no-workflow"
  | "unsafe-path"
  | "untrusted"
  | "cancelled"
  | "conflict"
  | "refused"
  | "file"
  | "git"
  | "git-missing"
  | "not-a-repository"
  | "no-commits"
  | "internal";

/**
 * An error a person can act on: `text` says what happened, `hintText` what to do next; `message` and `hint` are the same in English.
 * Everything the core throws on purpose is one of these.
 */
export class WorkflowError extends Error {
  override readonly name: string = "WorkflowError";
  readonly code: ErrorCode;
  readonly text: Text;
  readonly hintText: Text;
  readonly hint: string;
  /** Files it is about, where they are what a program would want to know. */
  readonly paths?: readonly string[];

  constructor(code: ErrorCode, text: Text, hint: Text, cause?: unknown) {
    super(String(text), cause === undefined ? undefined : { cause });
    this.code = code;
    this.text = text;
    this.hintText = hint;
    this.hint = String(hint);
  }
}

export type FileErrorReason =
  | "not-found"
  | "exists"
  | "not-permitted"
  | "no-space"
  | "read-only"
  | "too-many-open"
  | "too-large"
  | "not-a-file"
  | "not-a-directory"
  | "name-too-long"
  | "busy"
  | "io";

const fileHints: Readonly<Record<FileErrorReason, Text>> = {
  "not-found": say`Something removed it meanwhile; try again.`,
  exists: say`Something made it meanwhile; try again.`,
  "not-permitted": say`Check who owns the file and its permissions, then try again.`,
  "no-space": say`Free some disk space, then try again; nothing was changed.`,
  "read-only": say`The file system is read-only; make it writable, then try again.`,
  "too-many-open": say`Too many files are open; close some programs, then try again.`,
  "too-large": say`The file is larger than Workflow Sessions reads; make it smaller.`,
  "not-a-file": say`Something else than a regular file has this name; move it away.`,
  "not-a-directory": say`Something else than a directory has this name; move it away.`,
  "name-too-long": say`The path is longer than the system takes; move it up, or give its directories shorter names.`,
  busy: say`Another program is using it; close it, then try again.`,
  io: say`The disk reported an error; see the log for the details.`,
};

/** A failed file operation; `path` is what it was about. */
export class FileError extends WorkflowError {
  override readonly name = "FileError";
  readonly reason: FileErrorReason;
  readonly path: string;

  constructor(reason: FileErrorReason, path: string, text: Text, cause?: unknown) {
    super("file", text, fileHints[reason], cause);
    this.reason = reason;
    this.path = path;
  }
}

/** Whether the failure says nothing about the file itself: trying again later may do. */
export function passes({ reason }: FileError): boolean {
  return reason === "too-many-open" || reason === "busy";
}

/** The error as a `WorkflowError`; foreign ones become `internal` with the original as cause. */
export function asWorkflowError(error: unknown): WorkflowError {
  if (error instanceof WorkflowError) return error;
  return new WorkflowError(
    "internal",
    verbatim(error instanceof Error ? error.message : String(error)),
    say`This is a defect of Workflow Sessions; the log has the details.`,
    error,
  );
}
