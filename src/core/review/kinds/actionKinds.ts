import type { RequestKind } from "../../gate/requestKind.ts";
import type { ActionDocument, ActionOf } from "./actionDocument.ts";
import type { ActionContext, ActionKind, Built } from "./common/actionKind.ts";
import { CommitKind } from "./commit/commitKind.ts";
import { MergeKind } from "./merge/mergeKind.ts";
import { TeardownKind } from "./teardown/teardownKind.ts";

type Kinds = { readonly [Kind in RequestKind]: ActionKind<Kind, ActionOf<Kind>> };

/** A kind whose documents and requests are known to be its own by their `kind`. */
export type AnyKind = ActionKind<RequestKind, ActionDocument>;

export type AnyBuilt = Built<ActionDocument>;

/** The kind that looks up and executes what a request asks for. Later kinds (`permit`, `promote`, `remember`) get a line here. */
export function actionKind(context: ActionContext, kind: RequestKind): AnyKind {
  const kinds: Kinds = {
    merge: new MergeKind(context),
    commit: new CommitKind(context),
    teardown: new TeardownKind(context),
  };
  return kinds[kind] as unknown as AnyKind;
}
