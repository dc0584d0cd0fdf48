/** The review page: puts the parts together and says what the keys do. */
import { Controller, undrawableWords, unreadableWords } from "./controller.ts";
import { spinner, element, fill } from "./base/dom.ts";
import { focusAgain } from "./base/focus.ts";
import { HostLink } from "./base/hostLink.ts";
import { listenToKeys, type KeyCommand } from "./base/keys.ts";
import { fileEntries, neighbour } from "./model/fileEntries.ts";
import type { PageActions } from "./base/pageActions.ts";
import { PlanController } from "./planController.ts";
import { actionBar } from "./parts/actionBar.ts";
import { DocumentPane } from "./parts/documentPane.ts";
import { FileList } from "./parts/fileList.ts";
import { FilePane } from "./parts/filePane.ts";
import { header } from "./parts/header.ts";
import { KeyHelp } from "./parts/keyHelp.ts";
import { overview } from "./parts/overview.ts";
import { PlanList } from "./parts/planList.ts";
import { reviewBar } from "./parts/talk/reviewBar.ts";
import { sideTabs } from "./parts/sideTabs.ts";
import { Store } from "./base/store.ts";
import { keepPlace, keepRequest } from "./place.ts";
import type { Tab } from "./model/planState.ts";
import { speak, t } from "./base/wording.ts";

const store = new Store(undrawable);
const live = element("div", { class: "spoken", attrs: { role: "status", "aria-live": "polite" } });
const say = (words: string): void => {
  // The same words twice are only said twice when they leave in between.
  fill(live);
  requestAnimationFrame(() => fill(live, words));
};

let files: FileList | undefined;
let plan: PlanList | undefined;
let pane: FilePane | undefined;
let content: HTMLElement | undefined;

const link = new HostLink(
  (message) => {
    if (message.type === "snapshot") {
      if (content === undefined) guardFocus(build);
      const isFirst = store.state.snapshot === undefined;
      controller.snapshot(message.snapshot);
      if (isFirst) planner.restored();
    } else if (message.type === "plan") {
      planner.told(message.plan);
    } else if (content === undefined) {
      speak(message.strings, message.locale);
      wait();
    }
  },
  () => {
    if (content === undefined) unreadable();
    else controller.unreadable();
  },
);

const controller = new Controller(store, link, {
  say,
  reveal: (lines) => pane?.reveal(lines),
  focusComposer: () => {
    pane?.diff.revealComposer();
    document.querySelector<HTMLElement>(".thread.new .words")?.focus();
  },
  focusField: (key) => {
    document.querySelector<HTMLElement>(`[data-key="${CSS.escape(`field ${key}`)}"]`)?.focus();
  },
  focusContent: () => {
    pane?.diff.clearChoice();
    focusContent();
  },
});

const planner = new PlanController(store, link);

/** Closes the document that is open; the focus goes to where it was chosen. */
function leaveDocument(): void {
  planner.read(undefined);
  store.flush();
  if (store.state.tab === "plan") plan?.focus();
  else focusContent();
}

/** Shows one of the lists and puts the focus where `focus` says. */
function goTo(tab: Tab, focus: () => void): void {
  planner.tab(tab);
  store.flush();
  focus();
}

function focusContent(): void {
  if (store.state.selected === null) content?.querySelector<HTMLElement>(".overview")?.focus();
  else pane?.focus();
}

function move(step: 1 | -1): void {
  const { snapshot, filter, selected } = store.state;
  const next = neighbour(fileEntries(snapshot?.files ?? [], filter), selected, step);
  if (next === undefined) say(step === 1 ? t("This is the last file.") : t("This is the first entry."));
  else {
    controller.select(next);
    say(next ?? t("Overview"));
  }
}

function change(step: 1 | -1): void {
  if (store.state.selected === null) move(1);
  else if (pane?.diff.nextChange(step) === true) pane.focus();
  else say(step === 1 ? t("This was the last change; n shows the next file.") : t("This was the first change."));
}

function annotate(): void {
  const { selected, snapshot } = store.state;
  if (snapshot?.can.annotate !== true) say(t("Comments cannot be added now."));
  else controller.compose({ file: selected, lines: selected === null ? null : (pane?.diff.place() ?? null) });
}

function openSelected(): void {
  const { selected } = store.state;
  const thread = document.activeElement?.closest<HTMLElement>("[data-thread]");
  const row = store.state.snapshot?.threads.find(({ id }) => id === thread?.dataset["thread"]);
  if (row?.file !== undefined && row.file !== null && row.file !== selected) controller.select(row.file);
  else focusContent();
}

function view(actions: PageActions): void {
  const { selected, viewed } = store.state;
  if (selected === null) return;
  const on = !viewed.has(selected);
  actions.view(selected, on);
  say(on ? t("Marked as viewed.") : t("No longer marked as viewed."));
}

function commands(help: () => KeyHelp): readonly KeyCommand[] {
  return [
    { keys: ["j"], label: t("Next change"), run: () => change(1) },
    { keys: ["k"], label: t("Previous change"), run: () => change(-1) },
    { keys: ["n"], label: t("Next file"), run: () => move(1) },
    { keys: ["p"], label: t("Previous file, or the overview"), run: () => move(-1) },
    { keys: ["Enter", "o"], label: t("Go into the file, or to the place of the thread"), run: openSelected },
    { keys: ["a"], label: t("Comment on the line, the chosen lines or the file"), run: annotate },
    { keys: ["v"], label: t("Mark the file as viewed, or not"), run: () => view(controller) },
    {
      keys: ["s"],
      label: t("Unified or side by side"),
      run: () => controller.layout(store.state.layout === "split" ? "unified" : "split"),
    },
    { keys: ["x"], label: t("Unfold all equal lines, or fold them again"), run: () => controller.foldAll() },
    { keys: ["/"], label: t("Filter files"), run: () => goTo("files", () => files?.focusFilter()) },
    { keys: ["f"], label: t("List of files"), run: () => goTo("files", () => files?.focus()) },
    { keys: ["d"], label: t("Documents and tasks of the plan"), run: () => goTo("plan", () => plan?.focus()) },
    { keys: ["?"], label: t("This list"), run: () => help().show() },
    { keys: ["Escape"], label: t("Close what is open"), run: () => controller.close() },
  ];
}

/** What a drawing removes or hides may have had the focus; that never goes nowhere. */
function guardFocus(build: () => void): void {
  let before: Element | null = null;
  store.onDraw(() => {
    before = document.activeElement;
  });
  build();
  store.onDraw(() => {
    const now = document.activeElement;
    if (before === document.body || (now !== document.body && now?.checkVisibility() === true)) return;
    if (!focusAgain(before)) focusContent();
  });
}

function build(): void {
  const keys = commands(() => help);
  const help = new KeyHelp(keys);
  files = new FileList(store, controller);
  pane = new FilePane(store, controller);
  const paper = new DocumentPane(store, planner, leaveDocument);
  plan = new PlanList(store, planner, () => paper.focus());
  const side = sideTabs(store, planner, { files: files.root, plan: plan.root });
  content = element("main", { class: "content" }, overview(store, controller), pane.root);
  document.body.replaceChildren(
    element(
      "div",
      { class: "page" },
      header(store, controller),
      element("div", { class: "middle" }, side, content, paper.root),
      reviewBar(store, controller),
      actionBar(store, controller, () => help.show(), say),
    ),
    live,
    help.root,
  );
  store.onDraw(({ selected, reading }, before) => {
    // What was chosen may be below the list: it comes into view, but for those who walk through the list with its arrows.
    if (before?.snapshot === undefined || document.querySelector("[role=listbox]:focus-visible") !== null) return;
    const isOneColumn = (content?.getBoundingClientRect().top ?? 0) >= side.getBoundingClientRect().bottom;
    if (selected !== before.selected && isOneColumn) content?.scrollIntoView({ block: "start" });
    else if (reading !== undefined && reading.id !== before.reading?.id)
      paper.root.scrollIntoView({ block: "nearest" });
  });
  listenToKeys(keys, () => !help.open);
  keepPlace(store, link, content);
}

/** What is there until the first snapshot. */
function wait(): void {
  document.body.replaceChildren(
    element("div", { class: "loading" }, spinner(t("Loading…")), element("p", {}, t("Loading…"))),
  );
}

/** Rather this than an empty page: nothing is decided on what cannot be shown. */
function unreadable(): void {
  document.body.replaceChildren(element("div", { class: "loading", attrs: { role: "alert" } }, unreadableWords()));
}

/** What is drawn of a state that cannot be drawn whole would be taken for the whole; nothing can be decided from here on. */
function undrawable(error: unknown): void {
  // Without what has just failed.
  const alert = document.createElement("div");
  alert.className = "loading";
  alert.setAttribute("role", "alert");
  alert.textContent = undrawableWords();
  document.body.replaceChildren(alert);
  // The page's console is the one place that a person can copy the error from.
  reportError(error);
}

keepRequest(link);
wait();
link.send({ type: "ready" });
