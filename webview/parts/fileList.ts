import type { FileRow } from "../../src/messages/review.ts";
import { element, fill, setAttribute, spoken, type Child } from "../dom.ts";
import { icon } from "../icons.ts";
import { fileEntries, splitPath } from "../model/fileEntries.ts";
import type { PageState } from "../model/pageState.ts";
import type { PageActions } from "../pageActions.ts";
import { modeWords, statusWords } from "../stateWords.ts";
import type { Store } from "../store.ts";
import { setValue, textField } from "../toolkit.ts";
import { VirtualRows } from "../virtualRows.ts";
import { number, t } from "../wording.ts";

const [oneLine, twoLines] = [24, 42];

/** The files of a proposal with the overview above them; a list with one selected entry, of which only what is in view is drawn. */
export class FileList {
  readonly root: HTMLElement;
  readonly #list: HTMLElement;
  readonly #rows: VirtualRows;
  readonly #field: HTMLElement;
  #entries: readonly FileRow[] = [];
  #state: PageState;

  constructor(store: Store, actions: PageActions) {
    this.#state = store.state;
    this.#field = textField({
      label: t("Filter files"),
      placeholder: t("Filter files"),
      value: store.state.filter,
      key: "filter",
      class: "filter",
      input: (value) => actions.filter(value),
    });
    const count = element("p", { class: "count", attrs: { role: "status" } });
    const canvas = element("div", { class: "canvas", attrs: { role: "presentation" } });
    this.#list = element(
      "div",
      {
        class: "entries",
        key: "files",
        attrs: { role: "listbox", tabindex: 0, "aria-label": t("Files of the proposal") },
      },
      canvas,
    );
    this.#rows = new VirtualRows({
      scroller: this.#list,
      canvas,
      draw: (index) => this.#draw(index),
      estimate: (index) => (typeof this.#entryAt(index)?.sensitive === "string" ? twoLines : oneLine),
      key: (index) => this.#entryAt(index)?.path ?? "",
    });
    this.root = element("nav", { class: "files", attrs: { "aria-label": t("Files") } }, this.#field, count, this.#list);
    this.#list.addEventListener("click", (event) => {
      const at = event.target instanceof Element ? event.target.closest<HTMLElement>(".entry") : null;
      if (at === null) return;
      const file = this.#entryAt(Number(at.dataset["index"]));
      const onMark = event.target instanceof Element && event.target.closest(".mark") !== null;
      if (onMark && file !== undefined) actions.view(file.path, !this.#state.viewed.has(file.path));
      else actions.select(file?.path ?? null);
    });
    this.#list.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1, Home: Number.NEGATIVE_INFINITY, End: Number.POSITIVE_INFINITY }[
        event.key
      ];
      if (step === undefined) return;
      event.preventDefault();
      const next = Math.max(0, Math.min(this.#rows.count - 1, this.#selectedIndex() + step));
      actions.select(this.#entryAt(next)?.path ?? null);
    });
    store.onDraw((state, before) => {
      this.#update(state, before);
      const { snapshot } = state;
      if (snapshot === undefined) return;
      const of = snapshot.files.length;
      const shown = this.#entries.length;
      const viewed = snapshot.files.filter(({ path }) => state.viewed.has(path)).length;
      fill(
        count,
        of === 0 ? t("No files change.") : t("{0} of {1} viewed", viewed, of),
        shown !== of && ` · ${t("{0} match", shown)}`,
      );
    });
  }

  focus(): void {
    this.#list.focus();
  }

  focusFilter(): void {
    this.#field.focus();
  }

  /** Row 0 is the overview. */
  #entryAt(index: number): FileRow | undefined {
    return this.#entries[index - 1];
  }

  #selectedIndex(): number {
    const { selected } = this.#state;
    return selected === null ? 0 : this.#entries.findIndex(({ path }) => path === selected) + 1;
  }

  #update(state: PageState, before: PageState | undefined): void {
    this.#state = state;
    const { snapshot } = state;
    if (snapshot === undefined) return;
    if (before !== undefined && state.filter !== before.filter) setValue(this.#field, state.filter);
    if (snapshot.files !== before?.snapshot?.files || state.filter !== before.filter) {
      this.#entries = fileEntries(snapshot.files, state.filter);
      this.#rows.reset(this.#entries.length + 1, before === undefined ? undefined : this.#rows.top());
    } else if (
      state.viewed !== before.viewed ||
      state.selected !== before.selected ||
      state.seen !== before.seen ||
      snapshot.threads !== before.snapshot?.threads
    ) {
      this.#rows.refresh();
    }
    if (state.selected !== before?.selected) this.#rows.reveal(this.#selectedIndex());
    const inView = this.#rows.elements.some((row) => Number(row.dataset["index"]) === this.#selectedIndex());
    setAttribute(this.#list, "aria-activedescendant", inView ? `entry-${this.#selectedIndex()}` : undefined);
  }

  #draw(index: number): HTMLElement {
    const file = this.#entryAt(index);
    const selected = index === this.#selectedIndex();
    const attrs = {
      id: `entry-${index}`,
      role: "option",
      "aria-selected": selected ? "true" : "false",
      "aria-setsize": this.#rows.count,
      "aria-posinset": index + 1,
      title: file?.path,
    };
    const content = file === undefined ? this.#overview() : this.#file(file);
    const look = `entry${selected ? " selected" : ""}${file !== undefined && this.#state.viewed.has(file.path) ? " viewed" : ""}`;
    return element("div", { class: look, attrs }, ...content);
  }

  #overview(): readonly Child[] {
    const threads = this.#state.snapshot?.threads.filter(({ resolved }) => !resolved).length ?? 0;
    return [
      element(
        "span",
        { class: "line" },
        icon("overview"),
        element("span", { class: "name" }, t("Overview")),
        threads > 0 && talk(threads),
      ),
    ];
  }

  #file(file: FileRow): readonly Child[] {
    const { name, directory } = splitPath(file.path);
    const viewed = this.#state.viewed.has(file.path);
    const { letter, words } = statusWords(file.status);
    const threads =
      this.#state.snapshot?.threads.filter((thread) => thread.file === file.path && !thread.resolved).length ?? 0;
    const mode = file.oldMode !== file.newMode && file.status === "changed";
    return [
      element(
        "span",
        { class: "line" },
        element(
          "span",
          { class: `mark${viewed ? " on" : ""}`, attrs: { title: t("Viewed (v)") } },
          viewed && icon("check", t("viewed")),
        ),
        element("span", { class: "name foreign" }, name),
        element("span", { class: "directory foreign" }, directory),
        threads > 0 && talk(threads),
        file.hidden > 0 &&
          element(
            "span",
            { class: "hint warning", attrs: { title: t("Hidden characters") } },
            icon("warning", t("{0} hidden characters", file.hidden)),
          ),
        file.mustBeSeen &&
          !this.#state.seen.has(file.path) &&
          element(
            "span",
            { class: "hint", attrs: { title: t("Must be opened before a grant") } },
            icon("eye", t("must be opened before a grant")),
          ),
        mode &&
          element("span", { class: "hint", attrs: { title: modeWords(file.newMode) } }, `→ ${file.newMode.slice(-3)}`),
        file.added !== null && file.added > 0 && element("span", { class: "added" }, `+${number(file.added)}`),
        file.removed !== null && file.removed > 0 && element("span", { class: "removed" }, `−${number(file.removed)}`),
        element("span", { class: `letter ${file.status}`, attrs: { "aria-hidden": "true", title: words } }, letter),
        spoken(words),
      ),
      file.sensitive !== null &&
        element("span", { class: "reason" }, icon("warning"), element("span", { class: "foreign" }, file.sensitive)),
    ];
  }
}

function talk(threads: number): HTMLElement {
  return element(
    "span",
    { class: "hint talk", attrs: { title: t("Open threads") } },
    icon("comment", t("open threads")),
    number(threads),
  );
}
