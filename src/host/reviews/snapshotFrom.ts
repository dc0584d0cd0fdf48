import type { ApprovalView } from "../../core/review/approvals.ts";
import type { PreparedAction } from "../../core/review/gate.ts";
import { mustBeSeen, type ProposalFile } from "../../core/review/proposal.ts";
import type { FileRow, Snapshot, ThreadRow } from "../../messages/review.ts";
import type { Wording } from "../wording/wording.ts";
import { detailOf, documentFields } from "./actionWording.ts";
import { listsOf } from "./snapshotLists.ts";
import { bannerOf } from "./reviewBanner.ts";
import { plainName, requestTitle } from "./requestWording.ts";

/** Names of files in one sentence. */
const namedFiles = 5;

/** Everything that is known about one request at one moment. */
export interface ReviewFacts {
  readonly view: ApprovalView;
  readonly prepared: PreparedAction | undefined;
  /** Why no action could be built, one sentence each. */
  readonly problems: readonly string[];
  /** The action could not be built because something has moved. */
  readonly moved: boolean;
  /** Fields that are different from what was prepared. */
  readonly differing: readonly string[];
  /** Keys (`contentKey`) of the files whose contents the extension gave to the page. */
  readonly served: ReadonlySet<string>;
  readonly threads: readonly ThreadRow[];
  readonly viewed: readonly string[];
  readonly layout: Snapshot["layout"];
  /** Whether there is another proposal to compare with. */
  readonly comparable: boolean;
}

/** Different when a file's contents or modes are. */
export function contentKey({ path, oldId, newId, oldMode, newMode }: ProposalFile): string {
  return JSON.stringify([path, oldId, newId, oldMode, newMode]);
}

/** Whether the file must have been opened before a grant. What a removal deletes enters nowhere. */
export function isRequired(file: ProposalFile, { document }: PreparedAction): boolean {
  return document.kind !== "teardown" && mustBeSeen(file);
}

/** Files that still have to be opened: by what was given out, not by what a page says. */
export function unseenFiles(prepared: PreparedAction, served: ReadonlySet<string>): readonly ProposalFile[] {
  return prepared.files.filter((file) => isRequired(file, prepared) && !served.has(contentKey(file)));
}

/** Where the request stands for whoever looks at it. */
export function stateOf(facts: ReviewFacts): Snapshot["state"] {
  const { view, prepared, differing, moved } = facts;
  if (view.state !== "waiting") return view.state;
  if (moved || differing.length > 0) return "stale";
  return prepared !== undefined && prepared.conflicts.length > 0 ? "conflict" : "waiting";
}

/** Why nothing can be granted now, one sentence each; empty: it can. */
export function whyNot(facts: ReviewFacts, wording: Wording): readonly string[] {
  const { t } = wording;
  const { view, prepared, problems, served, differing } = facts;
  if (view.state !== "waiting") return [t("It does not wait for a decision any more.")];
  if (prepared === undefined) return problems.length === 0 ? [t("It is being looked up.")] : problems;
  if (differing.length > 0) return [t("Something has changed since this was built.")];
  const unseen = unseenFiles(prepared, served);
  const names = unseen.slice(0, namedFiles).map(({ path }) => plainName(path));
  const rest = unseen.length - names.length;
  const list = [...names, ...(rest > 0 ? [t("{0} more", rest)] : [])].join(", ");
  return [...prepared.obstacles, ...(unseen.length === 0 ? [] : [t("To be opened first: {0}", list)])];
}

function fileRow(file: ProposalFile, prepared: PreparedAction): FileRow {
  return { ...file, mustBeSeen: isRequired(file, prepared) };
}

/** The whole page but for the contents of files. Sentences are made here; text of others goes over as it stands and is drawn as text. */
export function snapshotFrom(facts: ReviewFacts, wording: Wording): Snapshot {
  const { t, clock } = wording;
  const { view, prepared } = facts;
  const { request } = view;
  const state = stateOf(facts);
  const open = view.state === "waiting" || view.state === "stale" || view.state === "expired";
  const why = whyNot(facts, wording);
  const undoable = view.state === "executed" && request !== null && request.kind !== "teardown";
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
    banner: [...bannerOf(state, facts, wording)],
    fingerprint: prepared?.fingerprint ?? null,
    can: {
      grant: why.length === 0 && state === "waiting",
      deny: open,
      changes: open,
      askAgain: request !== null && (state === "stale" || state === "expired"),
      undo: undoable,
      annotate: true,
      compare: facts.comparable,
    },
    whyNot: [...why],
    checks: prepared?.checks.map((check) => ({ ...check })) ?? [],
    document: prepared === undefined ? [] : [...documentFields(prepared.document)],
    lists: [...listsOf(facts, wording)],
    files: prepared?.files.map((file) => fileRow(file, prepared)) ?? [],
    threads: [...facts.threads],
    viewed: [...facts.viewed],
    layout: facts.layout,
    now: clock.now(),
  };
}
