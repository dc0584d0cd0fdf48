import type { DocumentContent } from "../../src/messages/plan.ts";
import { element, fill, setAttribute, spinner, type Child } from "../base/dom.ts";
import { failureNotice } from "../base/failureNotice.ts";
import { keepFocus } from "../base/focus.ts";
import { icon } from "../base/icons.ts";
import type { PlanActions } from "../base/planActions.ts";
import type { Store } from "../base/store.ts";
import { button } from "../base/toolkit.ts";
import { byteSize, t } from "../base/wording.ts";
import { longestMarkdown } from "../model/markdownPlan.ts";
import type { PageState } from "../model/pageState.ts";
import type { Reading } from "../model/planState.ts";
import { DocumentLines } from "./documentLines.ts";
import { markdown } from "./talk/markdown.ts";

type Text = Extract<DocumentContent, { readonly kind: "text" }>;

/** The document of the plan that is open, beside the file that is reviewed. */
export class DocumentPane {
  readonly root: HTMLElement;
  readonly #head = element("div", { class: "readingHead" });
  readonly #notes = element("div");
  readonly #body = element("div", { class: "readingBody", key: "document", attrs: { tabindex: 0, role: "group" } });
  readonly #words = element("div");
  readonly #canvas = element("div", { class: "canvas" });
  readonly #lines: DocumentLines;
  readonly #actions: PlanActions;

  /** `leave` closes the pane and gives the focus to where the document was chosen. */
  constructor(store: Store, actions: PlanActions, leave: () => void) {
    this.#actions = actions;
    this.#body.append(this.#words, this.#canvas);
    this.#lines = new DocumentLines(this.#body, this.#canvas);
    this.root = element(
      "aside",
      { class: "reading", attrs: { "aria-label": t("Document of the plan") } },
      this.#head,
      this.#notes,
      this.#body,
    );
    this.root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      event.preventDefault();
      leave();
    });
    store.onDraw((state, before) => {
      const { reading } = state;
      this.root.hidden = reading === undefined;
      if (reading?.id !== before?.reading?.id || state.plan !== before?.plan)
        keepFocus(this.root, () => this.#drawHead(state, leave));
      if (reading?.shown !== before?.reading?.shown) keepFocus(this.root, () => this.#drawBody(reading, before));
    });
  }

  focus(): void {
    this.#body.focus();
  }

  #drawHead({ reading, plan }: PageState, leave: () => void): void {
    if (reading === undefined) {
      fill(this.#head);
      return;
    }
    const parts = plan.status === "ready" ? plan.plan.parts : [];
    const part = parts.find(({ documents }) => documents.some(({ id }) => id === reading.id));
    const row = part?.documents.find(({ id }) => id === reading.id);
    const facts = [
      row !== undefined && row.phase !== null && t("handed over by {0}", row.phase),
      part?.isBaseline === true && t("from the baseline {0}", part.session),
      row !== undefined && row.file !== row.name && row.file,
      row !== undefined && row.size !== null && byteSize(row.size),
    ];
    setAttribute(this.#body, "aria-label", reading.name);
    fill(
      this.#head,
      element("h2", { class: "foreign" }, reading.name),
      element(
        "div",
        { class: "tools" },
        button({ look: "secondary", key: "edit", press: () => this.#actions.edit() }, t("Open in Editor")),
        button({ look: "icon", key: "leave", label: t("Close document"), press: leave }, icon("close")),
      ),
      element("p", { class: "quiet foreign" }, facts.filter((fact) => typeof fact === "string").join(" · ")),
    );
  }

  #drawBody(reading: Reading | undefined, before: PageState | undefined): void {
    const { scrollTop } = this.#body;
    const content = reading?.shown.status === "ready" ? reading.shown.content : undefined;
    const text = content?.kind === "text" ? content : undefined;
    const isMarkdown = text !== undefined && readsAsMarkdown(reading?.file ?? "", text);
    fill(this.#notes, text?.isCut === true && cutNote(text));
    fill(this.#words, this.#wordsOf(reading, isMarkdown ? text : undefined));
    this.#canvas.hidden = text === undefined || isMarkdown;
    this.#lines.show(this.#canvas.hidden ? "" : (text?.text ?? ""));
    this.#body.scrollTop = reading?.id === before?.reading?.id ? scrollTop : 0;
  }

  #wordsOf(reading: Reading | undefined, read: Text | undefined): readonly Child[] {
    if (reading === undefined) return [];
    const { shown } = reading;
    if (shown.status === "loading")
      return [
        element("div", { class: "notice" }, spinner(t("The document is loading")), element("p", {}, t("Loading…"))),
      ];
    if (shown.status === "failed") return [failureNotice(shown.failure, "document again", () => this.#actions.again())];
    const { content } = shown;
    if (content.kind !== "text") return [said(otherWords(content))];
    if (content.text.trim() === "") return [said(t("This document is empty."))];
    return read === undefined ? [] : [markdown(read.text)];
  }
}

function readsAsMarkdown(file: string, { text }: Text): boolean {
  return /\.(?:md|markdown)$/iu.test(file) && text.length <= longestMarkdown;
}

function cutNote({ size, text }: Text): HTMLElement {
  const shown = byteSize(new TextEncoder().encode(text).length);
  const words = t("The first {0} of {1} are shown; an editor shows all of it.", shown, byteSize(size));
  return element("p", { class: "fact cut" }, icon("info"), " ", words);
}

function otherWords({ kind, size }: Exclude<DocumentContent, Text>): string {
  return kind === "binary"
    ? t("This document is not text ({0}). Open it in an editor.", byteSize(size))
    : t("This document is too large to be shown here ({0}). Open it in an editor.", byteSize(size));
}

function said(words: string): HTMLElement {
  return element("p", { class: "notice" }, words);
}
