import type { PreparedAction } from "../../../core/review/gate.ts";
import type { ProposalFile } from "../../../core/review/proposal/proposal.ts";
import { commitCount } from "../../wording/counts.ts";
import type { Translate } from "../../wording/translate.ts";
import type { RequestView } from "../../../core/review/requests/requests.ts";
import type { RequestKind } from "../../../core/gate/requestKind.ts";
import { presentationOf } from "../kinds/kinds.ts";
import { detailOf } from "../kinds/actionWording.ts";
import { requestTitle } from "../kinds/requestWording.ts";
import { plainName } from "../kinds/plainNames.ts";
import { notPassed, type CheckFacts, type MissingCheck } from "../snapshot/checkFacts.ts";
import { unreadableName } from "../snapshot/checkRows.ts";
import { stayingSubmodules } from "../snapshot/detailLists.ts";
import { namesOf } from "../snapshot/grantBlockers.ts";
import { firstFew } from "../../wording/firstFew.ts";

/** A native modal as data. */
export interface GrantQuestion {
  readonly message: string;
  readonly detail: string;
  /**
   * In this order. VS Code gives the focus to the first, so that Enter presses it: it must never be the one that grants.
   */
  readonly buttons: readonly [back: string, grant: string];
}

/** What the reviewer has looked at. */
export interface Looked {
  /** How many of the files are marked as viewed. */
  readonly viewed: number;
  /** Files whose contents were never on the page. */
  readonly unopened: readonly Pick<ProposalFile, "path">[];
  /** Threads of the session that are not resolved. */
  readonly unresolved: number;
  /** What the person requires of it; `undefined`: nothing. */
  readonly required: CheckFacts | undefined;
}

/** Checks named one by one. */
const namedChecks = 6;

/** The required checks that have not passed for the very tree. */
export function missingChecks(required: CheckFacts | undefined, t: Translate): readonly MissingCheck[] {
  return notPassed(required, (entry) => unreadableName(entry, t));
}

function checkLines(
  { checks, unreadChecks }: PreparedAction,
  required: CheckFacts | undefined,
  t: Translate,
): readonly string[] {
  const missing = missingChecks(required, t);
  const few = <Item>(items: readonly Item[], write: (item: Item) => string): string =>
    firstFew(items, namedChecks, write, t).join(", ");
  const isRequired = (required?.checks.length ?? 0) + (required?.unreadable.length ?? 0) > 0;
  const claims = few(checks, ({ name, status }) => `${plainName(name)} ${plainName(status)}`);
  return [
    ...(missing.length === 0
      ? []
      : [
          t(
            "Required checks that have not passed: {0}",
            few(missing, ({ name }) => plainName(name)),
          ),
        ]),
    ...(isRequired && missing.length === 0 ? [t("All required checks have passed.")] : []),
    ...(checks.length > 0 ? [t("Claimed checks: {0}", claims)] : []),
    ...(unreadChecks > 0 ? [t("Runs whose claims cannot be read: {0}", unreadChecks)] : []),
    ...(checks.length + unreadChecks > 0 || isRequired ? [] : [t("No checks were recorded.")]),
  ];
}

/**
 * The last question before an action is executed, made of the extension's own document; nothing of it comes from the page.
 * What was not opened is granted by a button of another name only: while anything is unread, the plain grant is off.
 */
export function grantQuestion(
  action: PreparedAction,
  { viewed, unopened, unresolved, required }: Looked,
  t: Translate,
): GrantQuestion {
  const { approval, document, fingerprint, files, history } = action;
  const passing = history?.passing ?? [];
  const kind = presentationOf<RequestKind>(document.kind);
  const programs = kind.programs(document).length;
  const submodules = kind.entersBranch && kind.isElsewhere !== true ? stayingSubmodules(action).length : 0;
  return {
    message: t("{0}?", requestTitle(approval, t)),
    detail: [
      detailOf(action, t),
      ...kind.origin(document, t),
      ...(programs === 0 ? [] : [t("Programs of the repository's configuration that would run: {0}", programs)]),
      ...kind.cautions(document, t),
      ...(submodules === 0
        ? []
        : [t("Submodules whose files stay as they are until “git submodule update” ({0})", submodules)]),
      t("Asked by {0}", plainName(document.requested_by)),
      ...checkLines(action, required, t),
      t("{0} of {1} files viewed", viewed, files.length),
      ...(unopened.length === 0 ? [] : [t("Never opened: {0}", namesOf(unopened, t))]),
      ...(unresolved === 0 ? [] : [t("Threads that are not resolved: {0}", unresolved)]),
      ...(history === null ? [] : [t("Brings its history along: {0}", commitCount(history.commits.length, t))]),
      ...(passing.length === 0 ? [] : [t("In earlier commits only, not shown here: {0}", namesOf(passing, t))]),
      t("Fingerprint {0}", fingerprint),
      "",
      t("This one action is carried out, once, if nothing has changed meanwhile."),
    ].join("\n"),
    buttons: [
      t("Review Again"),
      grantWords(
        {
          unopened: unopened.length + passing.length,
          missing: missingChecks(required, t).length,
          own: kind.grantWords?.(document, t),
        },
        t,
      ),
    ],
  };
}

/** The button says what is granted unseen or unchecked. */
function grantWords(
  { unopened, missing, own }: { readonly unopened: number; readonly missing: number; readonly own: string | undefined },
  t: Translate,
): string {
  const unseen =
    unopened === 1 ? t("Grant Without Having Seen 1 File") : t("Grant Without Having Seen {0} Files", unopened);
  if (missing === 0) return unopened === 0 ? (own ?? t("Grant")) : unseen;
  const words = unopened === 0 ? t("Grant") : unseen;
  return missing === 1
    ? t("{0} Although 1 Required Check Has Not Passed", words)
    : t("{0} Although {1} Required Checks Have Not Passed", words, missing);
}

/** The question before something granted is taken back. */
export function undoQuestion(view: Pick<RequestView, "request" | "session" | "receipt">, t: Translate): GrantQuestion {
  return {
    message: t("Undo “{0}”?", requestTitle(view, t)),
    detail: view.receipt === null ? "" : presentationOf(view.receipt.kind).undoing(t),
    buttons: [t("Keep It"), t("Undo")],
  };
}
