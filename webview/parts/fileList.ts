import type { FileRow } from "../../src/messages/review.ts";
import { element, fill, setAttribute } from "../base/dom.ts";
import { fileEntries } from "../model/fileEntries.ts";
import type { PageState } from "../model/pageState.ts";
import type { PageActions } from "../base/pageActions.ts";
import type { Store } from "../base/store.ts";
import { setValue, textField } from "../base/toolkit.ts";
import { VirtualRows } from "../base/virtualRows.ts";
import { t } from "../base/wording.ts";
import { layerChoice } from "./layerChoice.ts";
import { fileEntry, fileName, overviewEntry, overviewName, type EntryMarks } from "./fileEntry.ts";

const [oneLine, twoLines] = [24, 42];

/** Of files of sessions the title of their group says it. */
function hasReason(file: FileRow | undefined): boolean {
  return typeof file?.sensitive === "string" && !file.ofSessions;
}

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
    this.#field.addEventListener("keydown", (event) => this.#filterKey(event, actions));
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
      estimate: (index) => (hasReason(this.#entryAt(index)) ? twoLines : oneLine),
      key: (index) => this.#entryAt(index)?.path ?? "",
    });
    this.root = element("div", { class: "files" }, layerChoice(store, actions), this.#field, count, this.#list);
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
      // A request that changes no file (a teardown, one nobody can read) has only its overview to choose.
      this.#field.hidden = of === 0 && snapshot.state !== "loading";
      count.hidden = this.#field.hidden;
      const shown = this.#entries.length;
      const viewed = snapshot.files.filter(({ path }) => state.viewed.has(path)).length;
      const words = [
        of === 0 ? t("The files are looked up.") : t("{0} of {1} viewed", viewed, of),
        shown < of && (shown === 0 ? t("no file matches") : t("{0} match", shown)),
      ];
      const said = words.filter((each) => each !== false).join(" · ");
      // A live region says what is put into it, changed or not.
      if (count.textContent !== said) fill(count, said);
    });
  }

  focus(): void {
    this.#list.focus();
  }

  focusFilter(): void {
    this.#field.focus();
  }

  /** From the filter into the list: Escape forgets the filter, Enter and the arrow go to what it found. */
  #filterKey(event: KeyboardEvent, actions: PageActions): void {
    if (!["Escape", "Enter", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Escape") actions.filter("");
    else {
      const [first] = this.#entries;
      if (first !== undefined) actions.select(first.path);
    }
    this.focus();
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
    const marks = this.#marksOf(file);
    const attrs = {
      id: `entry-${index}`,
      role: "option",
      "aria-selected": selected ? "true" : "false",
      "aria-setsize": this.#rows.count,
      "aria-posinset": index + 1,
      "aria-label": file === undefined ? overviewName(marks) : fileName(file, marks),
      title: file === undefined ? undefined : file.oldPath === null ? file.path : `${file.oldPath} → ${file.path}`,
    };
    const content = file === undefined ? overviewEntry(marks) : fileEntry(file, marks, this.#groupAt(index));
    const look = `entry${selected ? " selected" : ""}${marks.viewed ? " viewed" : ""}`;
    return element("div", { class: look, attrs }, content);
  }

  /** The title above the first file of a group; only where the list has files of sessions are there groups. */
  #groupAt(index: number): string | undefined {
    const [file, before] = [this.#entryAt(index), this.#entryAt(index - 1)];
    if (file === undefined || this.#entries[0]?.ofSessions !== true) return undefined;
    if (file.ofSessions === before?.ofSessions) return undefined;
    const count = this.#entries.filter(({ ofSessions }) => ofSessions === file.ofSessions).length;
    return file.ofSessions ? t("Files of sessions ({0})", count) : t("Other files ({0})", count);
  }

  /** @param file `undefined`: the overview, which counts all threads */
  #marksOf(file: FileRow | undefined): EntryMarks {
    const { snapshot, viewed, seen } = this.#state;
    const open = snapshot?.threads.filter(({ resolved }) => !resolved) ?? [];
    if (file === undefined) return { viewed: false, threads: open.length, unseen: false };
    return {
      viewed: viewed.has(file.path),
      threads: open.filter((thread) => thread.file === file.path).length,
      unseen: file.mustBeSeen && !seen.has(file.path),
    };
  }
}
