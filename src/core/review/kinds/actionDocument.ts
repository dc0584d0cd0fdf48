import * as z from "zod/mini";
import type { DocumentSchema, GateDocument } from "../../gate/document.ts";
import type { RequestKind } from "../../gate/requestKind.ts";
import { commitDocument } from "./commit/commitDocument.ts";
import { mergeDocument } from "./merge/mergeDocument.ts";
import { publishDocument } from "./publish/publishDocument.ts";
import { teardownDocument } from "./teardown/teardownDocument.ts";

const documents = {
  merge: mergeDocument,
  commit: commitDocument,
  teardown: teardownDocument,
  publish: publishDocument,
} satisfies {
  readonly [Kind in RequestKind]: DocumentSchema<GateDocument & { readonly kind: Kind }>;
};

export type ActionOf<Kind extends RequestKind> = Kind extends keyof typeof documents
  ? z.infer<(typeof documents)[Kind]>
  : never;

/** One action, exactly. A kind is one line here. */
export type ActionDocument = ActionOf<RequestKind>;

export const actionSchema: DocumentSchema<ActionDocument> = z.union(Object.values(documents));
