import type { FileRow } from "../../src/messages/review.ts";
import { spinner, element, fill, type Child } from "../base/dom.ts";
import { failureNotice } from "../base/failureNotice.ts";
import { keepFocus } from "../base/focus.ts";
import { splitPath } from "../model/fileEntries.ts";
import type { LineRange, PageState, Shown } from "../model/pageState.ts";
import { textDiff, type TextDiff } from "../model/textDiff.ts";
import type { PageActions } from "../base/pageActions.ts";
import type { Store } from "../base/store.ts";
import { colourOf } from "../base/syntax.ts";
import { button, checkbox } from "../base/toolkit.ts";
import { t } from "../base/wording.ts";
import { composer } from "./talk/composer.ts";
import { DiffView } from "./diff/diffView.ts";
import { fileNotices } from "./fileNotices.ts";
import { otherContent } from "./otherContent.ts";
import { thread } from "./talk/thread.ts";

/** The file on show: its name and facts above, its contents below. */
export class FilePane {
  readonly root: HTMLElement;
  readonly diff: DiffView;
  readonly #head = element("div", { class: "fileHead" });
  readonly #notices = element("div", { class: "fileNotices" });
  readonly #other = element("div", { class: "other", key: "other", attrs: { tabindex: -1 } });
  readonly #actions: PageActions;
  #state: PageState;
  #text: { readonly shown: Shown; readonly diff: TextDiff } | undefined;
  #reveal: LineRange | undefined;

  constructor(store: Store, actions: PageActions) {
    this.#actions = actions;
    this.#state = store.state;
    this.diff = new DiffView(
      actions,
      {
        thread: (id) => {
          const row = this.#state.snapshot?.threads.find((each) => each.id === id);
          return row === undefined ? element("div") : thread(row, this.#state, actions);
        },
        composer: () =>
          this.#state.composer === undefined ? element("div") : composer(this.#state.composer, this.#state, actions),
      },
      () => this.#state,
    );
    this.root = element(
      "section",
      { class: "file", attrs: { "aria-label": t("File") } },
      this.#head,
      this.#notices,
      this.#other,
      this.diff.root,
    );
    store.onDraw((state, before) => this.#update(state, before));
  }

  focus(): void {
    (this.diff.root.hidden ? this.#other : this.diff.root).focus();
  }

  /** Brings a line into view as soon as the file is there. */
  reveal(lines: LineRange | undefined): void {
    this.#reveal = lines;
    this.#revealNow();
  }

  #update(state: PageState, before: PageState | undefined): void {
    this.#state = state;
    const { snapshot, selected, shown } = state;
    const file = snapshot?.files.find(({ path }) => path === selected);
    this.root.hidden = file === undefined;
    if (file === undefined) {
      this.#clear();
      return;
    }
    const moved = selected !== before?.selected;
    if (moved || snapshot !== before?.snapshot || state.viewed !== before.viewed || state.layout !== before.layout) {
      keepFocus(this.root, () => fill(this.#head, this.#headOf(file)));
    }
    if (moved || snapshot !== before?.snapshot || shown !== before.shown)
      fill(this.#notices, fileNotices(file, shown, this.#actions));
    const redraw =
      moved ||
      shown !== before?.shown ||
      snapshot?.threads !== before.snapshot?.threads ||
      snapshot?.can.annotate !== before.snapshot?.can.annotate ||
      state.layout !== before.layout ||
      state.opened !== before.opened ||
      state.composer !== before.composer ||
      state.busy !== before.busy ||
      openReplies(state) !== openReplies(before);
    if (redraw) this.#contents(shown);
  }

  #contents(shown: Shown): void {
    const text = shown.status === "ready" && shown.file.kind === "text" ? shown.file : undefined;
    this.diff.root.hidden = text === undefined;
    this.#other.hidden = text !== undefined;
    if (text === undefined) {
      this.#clear();
      keepFocus(this.root, () => fill(this.#other, this.#withoutText(shown)));
      return;
    }
    fill(this.#other);
    if (this.#text?.shown !== shown) {
      const diff = textDiff(text.oldText, text.newText, text.ranges, text.mixed);
      this.#text = { shown, diff };
      void colourOf(text.path, diff).then((colours) => {
        if (colours !== undefined) this.diff.colour(diff, colours);
      });
    }
    this.diff.show(this.#text.diff, this.#state);
    this.#revealNow();
  }

  /** Nothing stays behind that could be found instead of what is shown. */
  #clear(): void {
    this.#text = undefined;
    this.diff.clear();
    fill(this.#other);
  }

  #withoutText(shown: Shown): readonly Child[] {
    const state = this.#state;
    const threads = state.snapshot?.threads.filter(({ file }) => file === state.selected) ?? [];
    const place = state.composer;
    return [
      shown.status === "loading" &&
        element("div", { class: "notice" }, spinner(t("The file is loading")), element("p", {}, t("Loading…"))),
      shown.status === "failed" && failureNotice(shown.failure, "load again", () => this.#actions.load(false)),
      shown.status === "ready" && shown.file.kind !== "text" && otherContent(shown.file, this.#actions),
      ...threads.map((row) => thread(row, state, this.#actions)),
      place !== undefined && place.file === state.selected && composer(place, state, this.#actions),
    ];
  }

  #revealNow(): void {
    if (this.#reveal === undefined || this.diff.root.hidden) return;
    this.diff.reveal(this.#reveal);
    this.#reveal = undefined;
  }

  #headOf(file: FileRow): readonly Child[] {
    const { layout, viewed, snapshot } = this.#state;
    const { name, directory } = splitPath(file.path);
    const actions = this.#actions;
    const choose = (wanted: typeof layout, words: string): HTMLElement =>
      button(
        {
          look: "secondary",
          class: layout === wanted ? "pressed" : "",
          key: `layout ${wanted}`,
          attrs: { "aria-pressed": layout === wanted ? "true" : "false" },
          press: () => actions.layout(wanted),
        },
        words,
      );
    const box = checkbox(
      {
        checked: viewed.has(file.path),
        key: "viewed",
        attrs: { "aria-keyshortcuts": "v" },
        change: (on) => actions.view(file.path, on),
      },
      t("Viewed"),
    );
    return [
      element(
        "h2",
        { class: "foreign", attrs: { title: file.path } },
        file.oldPath !== null && element("span", { class: "directory" }, `${file.oldPath} → `),
        directory !== "" && element("span", { class: "directory" }, `${directory}/`),
        name,
      ),
      element(
        "div",
        { class: "tools" },
        file.content === "text" &&
          element(
            "span",
            { class: "toggle", attrs: { role: "group", "aria-label": t("Layout") } },
            choose("unified", t("Unified")),
            choose("split", t("Side by side")),
          ),
        snapshot?.can.annotate === true &&
          button(
            {
              look: "secondary",
              key: "comment on file",
              press: () => actions.compose({ file: file.path, lines: null }),
            },
            t("Comment"),
          ),
        box,
      ),
    ];
  }
}

function openReplies(state: PageState | undefined): string {
  return Object.keys(state?.drafts ?? {})
    .toSorted()
    .join("\n");
}
