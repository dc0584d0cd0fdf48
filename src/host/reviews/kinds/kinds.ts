import type { RequestView } from "../../../core/review/requests/requests.ts";
import type { RequestKind } from "../../../core/gate/requestKind.ts";
import { warningIcon, type RowIcon } from "../../rows/treeRow.ts";
import { commit } from "./commit.ts";
import type { KindPresentation } from "./kindPresentation.ts";
import { merge } from "./merge.ts";
import { publish } from "./publish.ts";
import { teardown } from "./teardown.ts";

/** Every kind of request, as people see it. */
const kinds: { readonly [Kind in RequestKind]: KindPresentation<Kind> } = { merge, commit, teardown, publish };

export function presentationOf<Kind extends RequestKind>(kind: Kind): KindPresentation<Kind> {
  return kinds[kind];
}

/** The icon of a kind of request, for its row and for the tab of its review; a request that cannot be read has the icon of no kind. */
export function kindIcon(request: RequestView["request"]): RowIcon {
  return request === null ? warningIcon : presentationOf(request.kind).icon;
}
