import type { FileRow } from "../../src/messages/review.ts";
import { element, type Child } from "../base/dom.ts";
import { icon } from "../base/icons.ts";
import { splitPath } from "../model/fileEntries.ts";
import { encodingWords, modeWords, statusWords } from "../base/stateWords.ts";
import { number, scriptWords, t } from "../base/wording.ts";

/** A Latin and a Cyrillic letter that look the same. */
const twoScripts = "A\u0430";

/** What the page itself knows of an entry. */
export interface EntryMarks {
  readonly viewed: boolean;
  /** Threads that are not resolved. */
  readonly threads: number;
  /** It must be opened before a grant and was not. */
  readonly unseen: boolean;
}

/** What screen readers say of a file: its whole path first, then everything the entry shows. */
export function fileName(file: FileRow, marks: EntryMarks): string {
  const { added, removed, hidden, sensitive } = file;
  return [
    file.path,
    file.oldPath === null ? statusWords(file.status).words : t("renamed from {0}", file.oldPath),
    added !== null && added > 0 && t("lines added: {0}", added),
    removed !== null && removed > 0 && t("lines removed: {0}", removed),
    modeChanges(file) && t("now: {0}", modeWords(file.newMode)),
    sensitive !== null && t("sensitive: {0}", sensitive),
    file.checks !== null && checkFileWords(file.checks),
    hidden > 0 && t("hidden characters: {0}", hidden),
    isNamed(file) && encodingWords(file.encoding),
    file.mixedPath.length > 0 && t("the name mixes scripts: {0}", scriptWords(file.mixedPath)),
    file.mixedNames > 0 && t("identifiers that mix scripts: {0}", file.mixedNames),
    marks.unseen && t("must be opened before a grant"),
    marks.threads > 0 && t("open threads: {0}", marks.threads),
    marks.viewed && t("viewed"),
  ]
    .filter((part) => part !== false)
    .join(", ");
}

export function overviewName({ threads }: EntryMarks): string {
  return threads > 0 ? `${t("Overview")}, ${t("open threads: {0}", threads)}` : t("Overview");
}

export function overviewEntry({ threads }: EntryMarks): readonly Child[] {
  const name = element("span", { class: "name" }, t("Overview"));
  return [element("span", { class: "line" }, icon("overview"), name, threads > 0 && talk(threads))];
}

/** A file in the list: name, directory and small marks, below the title of the group that begins with it. Its name for screen readers is `fileName`. */
export function fileEntry(file: FileRow, { viewed, threads, unseen }: EntryMarks, group?: string): readonly Child[] {
  const { name, directory } = splitPath(file.path);
  const { letter, words } = statusWords(file.status);
  const { added, removed } = file;
  return [
    group !== undefined && element("span", { class: "group" }, group),
    element(
      "span",
      { class: "line" },
      element(
        "span",
        { class: `mark${viewed ? " on" : ""}`, attrs: { title: t("Viewed (v)") } },
        viewed && icon("check"),
      ),
      element("span", { class: "name foreign" }, name),
      element("span", { class: "directory foreign" }, place(file, directory)),
      threads > 0 && talk(threads),
      file.hidden > 0 && hint("warning", t("hidden characters: {0}", file.hidden), icon("warning")),
      isNamed(file) && hint("encoding", t("Encoding: {0}", encodingWords(file.encoding)), encodingWords(file.encoding)),
      (file.mixedNames > 0 || file.mixedPath.length > 0) && hint("mixed", mixedTitle(file), twoScripts),
      file.checks !== null && hint("tests", checkFileWords(file.checks), icon("test")),
      unseen && hint("", t("Must be opened before a grant"), icon("eye")),
      modeChanges(file) && hint("", modeWords(file.newMode), `→ ${file.newMode.slice(-3)}`),
      added !== null && added > 0 && element("span", { class: "added" }, `+${number(added)}`),
      removed !== null && removed > 0 && element("span", { class: "removed" }, `−${number(removed)}`),
      element("span", { class: `letter ${file.status}`, attrs: { title: words } }, letter),
    ),
    file.sensitive !== null &&
      !file.ofSessions &&
      element("span", { class: "reason" }, icon("warning"), element("span", { class: "foreign" }, file.sensitive)),
  ];
}

/** The directory, and of a renamed file where it was. */
function place({ path, oldPath }: FileRow, directory: string): readonly Child[] {
  if (oldPath === null) return [directory];
  const former = splitPath(oldPath);
  const now = splitPath(path);
  return [directory, directory === "" ? "" : " ", `← ${former.directory === now.directory ? former.name : oldPath}`];
}

/** Whether something is to be said of how a text is written. */
function isNamed(file: FileRow): file is FileRow & { readonly encoding: NonNullable<FileRow["encoding"]> } {
  return file.encoding !== null && file.encoding !== "utf-8";
}

function mixedTitle({ mixedPath, mixedNames }: FileRow): string {
  const name = mixedPath.length === 0 ? "" : t("the name mixes scripts: {0}", scriptWords(mixedPath));
  const content = mixedNames === 0 ? "" : t("identifiers that mix scripts: {0}", mixedNames);
  return [name, content].filter((part) => part !== "").join(", ");
}

function checkFileWords(checks: NonNullable<FileRow["checks"]>): string {
  return checks === "test" ? t("a test") : t("says how checks run");
}

function modeChanges({ oldMode, newMode, status }: FileRow): boolean {
  return oldMode !== newMode && (status === "changed" || status === "renamed");
}

function hint(look: string, title: string, ...content: readonly Child[]): HTMLElement {
  return element("span", { class: `hint ${look}`.trim(), attrs: { title } }, content);
}

function talk(threads: number): HTMLElement {
  return hint("talk", t("Open threads"), icon("comment"), number(threads));
}
