import { element, type Child } from "../../base/dom.ts";
import { chosenLabels, draftKey, labelsKey, type PageState, type CommentTarget } from "../../model/pageState.ts";
import type { PageActions } from "../../base/pageActions.ts";
import { button, checkbox, textArea, turnOff, valueOf } from "../../base/toolkit.ts";
import { t } from "../../base/wording.ts";
import { currentLines, suggestedText } from "../../model/suggestedText.ts";
import { suggestionField } from "./suggestion.ts";

/** The longest comment the extension takes. */
const longest = 16_384;
const labels = ["needs-review", "ready-to-commit"] as const;

export interface WriteFieldProps {
  readonly key: string;
  readonly label: string;
  readonly send: string;
  readonly state: PageState;
  readonly rows: number;
  readonly actions: PageActions;
  readonly submit: (words: string) => void;
  readonly cancel: (() => void) | undefined;
  /** Between the field and the buttons. */
  readonly below?: Child;
  readonly extra?: Child;
  /** A second way to keep the words. */
  readonly other?: { readonly label: string; readonly submit: (words: string) => void };
  /** Said where nothing was written. */
  readonly otherwise?: string;
}

/** A field for words with its buttons; what is written is a draft until the extension has it. Control or Command with Enter sends. */
export function writeField({
  key,
  label,
  send,
  state,
  rows,
  actions,
  submit,
  cancel,
  below,
  extra,
  other,
  otherwise = "",
}: WriteFieldProps): HTMLElement {
  const field = textArea({
    label,
    rows,
    value: state.drafts[key] ?? "",
    key: `field ${key}`,
    class: "words",
    input: (words) => actions.draft(key, words),
  });
  const words = (): string => valueOf(field).trim() || otherwise;
  const busy = state.busy.has(key);
  const submitBy = (keep: (words: string) => void): void => {
    if (!busy && words() !== "" && words().length <= longest) keep(words());
  };
  const submitNow = (): void => submitBy(submit);
  const sendButton = button({ look: "primary", key: `send ${key}`, press: submitNow }, busy ? t("Sending…") : send);
  const otherButton =
    other && button({ look: "secondary", key: `other ${key}`, press: () => submitBy(other.submit) }, other.label);
  const refresh = (): void => {
    const tooLong = words().length > longest ? t("A comment may have {0} characters.", longest) : undefined;
    const why = busy ? t("The extension is asked.") : words() === "" ? t("Write something first.") : tooLong;
    turnOff(sendButton, why);
    if (otherButton !== undefined) turnOff(otherButton, why);
  };
  field.addEventListener("input", refresh);
  refresh();
  const root = element(
    "div",
    { class: "write" },
    field,
    below,
    element(
      "div",
      { class: "buttons" },
      extra,
      cancel !== undefined && button({ look: "secondary", key: `cancel ${key}`, press: cancel }, t("Cancel")),
      otherButton,
      sendButton,
    ),
  );
  root.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      submitNow();
    }
    // A field with words in it stays open: Escape only leaves it.
    if (event.key === "Escape" && cancel !== undefined && valueOf(field).trim() === "" && below === undefined) {
      event.stopPropagation();
      cancel();
    }
  });
  return root;
}

/** The field for a new comment on this target, with labels to choose. */
export function composer(place: CommentTarget, state: PageState, actions: PageActions): HTMLElement {
  const key = draftKey(place);
  const chosen = chosenLabels(state.drafts, place);
  const boxes = labels.map((label) =>
    checkbox(
      {
        checked: chosen.includes(label),
        key: `label ${label} ${key}`,
        change: (on) =>
          actions.draft(
            labelsKey(place),
            labels.filter((each) => (each === label ? on : chosen.includes(each))).join(" "),
          ),
      },
      label,
    ),
  );
  const { area, toggle } = suggestionField(key, currentLines(state, place), state, actions);
  const suggestion = suggestedText(state.drafts, key);
  const keep = (collect: boolean) => (body: string) => actions.annotate(place, { body, labels: chosen, collect });
  const collecting = state.snapshot?.threads.some(({ draft }) => draft) === true;
  return element(
    "section",
    { class: "thread new", attrs: { "aria-label": title(place) } },
    element("p", { class: "where" }, title(place)),
    writeField({
      key,
      label: t("Comment (Markdown)"),
      send: t("Add comment"),
      other: { label: collecting ? t("Add to Review") : t("Start Review"), submit: keep(true) },
      below: area,
      ...(suggestion === undefined ? {} : { otherwise: t("Suggested change") }),
      state,
      rows: 3,
      actions,
      submit: keep(false),
      cancel: () => actions.compose(undefined),
      extra: element(
        "span",
        { class: "beside" },
        toggle,
        element("span", { class: "labels", attrs: { role: "group", "aria-label": t("Labels") } }, boxes),
      ),
    }),
  );
}

function title({ file, lines }: CommentTarget): string {
  if (file === null) return t("New comment on the whole proposal");
  if (lines === null) return t("New comment on {0}", file);
  const where = lines.start === lines.end ? String(lines.start) : `${lines.start}–${lines.end}`;
  return lines.side === "old"
    ? t("New comment on line {0} as it was before", where)
    : t("New comment on line {0}", where);
}
