import { WorkflowError } from "../../base/errors.ts";
import { say } from "../../base/text.ts";

declare const brand: unique symbol;

/** The name of a session's directory, checked: `WFS-<slug>`. */
export type SessionId = string & { readonly [brand]: "SessionId" };

export const markerPrefix = ".active-";
export const idPrefix = "WFS-";

/**
 * 200 leaves room for `.active-`, `*.corrupt-<time>` and temp suffixes inside the 255 bytes file systems give a name.
 * ASCII letters, digits, `.`, `_`, `-`; begins and ends with a letter or digit; so no name is an option, hidden,
 * a Windows device, or different on a file system that folds trailing dots and spaces.
 */
const grammar = /^WFS-[A-Za-z0-9](?:[A-Za-z0-9._-]{0,194}[A-Za-z0-9])?$/u;

/** The id, or `undefined` when the text is not the name of a session. */
export function parseSessionId(text: string): SessionId | undefined {
  return grammar.test(text) && !text.includes("..") && !text.endsWith(".lock") ? (text as SessionId) : undefined;
}

/** The id for a slug such as `user-profile`; a slug that already begins with `WFS-` is taken as it is. */
export function sessionIdFromSlug(slug: string): SessionId {
  const id = parseSessionId(slug.startsWith(idPrefix) ? slug : idPrefix + slug);
  if (id === undefined) {
    throw new WorkflowError(
      "invalid-name",
      say`“${slug}” cannot be a session's name.`,
      say`Use letters, digits, dots, dashes and underscores, beginning and ending with a letter or digit, at most 196 characters.`,
    );
  }
  return id;
}

/** The session a marker's file name stands for, or `undefined` when it is not a marker. */
export function sessionOfMarker(name: string): SessionId | undefined {
  return name.startsWith(markerPrefix) ? parseSessionId(name.slice(markerPrefix.length)) : undefined;
}
