import { isUndoable } from "../../../core/review/requests/approvalState.ts";
import type { PreparedAction } from "../../../core/review/gate.ts";
import { mustBeSeen, type ProposalFile } from "../../../core/review/proposal/proposal.ts";
import { textLimits, type FileRow, type Snapshot } from "../../../messages/review.ts";
import type { Translate } from "../../wording/translate.ts";
import type { Wording } from "../../wording/wording.ts";
import { detailOf, documentFields } from "../kinds/actionWording.ts";
import { conflictKind } from "../kinds/conflictKind.ts";
import { cutList, cutPath, cutText, isListCut, isPathCut } from "./snapshotLimits.ts";
import { historyLists } from "./historyLists.ts";
import { listsOf } from "./snapshotLists.ts";
import type { ReviewFacts } from "./reviewFacts.ts";
import { bannerOf } from "./reviewBanner.ts";
import { plainName, requestTitle } from "../kinds/requestWording.ts";

const namedFiles = 5;

/** Characters of a sentence that git or a file may have made. */
const longestSentence = 20_000;

/** Different when a file's contents or modes are. */
export function contentKey({ path, oldId, newId, oldMode, newMode }: ProposalFile): string {
  return JSON.stringify([path, oldId, newId, oldMode, newMode]);
}

/** Whether the file must have been opened before a grant. What a removal deletes enters nowhere. */
function isRequired(file: ProposalFile, { document }: PreparedAction): boolean {
  return document.kind !== "teardown" && (mustBeSeen(file) || isPathCut(file.path));
}

/** Files that still have to be opened: by what was given out, not by what a page says. */
function unseenFiles(prepared: PreparedAction, served: ReadonlySet<string>): readonly ProposalFile[] {
  return prepared.files.filter((file) => isRequired(file, prepared) && !served.has(contentKey(file)));
}

/** Files that may be granted unopened, and were not opened: the person who grants has to say that they want that. */
export function unopenedFiles(prepared: PreparedAction, served: ReadonlySet<string>): readonly ProposalFile[] {
  if (prepared.document.kind === "teardown") return [];
  return prepared.files.filter((file) => !served.has(contentKey(file)));
}

/** Where the request stands, for any person who looks at it. */
function stateOf(facts: ReviewFacts): Snapshot["state"] {
  const { view, prepared, differing, moved } = facts;
  if (view.state !== "waiting") return view.state;
  if (moved || differing.length > 0) return "stale";
  const conflict = prepared === undefined ? null : conflictKind(prepared);
  if (conflict === null) return "waiting";
  return conflict === "edits" ? "overlap" : "conflict";
}

/** Why nothing can be granted now, one sentence each; empty: it can. */
export function whyNot(facts: ReviewFacts, wording: Wording): readonly string[] {
  const { t } = wording;
  const { view, prepared, problems, served, differing } = facts;
  if (view.state !== "waiting") return [t("It does not wait for a decision any more.")];
  if (prepared === undefined) return problems.length === 0 ? [t("It is being looked up.")] : problems;
  if (differing.length > 0) return [t("Something has changed since this was built.")];
  const unseen = unseenFiles(prepared, served);
  const [long, others] = [
    unseen.filter(({ longLines }) => longLines > 0),
    unseen.filter((file) => file.longLines === 0),
  ];
  return [
    ...prepared.obstacles,
    ...whatIsCut(facts, prepared, wording),
    ...(others.length === 0 ? [] : [t("To be opened first: {0}", namesOf(others, t))]),
    ...(long.length === 0 ? [] : [t("With lines to be shown whole first: {0}", namesOf(long, t))]),
  ];
}

/** Names of some files in one sentence. */
export function namesOf(files: readonly Pick<ProposalFile, "path">[], t: Translate): string {
  const names = files.slice(0, namedFiles).map(({ path }) => plainName(path));
  const rest = files.length - names.length;
  return [...names, ...(rest > 0 ? [t("{0} more", rest)] : [])].join(", ");
}

/** Parts too large to be shown whole: nothing is granted that nobody can have read. */
function whatIsCut(facts: ReviewFacts, prepared: PreparedAction, wording: Wording): readonly string[] {
  const { t } = wording;
  const lists = allLists(facts, wording).filter(isListCut);
  const fields = documentFields(prepared.document).filter(({ value }) => value.length > textLimits.field);
  const paths = prepared.files.filter(({ path }) => isPathCut(path)).length;
  return [
    ...lists.map(({ title }) => t("Too long to be shown whole: {0}", title)),
    ...fields.map(({ name }) => t("Too long to be shown whole: {0}", name)),
    ...(paths === 0 ? [] : [t("Names of files that are too long to be shown: {0}", paths)]),
  ];
}

function allLists(facts: ReviewFacts, wording: Wording): Snapshot["lists"] {
  return [...listsOf(facts, wording), ...historyLists(facts.prepared?.history ?? null, wording)];
}

function notesLeftOut({ threadsLeft, view }: ReviewFacts, { t }: Wording): Snapshot["lists"] {
  if (threadsLeft === 0) return [];
  const items = [t("“wfs annotate list --session {0}” shows them.", view.session)];
  return [{ title: t("Comments that are too many to be shown ({0})", threadsLeft), severity: "info", items }];
}

function fileRow(file: ProposalFile, at: number, prepared: PreparedAction): FileRow {
  const { path } = file;
  const exact = file.exact && !isPathCut(path);
  return { ...file, path: cutPath(path, at), exact, mustBeSeen: isRequired(file, prepared) };
}

/** The whole page but for the contents of files. Sentences are made here; text of others goes over as it stands and is drawn as text. */
export function snapshotFrom(facts: ReviewFacts, wording: Wording): Snapshot {
  const { t, clock } = wording;
  const { view, prepared } = facts;
  const { request } = view;
  const state = stateOf(facts);
  const open = view.state === "waiting" || view.state === "stale" || view.state === "expired";
  const why = whyNot(facts, wording);
  const shown = (text: string): string => cutText(text, longestSentence, t);
  return {
    request: {
      id: view.id,
      kind: request?.kind ?? "merge",
      session: view.session,
      forkOf: prepared?.document.fork_of ?? null,
      requestedBy: request?.requested_by ?? "",
      created: request?.created ?? "",
      deadline: request?.deadline ?? null,
      lane: request?.lane ?? null,
      summary: request?.summary ?? "",
      replaces: request?.replaces ?? null,
    },
    headline: requestTitle(view, t),
    detail: prepared === undefined ? "" : detailOf(prepared, t),
    state,
    banner: bannerOf(state, facts, wording).map(shown),
    fingerprint: prepared?.fingerprint ?? null,
    can: {
      grant: why.length === 0 && state === "waiting",
      deny: open,
      changes: open,
      askAgain: request !== null && (state === "stale" || state === "expired"),
      undo: isUndoable(view),
      annotate: true,
      compare: facts.comparable,
    },
    whyNot: why.map(shown),
    checks:
      prepared?.checks.map(({ task, name, status }) => ({
        task: shown(task),
        name: shown(name),
        status: shown(status),
      })) ?? [],
    document:
      prepared === undefined
        ? []
        : documentFields(prepared.document).map(({ name, value }) => ({
            name,
            value: cutText(value, textLimits.field, t),
          })),
    lists: [...allLists(facts, wording).map((list) => cutList(list, t)), ...notesLeftOut(facts, wording)],
    files: prepared?.files.map((file, at) => fileRow(file, at, prepared)) ?? [],
    threads: [...facts.threads],
    viewed: [...facts.viewed],
    layout: facts.layout,
    now: clock.now(),
  };
}
