import type { FileRow, HostMessage, Snapshot } from "../../src/messages/review.ts";
import type { Failure } from "./failure.ts";
import type { PlanShown, Reading, Tab } from "./planState.ts";
import type { Opened, Layout } from "./rows.ts";
import type { Side } from "./textDiff.ts";

export type FileDiff = Extract<HostMessage, { readonly type: "file" }>["file"];

/** Lines people see: 1-based, inclusive. */
export interface LineRange {
  readonly side: Side;
  readonly start: number;
  readonly end: number;
}

/** What a new thread is about: the session, a file, or lines of it. */
export interface CommentTarget {
  readonly file: string | null;
  readonly lines: LineRange | null;
}

/** What is known of the contents of the file on show. */
export type Shown =
  | { readonly status: "loading" }
  /** `whole`: also what is not shown unasked, a large file or the ends of long lines. */
  | { readonly status: "ready"; readonly file: FileDiff; readonly whole: boolean }
  | { readonly status: "failed"; readonly failure: Failure };

/** Everything the page draws. */
export interface PageState {
  readonly snapshot: Snapshot | undefined;
  /** `null`: the overview. */
  readonly selected: string | null;
  readonly filter: string;
  readonly layout: Layout;
  /** Files looked at, with the contents they had then: other contents must be looked at again. */
  readonly viewed: ReadonlyMap<string, string>;
  /** Files whose contents were shown since the page was opened. */
  readonly seen: ReadonlySet<string>;
  readonly shown: Shown;
  readonly opened: readonly Opened[];
  readonly composer: CommentTarget | undefined;
  /** Unsent words by what they are about (draftKey). */
  readonly drafts: Readonly<Record<string, string>>;
  /** What the extension was asked and has not answered. */
  readonly busy: ReadonlySet<string>;
  readonly failure: Failure | undefined;
  readonly tab: Tab;
  readonly plan: PlanShown;
  readonly reading: Reading | undefined;
}

/** All lines of a file. */
export const everything: PageState["opened"] = [{ start: 0, end: Number.MAX_SAFE_INTEGER }];

export const emptyState: PageState = {
  snapshot: undefined,
  selected: null,
  filter: "",
  layout: "unified",
  viewed: new Map(),
  seen: new Set(),
  shown: { status: "loading" },
  opened: [],
  composer: undefined,
  drafts: {},
  busy: new Set(),
  failure: undefined,
  tab: "files",
  plan: { status: "unasked" },
  reading: undefined,
};

/** Changes when a file's contents or its former name do. */
function contentsOf(file: FileRow): string {
  return `${file.oldMode} ${file.newMode} ${file.oldId} ${file.newId} ${file.oldPath ?? ""}`;
}

/** What is unfolded at first: everything of a file that was moved to or from a place where it matters, because its place gives it another meaning. */
function openedAtFirst(state: PageState, path: string | null): PageState["opened"] {
  const file = state.snapshot?.files.find((each) => each.path === path);
  const matters = file !== undefined && file.oldPath !== null && file.sensitive !== null;
  return matters ? everything : [];
}

export function draftKey(place: CommentTarget): string {
  return place.lines === null
    ? `on ${place.file ?? ""}`
    : `on ${place.file ?? ""} ${place.lines.side} ${place.lines.start}-${place.lines.end}`;
}

/** Under which an unsent reply is kept; it is there while its field is open. */
export function replyKey(thread: string): string {
  return `reply ${thread}`;
}

/** Under which suggested lines are kept that are not sent, by the field of the words they belong to. */
export function suggestionKey(field: string): string {
  return `suggest ${field}`;
}

/** Under which the unsent summary of a review is kept. */
export const summaryKey = "summary";

/** Under which the labels of an unsent comment are kept among the drafts. */
export function labelsKey(place: CommentTarget): string {
  return `labels ${draftKey(place)}`;
}

export function chosenLabels(drafts: PageState["drafts"], place: CommentTarget): readonly string[] {
  return drafts[labelsKey(place)]?.split(" ") ?? [];
}

/** The state without the words, labels and suggested lines of an unsent comment. */
export function withoutDraft(state: PageState, place: CommentTarget): PageState {
  const keys = [draftKey(place), labelsKey(place), suggestionKey(draftKey(place))];
  return keys.reduce((without, key) => withDraft(without, key, ""), state);
}

/**
 * The state with a new snapshot. The first one says what was viewed before and how files are laid out; from then on the page knows better,
 * except that files whose contents changed have not been seen.
 */
export function withSnapshot(state: PageState, snapshot: Snapshot): PageState {
  const files = new Map(snapshot.files.map((file) => [file.path, file]));
  const otherLayer = state.snapshot !== undefined && state.snapshot.looking?.shown !== snapshot.looking?.shown;
  const first = otherLayer || state.snapshot?.request.id !== snapshot.request.id;
  const viewed = first
    ? snapshot.viewed.flatMap((path): [string, string][] => {
        const file = files.get(path);
        return file === undefined ? [] : [[path, contentsOf(file)]];
      })
    : [...state.viewed].filter(([path, contents]) => {
        const file = files.get(path);
        return file !== undefined && contentsOf(file) === contents;
      });
  const before = new Map((otherLayer ? undefined : state.snapshot)?.files.map((file) => [file.path, contentsOf(file)]));
  const unchanged = (path: string): boolean => {
    const file = files.get(path);
    return file !== undefined && before.get(path) === contentsOf(file);
  };
  const selected = state.selected !== null && files.has(state.selected) ? state.selected : null;
  const same =
    selected !== null && selected === state.selected && (state.snapshot === undefined || unchanged(selected));
  return {
    ...state,
    snapshot,
    selected,
    // Its words stay among the drafts; the lines it stood at are others now.
    composer: otherLayer ? undefined : state.composer,
    layout: first && state.snapshot === undefined ? snapshot.layout : state.layout,
    viewed: new Map(viewed),
    seen: new Set([...state.seen].filter(unchanged)),
    shown: same ? state.shown : { status: "loading" },
    opened: same ? state.opened : openedAtFirst({ ...state, snapshot }, selected),
  };
}

/** Nothing that is on show can be decided on any more: it is not what there is. */
export function withoutDecisions(state: PageState, why: string): PageState {
  const { snapshot } = state;
  if (snapshot === undefined) return state;
  const off = { grant: false, deny: false, changes: false, askAgain: false, undo: false, turnOn: false };
  return { ...state, snapshot: { ...snapshot, can: { ...snapshot.can, ...off }, whyNot: [why] } };
}

export function withSelected(state: PageState, selected: string | null): PageState {
  if (state.selected === selected) return state;
  const opened = openedAtFirst(state, selected);
  return { ...state, selected, shown: { status: "loading" }, opened, composer: undefined };
}

export function withViewed(state: PageState, path: string, viewed: boolean): PageState {
  const file = state.snapshot?.files.find((each) => each.path === path);
  if (file === undefined) return state;
  const next = new Map(state.viewed);
  if (viewed) next.set(path, contentsOf(file));
  else next.delete(path);
  return { ...state, viewed: next };
}

export function withDraft(state: PageState, key: string, words: string): PageState {
  const { [key]: _old, ...others } = state.drafts;
  return { ...state, drafts: words === "" ? others : { ...others, [key]: words } };
}

export function withBusy(state: PageState, what: string, busy: boolean): PageState {
  const next = new Set(state.busy);
  if (busy) next.add(what);
  else next.delete(what);
  return { ...state, busy: next };
}
