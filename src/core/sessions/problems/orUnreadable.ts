import { FileError, passes } from "../../base/errors.ts";
import { joined } from "../../base/text.ts";
import type { Problem } from "../model/session.ts";

/** What `read` finds, or what `otherwise` makes of the problem that it could not be read. */
export async function orUnreadable<T>(
  path: string,
  read: () => Promise<T>,
  otherwise: (problem: Problem) => T,
): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof FileError) || passes(error)) throw error;
    return otherwise({ code: "unreadable", message: joined([error.text, error.hintText], ". "), path });
  }
}
