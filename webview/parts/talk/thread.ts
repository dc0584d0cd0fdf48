import type { ThreadRow } from "../../../src/messages/review.ts";
import { age } from "../../base/clock.ts";
import { element, spoken, type Child } from "../../base/dom.ts";
import { icon } from "../../base/icons.ts";
import { replyKey, type PageState } from "../../model/pageState.ts";
import type { PageActions } from "../../base/pageActions.ts";
import { button } from "../../base/toolkit.ts";
import { t } from "../../base/wording.ts";
import { editKey } from "../../model/suggestedText.ts";
import { draftTools } from "./draftThread.ts";
import { suggestion } from "./suggestion.ts";
import { writeField } from "./composer.ts";
import { markdown } from "./markdown.ts";

/** A thread: what was said, by whom, whether it is resolved, and a field to answer. */
export function thread(row: ThreadRow, state: PageState, actions: PageActions, where?: Child): HTMLElement {
  const { snapshot } = state;
  const may = snapshot?.can.annotate === true;
  const key = replyKey(row.id);
  const answering = state.drafts[key] !== undefined;
  const root = element(
    "section",
    {
      class: `thread${row.resolved ? " resolved" : ""}${row.draft ? " draft" : ""}`,
      attrs: { "data-thread": row.id, "aria-label": nameOf(row) },
    },
    element("div", { class: "where" }, where, chips(row)),
    (row.outdated || row.gone) && row.suggestion === null && row.quoted.length > 0 && quoted(row.quoted),
    row.draft && state.drafts[editKey(row.id)] !== undefined ? [] : notesOf(row, state, actions),
  );
  if (!may) return root;
  if (row.draft) {
    const tools = draftTools(row, state, actions);
    if (tools instanceof Node) root.append(tools);
    return root;
  }
  const resolve = button(
    { look: "secondary", key: `resolve ${row.id}`, press: () => actions.resolve(row.id, !row.resolved) },
    row.resolved ? t("Reopen") : t("Resolve"),
  );
  if (!answering) {
    const open = button({ look: "secondary", key, press: () => actions.answer(row.id) }, t("Reply"));
    root.append(element("div", { class: "buttons" }, open, resolve));
    return root;
  }
  root.append(
    writeField({
      key,
      label: t("Reply (Markdown)"),
      send: t("Send reply"),
      state,
      rows: 2,
      actions,
      submit: (words) => actions.reply(row.id, words),
      cancel: () => actions.draft(key, ""),
      extra: resolve,
    }),
  );
  return root;
}

function nameOf({ draft, resolved }: ThreadRow): string {
  if (draft) return t("Draft, not sent yet");
  return resolved ? t("Resolved thread") : t("Thread");
}

/** The first note, what it suggests, and the answers. */
function notesOf(row: ThreadRow, state: PageState, actions: PageActions): readonly Child[] {
  const [first, ...replies] = row.notes;
  return [
    first !== undefined && noteOf(first),
    row.suggestion !== null && suggestion(row, row.suggestion, state, actions),
    ...replies.map(noteOf),
  ];
}

function chips(row: ThreadRow): readonly Child[] {
  return [
    row.draft &&
      element("span", { class: "chip draft", attrs: { title: t("Only you see it before you send it") } }, t("Draft")),
    row.resolved && element("span", { class: "chip good" }, icon("check"), t("resolved")),
    row.gone &&
      element("span", { class: "chip warning" }, icon("info"), t("This file is no longer part of the proposal")),
    row.writtenOn !== null && element("span", { class: "chip foreign" }, t("written on {0}", row.writtenOn)),
    row.outdated &&
      !row.gone &&
      element(
        "span",
        { class: "chip warning", attrs: { title: t("The lines it was written on are gone or changed") } },
        icon("clock"),
        t("outdated"),
      ),
    ...row.labels.map((label) => element("span", { class: "chip foreign" }, label)),
  ];
}

function quoted(lines: readonly string[]): HTMLElement {
  return element(
    "pre",
    { class: "quoted" },
    spoken(t("written on")),
    lines.map((line) => element("code", {}, line)),
  );
}

function noteOf({ author, body, created }: ThreadRow["notes"][number]): HTMLElement {
  const isPersons = author.kind === "person" && author.voice === "person";
  return element(
    "article",
    { class: "note" },
    element(
      "p",
      { class: "author" },
      author.kind === "agent"
        ? icon("agent", t("agent"))
        : isPersons
          ? icon("person", t("person"))
          : icon("question", t("somebody")),
      " ",
      !isPersons && author.kind === "person" && author.voice !== "unsigned" && `${t("claims to be")} `,
      element("b", { class: "foreign" }, author.name),
      author.kind === "agent" && element("span", { class: "chip" }, t("agent")),
      author.kind === "person" && author.voice === "unsigned" && element("span", { class: "chip" }, t("unsigned")),
      " ",
      age(created),
    ),
    markdown(body),
  );
}
