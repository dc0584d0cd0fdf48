import { visibleText } from "../../base/visibleText.ts";
import { cutText } from "../../base/words/cutText.ts";
import { isOneOf, recordStatuses, type SessionRecord } from "./session.ts";

/** Characters of a word that another tool wrote, in a row. */
const longest = 40;

/** A word that another tool may have written, as a row shows it; empty for none. */
export function shortWord(word: string | null | undefined): string {
  return cutText(visibleText((word ?? "").slice(0, 2 * longest)), longest);
}

/** The phase as a row shows it; empty where the record names none. */
export function phaseWord({ current_phase }: SessionRecord): string {
  return shortWord(current_phase);
}

/** The status of another tool, such as “planning”; empty for the three that the state of the session says better. */
export function otherStatus({ status }: SessionRecord): string {
  return isOneOf(recordStatuses, status) ? "" : shortWord(status);
}

export function typeWord({ type }: SessionRecord): string {
  return shortWord(type);
}

/** When it was changed last, as far as its record says. */
export function lastChange({ meta }: SessionRecord): string | undefined {
  return meta.updated ?? meta.created;
}
