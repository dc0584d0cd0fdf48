import type { GivenText } from "../../../core/redaction/givenText.ts";
import type { ActionOf } from "../../../core/review/kinds/actionDocument.ts";
import type { ProposalFile } from "../../../core/review/proposal/proposal.ts";
import type { NewRequest } from "../../../core/review/kinds/common/askedKind.ts";
import type { InputOf, RequestOf } from "../../../core/review/kinds/requestKinds.ts";
import type { GateDocument } from "../../../core/gate/document.ts";
import type { RequestKind } from "../../../core/gate/requestKind.ts";
import type { SessionView } from "../../../core/sessions/model/session.ts";
import type { Snapshot } from "../../../messages/review.ts";
import type { RowIcon } from "../../rows/treeRow.ts";
import type { Translate } from "../../wording/translate.ts";

/** What was prepared for a request of one kind, as far as sentences are made of it. */
export interface KindAction<Kind extends RequestKind> {
  readonly document: ActionOf<Kind>;
  readonly files: readonly ProposalFile[];
  readonly conflicts: readonly string[];
}

/** A member of one kind's document that not every document has. */
type OwnField<Kind extends RequestKind> = Exclude<keyof ActionOf<Kind>, keyof GateDocument>;

/** One list beside the files of a review. */
export type DetailList = Snapshot["lists"][number];

/** What a person can be asked for a request; each throws `cancelled` when the question is left. */
export interface RequestQuestions {
  /** Why; the first line becomes the subject of a commit. */
  readonly summary: (prompt: string, value: string) => Promise<GivenText>;
  /** The full name of a branch; the one the main checkout is on comes first. */
  readonly branch: (question: string) => Promise<string>;
  /** The name of a remote; where there is one, nobody is asked. */
  readonly remote: (question: string) => Promise<string>;
  /** One of a few values. */
  readonly pick: <Value>(
    question: string,
    items: readonly { readonly label: string; readonly value: Value }[],
  ) => Promise<Value>;
}

/** How a person asks for one kind, in the extension. */
interface KindAsking<Kind extends RequestKind> {
  /** Which sessions it can be about. */
  readonly about: "forks" | "sessions in work";
  /** Without an argument, the session meant here (the fork's own, else the active one) is taken unasked. */
  readonly takesCurrent: boolean;
  /** Title of the question which session is meant. */
  choice(t: Translate): string;
  /** Title of the questions about a session, and of the progress. */
  title(session: string, t: Translate): string;
  /** What has to be said besides who asks; `given`: what the command was called with. */
  say(
    given: { readonly into?: string | undefined; readonly summary?: string | undefined },
    session: SessionView,
    questions: RequestQuestions,
    t: Translate,
  ): Promise<Readonly<Omit<InputOf<Kind>, Exclude<keyof NewRequest, "summary">>>>;
}

/** Everything that people see of one kind of request and of no other; what all kinds share is made where it is shown. */
export interface KindPresentation<Kind extends RequestKind> {
  readonly ask: KindAsking<Kind>;
  readonly icon: RowIcon;
  /** Whether its files enter a branch: then they have to be seen before a grant, and can overlap with a person's edits. */
  readonly entersBranch: boolean;
  /** That branch is on another machine: no working tree moves with it. */
  readonly isElsewhere?: boolean;
  /** `Merge WFS-a into main`; `name` is the session's, ready for a sentence. */
  title(name: string, request: RequestOf<Kind>, t: Translate): string;
  /** The same as a sentence: `WFS-a asks to merge into main.` */
  asking(name: string, request: RequestOf<Kind>, t: Translate): string;
  /** What would move, in one sentence. */
  detail(action: KindAction<Kind>, t: Translate): string;
  /** What is different where a member of its document is, one sentence each; left out: its name says it. */
  fields(t: Translate): Readonly<Partial<Record<OwnField<Kind>, string>>>;
  /**
   * The field of its document that may move without its request becoming stale, and how it is said that the action was built anew because of it; left out:
   * there is none.
   */
  readonly update?: { readonly field: string; said(document: ActionOf<Kind>, t: Translate): string };
  /** Whether the commits themselves conflict, so that there is no result to move to. */
  isImpossible(document: ActionOf<Kind>): boolean;
  /** What stands on the button of the last question where everything was seen; left out: “Grant”. */
  grantWords?(document: ActionOf<Kind>, t: Translate): string;
  /** Programs of the repository's configuration that its execution would start. */
  programs(document: ActionOf<Kind>): readonly string[];
  /** Lines of the last question that say what the result is made of. */
  origin(document: ActionOf<Kind>, t: Translate): readonly string[];
  /** Lines of the last question that warn, after the programs that would run. */
  cautions(document: ActionOf<Kind>, t: Translate): readonly string[];
  /** What taking it back would do, in one sentence; asked only where the kind can be taken back. */
  undoing(t: Translate): string;
  /** Lists beside the files, after the programs that would run. */
  lists(document: ActionOf<Kind>, t: Translate): readonly DetailList[];
}

/** A list with its title; none where there is nothing to list. */
export function detailList(
  title: string,
  severity: DetailList["severity"],
  items: readonly string[],
): readonly DetailList[] {
  return items.length === 0 ? [] : [{ title, severity, items: [...items] }];
}
