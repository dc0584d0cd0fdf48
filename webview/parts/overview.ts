import type { Snapshot, ThreadRow } from "../../src/messages/review.ts";
import { age } from "../base/clock.ts";
import { element, fill, type Child } from "../base/dom.ts";
import { keepFocus } from "../base/focus.ts";
import { icon } from "../base/icons.ts";
import type { PageState } from "../model/pageState.ts";
import type { PageActions } from "../base/pageActions.ts";
import type { Store } from "../base/store.ts";
import { button } from "../base/toolkit.ts";
import { t } from "../base/wording.ts";
import { checkSections } from "./checks.ts";
import { composer } from "./talk/composer.ts";
import { markdown } from "./talk/markdown.ts";
import { thread } from "./talk/thread.ts";

/** What to read before the files: the summary, what would be lost or run, the conversation, and exactly what is fingerprinted. */
export function overview(store: Store, actions: PageActions): HTMLElement {
  const root = element("div", { class: "overview", key: "overview", attrs: { tabindex: -1 } });
  const folded = new Map<string, boolean>();
  store.onDraw((state, before) => {
    const { snapshot } = state;
    root.hidden = state.selected !== null;
    // Nothing stays behind that could be found instead of what is shown: a field, a thread, a key of the focus.
    if (root.hidden) fill(root);
    if (snapshot === undefined || root.hidden) return;
    const same =
      before !== undefined &&
      before.selected === null &&
      snapshot === before.snapshot &&
      state.composer === before.composer &&
      state.busy === before.busy &&
      sameReplies(state, before);
    if (same) return;
    keepFocus(root, () => {
      const { scrollTop } = root;
      fill(root, sections(snapshot, state, actions, folded));
      root.scrollTop = scrollTop;
    });
  });
  return root;
}

/** Which fields are open matters, not what is written in them. */
function sameReplies(state: PageState, before: PageState): boolean {
  return state.drafts === before.drafts || openFields(state) === openFields(before);
}

function openFields({ drafts }: PageState): string {
  return Object.keys(drafts).toSorted().join("\n");
}

function sections(
  snapshot: Snapshot,
  state: PageState,
  actions: PageActions,
  folded: Map<string, boolean>,
): readonly Child[] {
  const fold = (title: string, open: boolean, ...content: readonly Child[]): HTMLElement => {
    const made = element(
      "details",
      {},
      element("summary", { key: `fold ${title}` }, element("h2", {}, title)),
      content,
    );
    made.open = folded.get(title) ?? open;
    made.addEventListener("toggle", () => folded.set(title, made.open));
    return made;
  };
  return [
    ...snapshot.lists.map(listOf),
    snapshot.request.summary !== "" &&
      element("section", {}, element("h2", {}, t("Summary")), markdown(snapshot.request.summary)),
    ...checkSections(snapshot, state.busy, actions, folded),
    conversation(snapshot, state, actions),
    snapshot.document.length > 0 &&
      fold(
        t("Exactly what is fingerprinted"),
        false,
        element(
          "dl",
          { class: "document" },
          snapshot.document.flatMap(({ name, value }) => [
            element("dt", { class: "foreign" }, name),
            element("dd", { class: "foreign" }, element("code", {}, value)),
          ]),
        ),
      ),
  ];
}

function listOf({ title, severity, items }: Snapshot["lists"][number]): HTMLElement {
  return element(
    "section",
    { class: `list ${severity}` },
    element("h2", { class: "foreign" }, icon(severity), " ", title),
    element(
      "ul",
      {},
      items.map((item) => element("li", { class: "foreign" }, item)),
    ),
  );
}

function conversation(snapshot: Snapshot, state: PageState, actions: PageActions): HTMLElement {
  const { composer: place } = state;
  const add =
    snapshot.can.annotate &&
    place?.file !== null &&
    button(
      { look: "secondary", key: "comment", press: () => actions.compose({ file: null, lines: null }) },
      t("Comment on the whole proposal"),
    );
  return element(
    "section",
    { class: "conversation" },
    element("h2", {}, t("Conversation")),
    snapshot.state !== "loading" &&
      snapshot.threads.length === 0 &&
      element("p", { class: "quiet" }, t("Nobody has said anything yet.")),
    snapshot.threads.flatMap((row, at) => [
      summaryOf(row, snapshot.threads.slice(0, at)),
      thread(row, state, actions, placeOf(row, actions)),
    ]),
    place !== undefined && place.file === null && composer(place, state, actions),
    add,
  );
}

/** The summary of a review, before the first of its comments. */
function summaryOf({ review, notes }: ThreadRow, before: readonly ThreadRow[]): Child {
  const [note] = notes;
  if (review === null || review.summary === null || note === undefined) return undefined;
  if (before.some((other) => other.review?.id === review.id)) return undefined;
  return element(
    "section",
    { class: "reviewSummary", attrs: { "aria-label": t("Review") } },
    element(
      "p",
      { class: "author" },
      icon("comment"),
      " ",
      element("b", {}, t("Review")),
      " ",
      t("by"),
      " ",
      element("span", { class: "foreign" }, note.author.name),
      " ",
      age(note.created),
    ),
    markdown(review.summary),
  );
}

/** What a thread is about, as a button that goes there. */
function placeOf(row: ThreadRow, actions: PageActions): Child {
  const { file, side, start, end } = row;
  if (file === null) return element("span", { class: "quiet" }, t("about the whole proposal"));
  if (row.gone) return element("code", { class: "foreign quiet" }, file);
  const line = side !== null && start !== null && end !== null && !row.outdated ? { side, start, end } : undefined;
  const words =
    line === undefined ? file : `${file}:${line.start === line.end ? line.start : `${line.start}–${line.end}`}`;
  return button(
    { look: "secondary", class: "place foreign", key: `place ${row.id}`, press: () => actions.select(file, line) },
    words,
  );
}
