import type { RequestKind } from "../../gate/requestKind.ts";
import type { ActionDocument, ActionOf } from "./actionDocument.ts";
import type { ActionContext, ActionKind, Built } from "./common/actionKind.ts";
import { CommitKind } from "./commit/commitKind.ts";
import { MergeKind } from "./merge/mergeKind.ts";
import { PublishKind } from "./publish/publishKind.ts";
import type { RequestOf, ReviewRequest } from "./requestKinds.ts";
import { TeardownKind } from "./teardown/teardownKind.ts";

/** What may be executed, for the gate alone. A kind is one line here, one in requestKinds.ts and one in actionDocument.ts. */
type Kinds = { readonly [Kind in RequestKind]: ActionKind<RequestOf<Kind>, ActionOf<Kind>, string> };

/** A kind whose documents and requests are known to be its own by their `kind`. */
export type AnyKind = ActionKind<ReviewRequest, ActionDocument, string>;

export type AnyBuilt = Built<ActionDocument, string>;

/** The kind that looks up and executes what a request asks for. */
export function actionKind(context: ActionContext, kind: RequestKind): AnyKind {
  const kinds: Kinds = {
    merge: new MergeKind(context),
    commit: new CommitKind(context),
    teardown: new TeardownKind(context),
    publish: new PublishKind(context),
  };
  return kinds[kind];
}
