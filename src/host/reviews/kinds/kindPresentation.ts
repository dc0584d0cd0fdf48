import type { ActionOf } from "../../../core/review/kinds/actionDocument.ts";
import type { ProposalFile } from "../../../core/review/proposal/proposal.ts";
import type { ReviewRequest } from "../../../core/review/requests/request.ts";
import type { RequestKind } from "../../../core/gate/requestKind.ts";
import type { Snapshot } from "../../../messages/review.ts";
import type { RowIcon } from "../../rows/treeRow.ts";
import type { Translate } from "../../wording/translate.ts";

type RequestOf<Kind extends RequestKind> = Extract<ReviewRequest, { readonly kind: Kind }>;

/** What was prepared for a request of one kind, as far as sentences are made of it. */
export interface KindAction<Kind extends RequestKind> {
  readonly document: ActionOf<Kind>;
  readonly files: readonly ProposalFile[];
  readonly conflicts: readonly string[];
}

/** One list beside the files of a review. */
export type DetailList = Snapshot["lists"][number];

/** Everything that people see of one kind of request and of no other; what all kinds share is made where it is shown. */
export interface KindPresentation<Kind extends RequestKind> {
  readonly icon: RowIcon;
  /** Whether its files enter a branch: then they have to be seen before a grant, and can overlap with a person's edits. */
  readonly entersBranch: boolean;
  /** `Merge WFS-a into main`; `name` is the session's, ready for a sentence. */
  title(name: string, request: RequestOf<Kind>, t: Translate): string;
  /** The same as a sentence: `WFS-a asks to merge into main.` */
  asking(name: string, request: RequestOf<Kind>, t: Translate): string;
  /** What would move, in one sentence. */
  detail(action: KindAction<Kind>, t: Translate): string;
  /** Whether the commits themselves conflict, so that there is no result to move to. */
  isImpossible(document: ActionOf<Kind>): boolean;
  /** Lines of the last question that say what the result is made of. */
  origin(document: ActionOf<Kind>, t: Translate): readonly string[];
  /** Lines of the last question that warn, after the programs that would run. */
  cautions(document: ActionOf<Kind>, t: Translate): readonly string[];
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
