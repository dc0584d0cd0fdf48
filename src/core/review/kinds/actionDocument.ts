import * as z from "zod/mini";
import { commitDocument } from "./commit/commitDocument.ts";
import { mergeDocument } from "./merge/mergeDocument.ts";
import { teardownDocument } from "./teardown/teardownDocument.ts";

/** One action, exactly. A later kind comes as one folder beside these three, and one line here. */
export const actionSchema = z.discriminatedUnion("kind", [mergeDocument, commitDocument, teardownDocument]);

export type ActionDocument = z.infer<typeof actionSchema>;
export type ActionOf<Kind extends ActionDocument["kind"]> = Extract<ActionDocument, { readonly kind: Kind }>;
