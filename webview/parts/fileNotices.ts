import type { FileRow } from "../../src/messages/review.ts";
import { element, type Child } from "../base/dom.ts";
import { icon } from "../base/icons.ts";
import type { PageActions } from "../base/pageActions.ts";
import { encodingWords, formName, formWords, modeWords, statusWords } from "../base/stateWords.ts";
import { button } from "../base/toolkit.ts";
import { byteSize, scriptWords, t } from "../base/wording.ts";
import type { FileDiff, Shown } from "../model/pageState.ts";
import { endsLikeWindows } from "../model/textLines.ts";
import { formChange } from "../model/unicodeForm.ts";

type TextFile = Extract<FileDiff, { readonly kind: "text" }>;

/** What is to be known of a file and stands in none of its lines, what warns first. */
export function fileNotices(file: FileRow, shown: Shown, actions: PageActions): readonly Child[] {
  const text = shown.status === "ready" && shown.file.kind === "text" ? shown.file : undefined;
  const isWhole = shown.status === "ready" && shown.whole;
  return [
    file.sensitive !== null && notice("warning", file.sensitive),
    file.hidden > 0 && notice("warning", hiddenWords(file)),
    text !== undefined && !isWhole && longLines(file, actions),
    ...modeNotices(file),
    !file.exact && notice("warning", t("The name is not valid UTF-8; it is shown as well as it can be.")),
    ...renameNotices(file),
    ...(text === undefined ? [] : textNotices(text)),
    file.mixedPath.length > 0 && notice("info", t("The name mixes scripts: {0}.", scriptWords(file.mixedPath))),
    file.mixedNames > 0 &&
      notice(
        "info",
        file.mixedNames === 1
          ? t("One identifier here mixes scripts; it is underlined.")
          : t("{0} identifiers here mix scripts; they are underlined.", file.mixedNames),
      ),
    element("p", { class: "fact quiet" }, facts(file, text)),
  ];
}

function hiddenWords({ hidden, encoding }: FileRow): string {
  if (encoding === "other")
    return t("Places here that cannot be read or would not be visible: {0}; they are drawn as � or as boxes.", hidden);
  return hidden === 1
    ? t("One character here would not be visible; it is drawn as a box.")
    : t("{0} characters here would not be visible; they are drawn as boxes.", hidden);
}

function facts({ status, oldSize, newSize, encoding }: FileRow, text: TextFile | undefined): string {
  const sizes = [oldSize, newSize].flatMap((size) => (size === null ? [] : [byteSize(size)])).join(" → ");
  const written = text?.newEncoding ?? text?.oldEncoding ?? encoding;
  return [statusWords(status).words, sizes, written === null ? "" : encodingWords(written)].filter(Boolean).join(" · ");
}

function modeNotices({ oldMode, newMode, status }: FileRow): readonly Child[] {
  if (oldMode !== newMode && status !== "added" && status !== "deleted") {
    const [before, after] = [modeWords(oldMode), modeWords(newMode)];
    return [notice("warning", t("The mode changes from {0} to {1}: {2} → {3}.", oldMode, newMode, before, after))];
  }
  return status !== "deleted" && newMode === "100755" ? [notice("info", t("This file can be run as a program."))] : [];
}

/** Where a file was, and whether that is all. */
function renameNotices({ path, oldPath, oldId, newId }: FileRow): readonly Child[] {
  if (oldPath === null) return [];
  const form = formChange(oldPath, path);
  return [
    notice(
      "info",
      oldId === newId
        ? t("Renamed from {0}; the content is the same to the byte.", oldPath)
        : t("Renamed from {0} and changed.", oldPath),
    ),
    form !== undefined &&
      notice(
        "info",
        t("Only the Unicode form of the name changed: {0} → {1}.", formName(form.from), formName(form.to)),
      ),
  ];
}

function textNotices(text: TextFile): readonly Child[] {
  const { oldText, newText, oldEncoding, newEncoding } = text;
  const form = formChange(oldText, newText);
  const [before, after] = [oldEncoding, newEncoding].map((one) => (one === null ? "" : encodingWords(one)));
  const changes = before !== undefined && after !== undefined && before !== "" && after !== "" && before !== after;
  return [
    changes &&
      notice(
        "warning",
        oldText === newText
          ? t("Only the encoding changes: {0} → {1}.", before, after)
          : t("The encoding changes: {0} → {1}.", before, after),
      ),
    (oldEncoding === "other" || newEncoding === "other") &&
      notice("warning", t("Where it is not UTF-8, different bytes look the same.")),
    form !== undefined && notice("info", `${formWords(form)}.`),
    isWindows(text) && notice("info", t("Windows line ends (CR LF) throughout.")),
  ];
}

function isWindows({ oldText, newText }: TextFile): boolean {
  return (newText ?? oldText ?? "") !== "" && endsLikeWindows(oldText) && endsLikeWindows(newText);
}

/** What is behind the shown part of a line could hide: it is shown before anything is granted. */
function longLines({ longLines: count }: FileRow, actions: PageActions): HTMLElement | undefined {
  if (count === 0) return undefined;
  const words =
    count === 1 ? t("One line is longer than shown here.") : t("Lines that are longer than shown here: {0}.", count);
  return element(
    "p",
    { class: "fact warning" },
    icon("warning"),
    ` ${words} `,
    button({ look: "secondary", key: "long lines", press: () => actions.load(true) }, t("Show every line whole")),
  );
}

function notice(tone: "warning" | "info", words: string): HTMLElement {
  return element("p", { class: `fact ${tone}` }, icon(tone), " ", words);
}
