import * as z from "zod/mini";
import { requestIdSchema } from "../sessions/model/requestId.ts";

/** What every action document says, whatever its kind (docs/gate.md): a kind adds its own members to these. */
export const documentFields = {
  version: z.literal(1),
  /** Random; makes this very document, shown once, different from all others. */
  nonce: z.string(),
  request: requestIdSchema,
  /** SHA-256 of request.json. */
  request_digest: z.string(),
  /** The repository's common directory with every link resolved, and its object format. */
  repository: z.strictObject({ directory: z.string(), format: z.enum(["sha1", "sha256"]) }),
  session: z.string(),
  /** The baseline it was forked from; `null`: it is not a fork. */
  fork_of: z.nullable(z.string()),
  lane: z.nullable(z.string()),
  requested_by: z.string(),
  summary: z.string(),
  deadline: z.nullable(z.string()),
  /** SHA-256 of the reviewer's settings that bear on the gate. */
  policy: z.string(),
  /** Seconds since 1970: the time in the commit that would be made. */
  prepared: z.number(),
};

const documentSchema = z.object({ kind: z.string(), ...documentFields });

/** An action, exactly: what is shown, fingerprinted and executed. Kinds are told apart by `kind`. */
export type GateDocument = z.infer<typeof documentSchema>;

/** The members of one kind of document, or of several, in the order in which they are fingerprinted; unknown ones are refused. */
export type DocumentSchema<Document extends GateDocument> = z.ZodMiniType<Document>;
