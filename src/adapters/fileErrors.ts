import { setTimeout as sleep } from "node:timers/promises";
import { FileError, type FileErrorReason } from "../core/base/errors.ts";
import { verbatim } from "../core/base/text.ts";

/** The one place where the system's error codes get the meaning the core knows. Codes not listed are `io`. */
const reasons: Readonly<Record<string, FileErrorReason>> = {
  ENOENT: "not-found",
  EEXIST: "exists",
  ENOTEMPTY: "exists",
  EACCES: "not-permitted",
  EPERM: "not-permitted",
  ENOSPC: "no-space",
  EDQUOT: "no-space",
  EROFS: "read-only",
  EMFILE: "too-many-open",
  ENFILE: "too-many-open",
  EFBIG: "too-large",
  EISDIR: "not-a-file",
  ELOOP: "not-a-file",
  ENXIO: "not-a-file",
  ENOTDIR: "not-a-directory",
  ENAMETOOLONG: "name-too-long",
  EBUSY: "busy",
  ETXTBSY: "busy",
};

/** The system's code of an error, such as `ENOENT`; `undefined` for anything else. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** The error as the port promises it, about `path`. */
export function toFileError(error: unknown, path: string): FileError {
  if (error instanceof FileError) return error;
  const message = verbatim(error instanceof Error ? error.message : String(error));
  return new FileError(reasons[codeOf(error) ?? ""] ?? "io", path, message, error);
}

/** On Windows a virus scanner or an indexer holds files for moments; elsewhere only a shortage of descriptors passes by itself. */
const passing = new Set(["EMFILE", "ENFILE", "EAGAIN", "EINTR"]);
const passingOnWindows = new Set([...passing, "EBUSY", "EPERM", "EACCES", "ENOTEMPTY"]);
const delays: readonly number[] = [1, 3, 10, 30, 100, 300];

/** Runs `work`, again with growing pauses (444 ms in all) while the failure is one that passes; failures come out as `FileError`s about `path`. */
export async function attempt<T>(path: string, work: () => T | Promise<T>): Promise<T> {
  const codes = process.platform === "win32" ? passingOnWindows : passing;
  for (const delay of delays) {
    try {
      return await work();
    } catch (error) {
      if (!codes.has(codeOf(error) ?? "")) throw toFileError(error, path);
      await sleep(delay);
    }
  }
  try {
    return await work();
  } catch (error) {
    throw toFileError(error, path);
  }
}

/** As `attempt`, with an absent file as an answer. */
export async function attemptOr<T, U>(path: string, absent: U, work: () => T | Promise<T>): Promise<T | U> {
  try {
    return await attempt(path, work);
  } catch (error) {
    if (error instanceof FileError && error.reason === "not-found") return absent;
    throw error;
  }
}
