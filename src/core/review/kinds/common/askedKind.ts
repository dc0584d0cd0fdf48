import type * as z from "zod/mini";
import type { Cryptography, FileSystem } from "../../../base/ports.ts";
import type { Text } from "../../../base/text.ts";
import type { WorktreeLink } from "../../../git/directory/worktreeLink.ts";
import type { ObjectId } from "../../../git/repository/objectId.ts";
import type { RefName } from "../../../git/repository/refName.ts";
import type { Repository } from "../../../git/repository/repository.ts";
import type { GivenText } from "../../../redaction/givenText.ts";
import type { AgentIdentity } from "../../../sessions/model/agentIdentity.ts";
import type { SessionView } from "../../../sessions/model/session.ts";
import type { RequestId } from "../../../sessions/model/requestId.ts";
import type { SessionId } from "../../../sessions/model/sessionId.ts";
import type { CurrentFacts, Fact } from "./facts.ts";
import type { AnyRequest } from "./requestFields.ts";
import type { InPlainGit, Standing } from "./standing.ts";

/** An agent that can be told the answer in the conversation in which it asked. */
type RequestingAgent = AgentIdentity & { readonly conversation: string };

/** What is said when something is asked for, whatever it is; a kind adds what it needs. */
export interface NewRequest {
  readonly summary: GivenText;
  readonly requestedBy: string;
  /** Milliseconds from now; left out: no deadline of its own. */
  readonly deadlineIn?: number;
  readonly replaces?: RequestId;
  /** The person who asks again for what somebody else has asked. */
  readonly askedAgainBy?: string;
  /** Who asks, where its conversation is known. */
  readonly agent?: RequestingAgent;
  readonly signal?: AbortSignal;
}

/** What requests need of checkpoints: the working tree as it is (checkpoints.ts). */
export interface WorkTrees {
  treeOf(session: SessionId, signal?: AbortSignal): Promise<ObjectId>;
  currentTree(
    session: SessionId,
    signal?: AbortSignal,
  ): Promise<{
    readonly tree: ObjectId;
    readonly head: ObjectId | undefined;
    readonly branch: RefName | undefined;
  }>;
}

/** What a kind looks things up with when something is asked. */
export interface AskedLookups {
  /** The main checkout's directory that holds `.workflow`. */
  readonly root: string;
  readonly fs: FileSystem;
  readonly cryptography: Cryptography;
  readonly workTrees: WorkTrees;
  readonly repository: () => Promise<Repository>;
  /** The session's own worktree with its link checked; `undefined`: none. Throws `unsafe-path` for one that leads elsewhere. */
  readonly worktree: (session: SessionId) => Promise<WorktreeLink | undefined>;
  readonly inPlainGit: InPlainGit;
}

/** What a kind finds the places of its facts with. */
export type FactPlaces = Pick<AskedLookups, "root" | "fs" | "worktree">;

/**
 * Where a fact is looked up now: what git knows under a name, which is a full ref or a HEAD counted from the shared git directory (`null`: there is
 * nothing to look for), or the SHA-256 of what a file holds.
 */
export type Lookup =
  | { readonly by: "ref"; readonly name: string | null }
  | { readonly by: "file"; readonly path: string };

/**
 * One kind of request as every door may load it: what is asked and whether it still stands. Nothing here shows, decides or executes anything; that is
 * the kind's other half (actionKind.ts). Every method throws `WorkflowError`s.
 */
export interface AskedKind<Request extends AnyRequest, Input extends NewRequest, FactName extends string> {
  /** `approvals/<id>/request.json`: the members of every request and its own; unknown ones are refused. */
  readonly schema: z.ZodMiniType<Request>;
  /** What is wrong with it that the schema cannot say, as one sentence. */
  problem(request: Request): Text | undefined;
  /** Its own members for a new request, as things stand now. Throws `refused` where there is nothing to do, `not-found`. */
  create(session: SessionView, input: Input, lookups: AskedLookups): Promise<Readonly<Omit<Request, keyof AnyRequest>>>;
  /** What of its session it is about, where there can be several: of those of one kind about the same, one waits. */
  object(request: Request): string;
  /** What the input said besides the common, to ask for the same once more. */
  again(request: Request): Readonly<Omit<Input, keyof NewRequest>>;
  /**
   * Whose working tree its content is about, which is then its fact `tree`: the one the session works in, or the fork's own, which need not exist;
   * `null`: none.
   */
  readonly workTree: "session" | "fork" | null;
  /** Everything it is about, as its asker saw it. */
  facts(request: Request): Readonly<Record<FactName, Fact>>;
  /** How each fact but `tree` is looked up; one process resolves the names of all requests together. */
  lookups(
    request: Request,
    session: SessionId,
    places: FactPlaces,
  ): Promise<Readonly<Record<Exclude<FactName, "tree">, Lookup>>>;
  /** What has become of it where a fact has moved; left out: whatever moves makes it stale. Asked of commits alone, so it never changes. */
  standing?(request: Request, now: CurrentFacts, inPlainGit: InPlainGit, signal?: AbortSignal): Promise<Standing>;
  /** Whether its execution can be taken back. */
  readonly isUndoable: boolean;
}
