import type { RequestKind } from "../../core/gate/requestKind.ts";
import { commit } from "./commit.ts";
import { merge } from "./merge.ts";
import { publish } from "./publish.ts";
import type { RequestVerb } from "./requestVerb.ts";
import { teardown } from "./teardown.ts";

/** How each kind is asked for on the command line. */
const verbs: { readonly [Kind in RequestKind]: RequestVerb<Kind> } = { merge, commit, teardown, publish };

export function requestVerb<Kind extends RequestKind>(kind: Kind): RequestVerb<Kind> {
  return verbs[kind];
}
