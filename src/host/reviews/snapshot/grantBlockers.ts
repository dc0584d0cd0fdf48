import type { PreparedAction } from "../../../core/review/gate.ts";
import { mustBeSeen, type ProposalFile } from "../../../core/review/proposal/proposal.ts";
import { textLimits } from "../../../messages/review.ts";
import type { Translate } from "../../wording/translate.ts";
import type { Wording } from "../../wording/wording.ts";
import { presentationOf } from "../kinds/kinds.ts";
import { documentFields } from "../kinds/actionWording.ts";
import { plainName } from "../kinds/plainNames.ts";
import type { ReviewFacts } from "./reviewFacts.ts";
import { isListCut, isPathCut } from "./snapshotLimits.ts";
import { detailLists } from "./detailLists.ts";
import { firstFew } from "../../wording/firstFew.ts";

const namedFiles = 5;

/** Milliseconds for which nothing is granted after an update, so that no click meant for what stood there before hits what stands there now. */
const settleAfterUpdate = 2000;

/** Different when a file's contents, modes or names are. */
export function contentKey({ path, oldPath, oldId, newId, oldMode, newMode }: ProposalFile): string {
  return JSON.stringify([path, oldPath, oldId, newId, oldMode, newMode]);
}

/** Whether the file must have been opened before a grant. What a removal deletes enters nowhere. */
export function isRequired(file: ProposalFile, { document }: PreparedAction): boolean {
  return presentationOf(document.kind).entersBranch && (mustBeSeen(file) || hasCutPath(file));
}

/** Files that still have to be opened: by what was given out, not by what a page says. */
function unseenFiles(prepared: PreparedAction, served: ReadonlySet<string>): readonly ProposalFile[] {
  return prepared.files.filter((file) => isRequired(file, prepared) && !served.has(contentKey(file)));
}

/** Files that may be granted unopened, and were not opened: the person who grants has to say that they want that. */
export function unopenedFiles(prepared: PreparedAction, served: ReadonlySet<string>): readonly ProposalFile[] {
  if (!presentationOf(prepared.document.kind).entersBranch) return [];
  return prepared.files.filter((file) => !served.has(contentKey(file)));
}

/** Why nothing can be granted now, one sentence each; empty: it can. */
export function grantBlockers(facts: ReviewFacts, wording: Wording): readonly string[] {
  const { t, clock } = wording;
  const { view, prepared, problems, served, differing, updated } = facts;
  if (view.state !== "waiting") return [t("It does not wait for a decision any more.")];
  if (prepared === undefined) return problems.length === 0 ? [t("It is being looked up.")] : problems;
  if (differing.length > 0) return [t("Something has changed since this was built.")];
  const age = updated === undefined ? Infinity : clock.now() - updated.at;
  if (age >= 0 && age < settleAfterUpdate) return [t("It was updated this moment: look at it first.")];
  const unseen = unseenFiles(prepared, served);
  const [long, others] = [
    unseen.filter(({ longLines }) => longLines > 0),
    unseen.filter((file) => file.longLines === 0),
  ];
  return [
    ...prepared.obstacles.map(({ text }) => text.in(t)),
    ...whatIsCut(facts, prepared, wording),
    ...(others.length === 0 ? [] : [t("To be opened first: {0}", namesOf(others, t))]),
    ...(long.length === 0 ? [] : [t("With lines to be shown whole first: {0}", namesOf(long, t))]),
  ];
}

/** Names of some files in one sentence. */
export function namesOf(files: readonly Pick<ProposalFile, "path">[], t: Translate): string {
  return firstFew(files, namedFiles, ({ path }) => plainName(path), t).join(", ");
}

/** Parts too large to be shown whole: nothing is granted that nobody can have read. */
function whatIsCut(facts: ReviewFacts, prepared: PreparedAction, wording: Wording): readonly string[] {
  const { t } = wording;
  const lists = detailLists(facts, wording).filter(isListCut);
  const fields = documentFields(prepared.document).filter(({ value }) => value.length > textLimits.field);
  const paths = prepared.files.filter(hasCutPath).length;
  return [
    ...lists.map(({ title }) => t("Too long to be shown whole: {0}", title)),
    ...fields.map(({ name }) => t("Too long to be shown whole: {0}", name)),
    ...(paths === 0 ? [] : [t("Names of files that are too long to be shown: {0}", paths)]),
  ];
}

function hasCutPath({ path, oldPath }: ProposalFile): boolean {
  return isPathCut(path) || isPathCut(oldPath ?? "");
}
