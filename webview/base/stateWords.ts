import type { Encoding, FileRow, Snapshot } from "../../src/messages/review.ts";
import type { UnicodeForm } from "../model/unicodeForm.ts";
import type { IconName } from "./icons.ts";
import { t } from "./wording.ts";

export type Tone = "calm" | "good" | "warning" | "bad";

/** The chip of a state: a word or two, how it looks, and what stands beside the banner. */
export function stateWords(state: Snapshot["state"]): {
  readonly words: string;
  readonly tone: Tone;
  readonly icon: IconName;
} {
  switch (state) {
    case "loading":
      return { words: t("Being looked up…"), tone: "calm", icon: "clock" };
    case "looking":
      return { words: t("Read-only"), tone: "calm", icon: "eye" };
    case "waiting":
      return { words: t("Waits for you"), tone: "calm", icon: "clock" };
    case "stale":
      return { words: t("Stale"), tone: "warning", icon: "warning" };
    case "merged":
      return { words: t("Merged already"), tone: "good", icon: "check" };
    case "expired":
      return { words: t("Deadline passed"), tone: "warning", icon: "clock" };
    case "deciding":
      return { words: t("Being decided"), tone: "calm", icon: "clock" };
    case "executed":
      return { words: t("Granted and done"), tone: "good", icon: "check" };
    case "undone":
      return { words: t("Granted, then undone"), tone: "calm", icon: "info" };
    case "refused":
      return { words: t("Refused by the gate"), tone: "bad", icon: "error" };
    case "failed":
      return { words: t("Failed"), tone: "bad", icon: "error" };
    case "indeterminate":
      return { words: t("Outcome unknown"), tone: "warning", icon: "warning" };
    case "denied":
      return { words: t("Denied"), tone: "bad", icon: "error" };
    case "changes":
      return { words: t("Changes asked for"), tone: "warning", icon: "comment" };
    case "withdrawn":
      return { words: t("Withdrawn"), tone: "calm", icon: "info" };
    case "invalid":
      return { words: t("Not a valid request"), tone: "bad", icon: "error" };
    case "unverified":
      return { words: t("Cannot be verified here"), tone: "warning", icon: "warning" };
    case "forged":
      return { words: t("Forged decision"), tone: "bad", icon: "error" };
    case "conflict":
      return { words: t("Conflict"), tone: "warning", icon: "warning" };
    case "overlap":
      return { words: t("Your edits overlap"), tone: "warning", icon: "warning" };
    case "blocked":
      return { words: t("Something is in the way"), tone: "warning", icon: "warning" };
  }
}

export function statusWords(status: FileRow["status"]): { readonly letter: string; readonly words: string } {
  switch (status) {
    case "added":
      return { letter: "A", words: t("added") };
    case "changed":
      return { letter: "M", words: t("changed") };
    case "deleted":
      return { letter: "D", words: t("deleted") };
    case "renamed":
      return { letter: "R", words: t("renamed") };
    case "type-changed":
      return { letter: "T", words: t("became another kind of file") };
  }
}

/** What a file mode means, for people. */
export function modeWords(mode: string): string {
  switch (mode) {
    case "100644":
      return t("ordinary file");
    case "100755":
      return t("can be run as a program");
    case "120000":
      return t("symbolic link");
    case "160000":
      return t("submodule");
    default:
      return mode;
  }
}

/** How a text is written, as people call it. */
export function encodingWords(encoding: NonNullable<Encoding>): string {
  switch (encoding) {
    case "utf-8":
      return "UTF-8";
    case "utf-8-bom":
      return t("UTF-8 with BOM");
    case "utf-16le-bom":
      return "UTF-16 LE";
    case "utf-16be-bom":
      return "UTF-16 BE";
    case "utf-16le":
      return t("UTF-16 LE without BOM");
    case "utf-16be":
      return t("UTF-16 BE without BOM");
    case "other":
      return t("not UTF-8");
  }
}

/** Two texts that look the same and are written with other characters. */
export function formWords({ from, to }: { readonly from: UnicodeForm; readonly to: UnicodeForm }): string {
  return t("Only the Unicode form changed: {0} → {1}", formName(from), formName(to));
}

export function formName(form: UnicodeForm): string {
  return { composed: t("composed"), decomposed: t("decomposed"), both: t("both forms") }[form];
}
