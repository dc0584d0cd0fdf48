import { isUndoable } from "../../../core/review/requests/requestState.ts";
import type { UncommittedWork } from "../../../core/forks/proposedMerge.ts";
import { textLimits, type Snapshot } from "../../../messages/review.ts";
import { commitCount } from "../../wording/counts.ts";
import type { Wording } from "../../wording/wording.ts";
import { deliveryLines, isDue } from "../kinds/deliveryWording.ts";
import { detailOf, documentFields } from "../kinds/actionWording.ts";
import { plainName } from "../kinds/plainNames.ts";
import { conflictKind } from "../kinds/conflictKind.ts";
import { claimedRows, mostClaims, requiredRows } from "./checkRows.ts";
import { fileRow } from "./fileRow.ts";
import { notesLeftOut } from "./notesLeftOut.ts";
import { cutList, cutPath, cutText, longestSentence } from "./snapshotLimits.ts";
import { isRequired, grantBlockers } from "./grantBlockers.ts";
import { detailLists } from "./detailLists.ts";
import type { ReviewFacts } from "./reviewFacts.ts";
import { bannerOf, type RequestState } from "./reviewBanner.ts";
import { pullRequestPage } from "../kinds/pullRequestPage.ts";
import { requestTitle } from "../kinds/requestWording.ts";

/** Where the request stands, for any person who looks at it. */
function stateOf(facts: ReviewFacts): RequestState {
  const { view, prepared, differing, moved } = facts;
  if (view.state !== "waiting") return view.state;
  if (moved || differing.length > 0) return "stale";
  const conflict = prepared === undefined ? null : conflictKind(prepared);
  if (conflict === null) return "waiting";
  return conflict === "branches" ? "conflict" : conflict === "edits" ? "overlap" : "blocked";
}

/** Work beside the proposal: good to know, and in nobody's way. */
function notCommitted({ uncommitted }: ReviewFacts, { t }: Wording): Snapshot["lists"] {
  return uncommitted === null ? [] : [...elsewhereLists(uncommitted, t), ...uncommittedLists(uncommitted, t)];
}

function elsewhereLists({ elsewhere }: UncommittedWork, t: Wording["t"]): Snapshot["lists"] {
  if (elsewhere === null) return [];
  const { branch, commits } = elsewhere;
  const where = branch === null ? t("HEAD is on no branch") : plainName(branch);
  const title = t(
    "The fork's worktree is elsewhere; what is committed there is no part of this ({0})",
    commitCount(commits, t),
  );
  return [{ title, severity: "warning", items: [where] }];
}

function uncommittedLists({ count, paths }: UncommittedWork, t: Wording["t"]): Snapshot["lists"] {
  if (count === 0) return [];
  const title =
    count === 1
      ? t("1 file in the fork is not committed, so it is no part of this")
      : t("{0} files in the fork are not committed, so they are no part of this", count);
  const rest = count - paths.length;
  const items = paths.map((path, at) => cutPath(path, at));
  return [{ title, severity: "info", items: rest === 0 ? items : [...items, t("… and {0} more", rest)] }];
}

/** The whole page but for the contents of files. Sentences are made here; text of others goes over as it stands and is drawn as text. */
export function buildSnapshot(facts: ReviewFacts, wording: Wording): Snapshot {
  const { t, clock } = wording;
  const { view, prepared } = facts;
  const { request } = view;
  const state = stateOf(facts);
  const open = view.state === "waiting" || view.state === "stale" || view.state === "expired";
  const why = grantBlockers(facts, wording);
  const shown = (text: string): string => cutText(text, longestSentence, t);
  return {
    request: {
      id: view.id,
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
      turnOn: state === "blocked" && prepared?.obstacles.some(({ reason }) => reason === "remote-off") === true,
      pullRequest: pullRequestPage(view) !== undefined,
    },
    whyNot: why.map(shown),
    delivery:
      facts.sentBack === undefined
        ? null
        : {
            lines: deliveryLines(facts.sentBack, wording).map(shown),
            due: isDue(facts.sentBack),
            canSend: facts.sentBack.askedAgain === null,
            askedAgain: facts.sentBack.askedAgain !== null,
          },
    checks: [...claimedRows(prepared?.checks ?? [], facts.checks?.subject.tree, t)],
    checksLeft: Math.max(0, (prepared?.checks.length ?? 0) - mostClaims),
    checksUnread: prepared?.unreadChecks ?? 0,
    required: requiredRows(facts.checks, view.state === "waiting" && state !== "stale", t),
    document:
      prepared === undefined
        ? []
        : documentFields(prepared.document).map(({ name, value }) => ({
            name,
            value: cutText(value, textLimits.field, t),
          })),
    lists: [
      ...detailLists(facts, wording).map((list) => cutList(list, t)),
      ...notCommitted(facts, wording),
      ...notesLeftOut(view.session, facts.threadsLeft, wording),
    ],
    files: prepared?.files.map((file, at) => fileRow(file, at, isRequired(file, prepared), wording)) ?? [],
    threads: [...facts.threads],
    viewed: [...facts.viewed],
    layout: facts.layout,
    now: clock.now(),
  };
}
