import { lossesAmong } from "../../../core/checkpoints/model/checkpoint.ts";
import { shortObjectId } from "../../../core/git/repository/shortObjectId.ts";
import { plainRefName, shortName } from "../../../core/git/repository/refName.ts";
import { baseName } from "../../../core/files/paths.ts";
import type { Layer, LayerName, LookedProposal } from "../../../core/review/looking/lookedProposal.ts";
import type { Snapshot } from "../../../messages/review.ts";
import { skippedText } from "../../wording/checkpointWording.ts";
import { commitCount, fileCount } from "../../wording/counts.ts";
import type { Translate } from "../../wording/translate.ts";
import type { Wording } from "../../wording/wording.ts";
import { detailList } from "../kinds/kindPresentation.ts";
import { plainName } from "../kinds/plainNames.ts";
import { fileRow } from "../snapshot/fileRow.ts";
import { commitLines } from "../snapshot/historyLists.ts";
import { notesLeftOut } from "../snapshot/notesLeftOut.ts";
import { cutList, cutText, longestSentence } from "../snapshot/snapshotLimits.ts";
import type { LookFacts } from "./lookFacts.ts";

/** The whole page of work that nobody has asked a review for, but for the contents of files. */
export function lookSnapshot(facts: LookFacts, wording: Wording): Snapshot {
  const { t, clock } = wording;
  const { id, looked, layer, session } = facts;
  const shown = looked?.[layer];
  const isNow = facts.problems.length === 0;
  const nothing = {
    grant: false,
    deny: false,
    changes: false,
    askAgain: false,
    undo: false,
    turnOn: false,
    pullRequest: false,
  };
  return {
    request: {
      id,
      session: session ?? "",
      forkOf: null,
      requestedBy: "",
      created: "",
      deadline: null,
      lane: null,
      summary: "",
      replaces: null,
    },
    delivery: null,
    headline: looked === undefined ? plainName(facts.name) : headline(looked, t),
    detail: looked === undefined ? "" : detail(looked, t),
    state: "looking",
    banner: [...facts.problems, ...(looked === undefined ? [] : remarks(looked, t)), ...(isNow ? facts.moved : [])].map(
      (sentence) => cutText(sentence, longestSentence, t),
    ),
    fingerprint: null,
    can: { ...nothing, annotate: looked !== undefined, compare: false },
    whyNot: [],
    looking: {
      place: placeOf(facts),
      layers:
        looked === undefined
          ? []
          : layersOf(looked).map(([name, each]) => ({
              name,
              says: saysOf(name, looked, t),
              ...totals(each),
            })),
      shown: layer,
      can: {
        keep: isNow && looked !== undefined && session === undefined && !isAdrift(looked),
        merge: isNow && looked !== undefined && looked.committed !== null && looked.ahead > 0 && !isAdrift(looked),
      },
    },
    checks: [],
    required: null,
    document: [],
    lists: [
      ...(looked === undefined ? [] : lists(looked, wording)),
      ...notesLeftOut(session, facts.threadsLeft, wording),
    ],
    files: shown?.files.map((file, at) => fileRow(file, at, false, wording)) ?? [],
    threads: [...facts.threads],
    viewed: [...facts.viewed],
    layout: facts.layout,
    now: clock.now(),
  };
}

/** What work is called: its branch, else the directory it is in. */
export function nameOfWork({ branch, path }: Pick<LookedProposal, "branch" | "path">): string {
  return branch === null ? baseName(path ?? "/") : plainRefName(branch);
}

/** Layers there are, in the order of their making. */
export function layersOf(looked: LookedProposal): readonly (readonly [LayerName, Layer])[] {
  return (["committed", "uncommitted"] as const).flatMap((name) => {
    const layer = looked[name];
    return layer === null ? [] : [[name, layer] as const];
  });
}

/** “claude/login: 3 commits, 12 files beside main”; what is not committed is counted apart. */
function headline(looked: LookedProposal, t: Translate): string {
  const { committed, uncommitted, ahead, onto } = looked;
  const name = plainName(nameOfWork(looked));
  const loose = uncommitted?.files.length ?? 0;
  if (committed === null) return t("{0}: uncommitted changes in {1}", name, fileCount(loose, t));
  const files = fileCount(committed.files.length, t);
  if (onto === null) return t("{0}: {1}", name, files);
  const into = plainName(shortName(onto.ref));
  if (ahead === 0) return t("{0}: nothing committed beside {1}", name, into);
  return t("{0}: {1}, {2} beside {3}", name, commitCount(ahead, t), files, into);
}

function placeOf({ looked, shorten }: LookFacts): { readonly short: string; readonly path: string } | null {
  const path = looked?.path ?? null;
  return path === null ? null : { short: plainName(shorten(path)), path: plainName(path) };
}

function detail({ mergeBase, onto, behind, head, branch }: LookedProposal, t: Translate): string {
  const into = onto === null ? "" : plainName(shortName(onto.ref));
  return [
    branch === null && head !== null ? t("on no branch, at {0}", shortObjectId(head)) : "",
    mergeBase === null ? "" : t("compared with {0}, where it left {1}", shortObjectId(mergeBase), into),
    behind === 0 ? "" : t("{0} behind {1}", commitCount(behind, t), into),
  ]
    .filter((part) => part !== "")
    .join(" · ");
}

/** A worktree on no branch: there is nothing a session could be made of or that could be merged. */
function isAdrift({ target, branch, head }: LookedProposal): boolean {
  return target.kind === "worktree" && branch === null && head !== null;
}

/** What a reader has to know to understand what is compared, and what can be done. */
function remarks(looked: LookedProposal, t: Translate): readonly string[] {
  const adrift = t(
    "This worktree is on no branch. Make one in it (git switch -c NAME); then it can be kept as a session and merged.",
  );
  return [...comparedRemarks(looked, t), ...(isAdrift(looked) ? [adrift] : [])];
}

function comparedRemarks({ target, head, onto, mergeBase, branch }: LookedProposal, t: Translate): readonly string[] {
  if (head === null) return [t("There is no commit yet, so every file is new.")];
  if (target.kind === "changes" || mergeBase !== null) return [];
  if (onto === null)
    return [t("No branch is known that it would go into, so it is compared with nothing: every file is new.")];
  const name = branch === null ? shortObjectId(head) : plainName(plainRefName(branch));
  const into = plainName(shortName(onto.ref));
  return [t("{0} and {1} have no commit in common, so it is compared with nothing: every file is new.", name, into)];
}

function lists({ history, onto, skipped }: LookedProposal, wording: Wording): Snapshot["lists"] {
  const { t } = wording;
  const lost = lossesAmong(skipped);
  const into = onto === null ? "" : plainName(shortName(onto.ref));
  const commits = history === null ? [] : commitLines(history);
  const passing = history?.passing.map(({ path, sensitive }) =>
    sensitive === null ? path : `${path}: ${sensitive.in(t)}`,
  );
  return [
    ...detailList(
      t("Left out of the uncommitted changes ({0})", lost.length),
      "warning",
      lost.map((file) => skippedText(file, wording)),
    ),
    ...detailList(t("{0} that {1} does not have", commitCount(commits.length, t), into), "info", commits),
    ...detailList(t("Files only earlier commits have ({0})", passing?.length ?? 0), "info", passing ?? []),
  ].map((list) => cutList({ ...list, items: [...list.items] }, t));
}

/** Between what a layer lies. */
function saysOf(name: LayerName, { head, mergeBase, onto }: LookedProposal, t: Translate): string {
  if (name === "uncommitted") return head === null ? t("all that is there") : t("since the last commit");
  return mergeBase === null || onto === null
    ? t("all that it has")
    : t("since it left {0}", plainName(shortName(onto.ref)));
}

function totals({ files }: Layer): { readonly files: number; readonly added: number; readonly removed: number } {
  return {
    files: files.length,
    added: files.reduce((sum, { added }) => sum + (added ?? 0), 0),
    removed: files.reduce((sum, { removed }) => sum + (removed ?? 0), 0),
  };
}
