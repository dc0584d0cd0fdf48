import type * as z from "zod/mini";
import type { Text } from "../../base/text.ts";
import type { RequestKind } from "../../gate/requestKind.ts";
import { commitRequest } from "./commit/commitRequest.ts";
import type { AskedKind, NewRequest } from "./common/askedKind.ts";
import type { AnyRequest } from "./common/requestFields.ts";
import { movedFacts, type CurrentFacts } from "./common/facts.ts";
import { mergeRequest } from "./merge/mergeRequest.ts";
import { publishRequest } from "./publish/publishRequest.ts";
import { teardownRequest } from "./teardown/teardownRequest.ts";

/** What may be asked, for every door. A kind is one line here, and one in actionKinds.ts. */
const kinds = {
  merge: mergeRequest,
  commit: commitRequest,
  teardown: teardownRequest,
  publish: publishRequest,
} satisfies {
  readonly [Kind in RequestKind]: AskedKind<AnyRequest & { readonly kind: Kind }, NewRequest, string>;
};

type Kinds = typeof kinds;

/** One kind's request.json: a hint and nothing more. The ids in it say what the asker saw; when they no longer hold, the request is stale. */
export type RequestOf<Kind extends RequestKind> = Kind extends keyof Kinds ? z.infer<Kinds[Kind]["schema"]> : never;

/** What has to be said to ask for one kind. */
export type InputOf<Kind extends RequestKind> = Kind extends keyof Kinds ? Parameters<Kinds[Kind]["create"]>[1] : never;

/** A request of any kind, told apart by `kind`. */
export type ReviewRequest = RequestOf<RequestKind>;

/** A kind whose requests and inputs are known to be its own by their `kind`. */
type AnyAskedKind = AskedKind<ReviewRequest, NewRequest, string>;

export function requestKind(kind: RequestKind): AnyAskedKind {
  return kinds[kind];
}

/** One sentence for each thing that is not as the asker saw it. */
export function whatMoved(request: ReviewRequest, now: CurrentFacts): readonly Text[] {
  return movedFacts(requestKind(request.kind).facts(request), now);
}
