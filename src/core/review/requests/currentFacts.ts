import { resolveObjects } from "../../git/objects/resolveObjects.ts";
import { forkBranchRef } from "../../worktrees/forkNames.ts";
import type { WorktreeLink } from "../../git/directory/worktreeLink.ts";
import { lookForWorktree } from "../../worktrees/worktreeNotes.ts";
import { WorkflowError } from "../../base/errors.ts";
import { lazily } from "../../base/lazily.ts";
import { isGitError } from "../../git/repository/gitError.ts";
import type { ObjectId } from "../../git/repository/objectId.ts";
import type { RefName } from "../../git/repository/refName.ts";
import { openRepository, type Repository } from "../../git/repository/repository.ts";
import { baseName } from "../../files/paths.ts";
import type { FileSystem, Git } from "../../base/ports.ts";
import type { SessionId } from "../../sessions/model/sessionId.ts";
import type { CurrentFacts } from "./requestState.ts";
import type { ReviewRequest } from "./request.ts";

/** What requests need of checkpoints: the working tree as it is (Checkpoints.currentTree). */
export interface WorkTrees {
  currentTree(
    session: SessionId,
    signal?: AbortSignal,
  ): Promise<{
    readonly tree: ObjectId;
    readonly head: ObjectId | undefined;
    readonly branch: RefName | undefined;
  }>;
}

/** One request of a session that exists. */
export interface Asked {
  readonly session: SessionId;
  readonly request: ReviewRequest;
}

/** Looks up what requests are about, as it stands now. */
export class CurrentFactsReader {
  readonly #options: {
    readonly root: string;
    readonly git: Git;
    readonly fs: FileSystem;
    readonly workTrees: WorkTrees;
  };
  /** Asked for again after a failure: “git init” or an installation may help meanwhile. */
  readonly repository = lazily(
    async (): Promise<Repository> => await openRepository(this.#options.git, this.#options.root),
  );

  /** `root` holds `.workflow` and `.worktrees`. */
  constructor(options: {
    readonly root: string;
    readonly git: Git;
    readonly fs: FileSystem;
    readonly workTrees: WorkTrees;
  }) {
    this.#options = options;
  }

  /** Refs and HEADs of all these requests by one git process; none where there is nothing to ask. */
  async refs(asked: readonly Asked[], signal?: AbortSignal): Promise<readonly CurrentFacts[]> {
    if (asked.length === 0) return [];
    const named = await Promise.all(asked.map(async (one) => this.#names(one)));
    const names = [...new Set(named.flatMap(({ source, target }) => [source, target].filter((name) => name !== null)))];
    const found = await resolveObjects(await this.repository(), names, signal);
    const idOf = (name: string | null): ObjectId | null => (name === null ? null : (found.get(name) ?? null));
    return named.map(({ kind, source, target }): CurrentFacts => {
      return kind === "merge" ? { kind, source: idOf(source), target: idOf(target) } : { kind, head: idOf(source) };
    });
  }

  /** The same with the content of the working tree, where the request is about that and its files are not half changed just now. */
  async whole(asked: Asked, signal?: AbortSignal): Promise<CurrentFacts> {
    const [facts] = await this.refs([asked], signal);
    if (facts === undefined || facts.kind === "merge") return facts ?? { kind: "merge", source: null, target: null };
    try {
      return { ...facts, tree: await this.tree(asked, signal) };
    } catch (error) {
      if (isGitError(error) || !(error instanceof WorkflowError) || error.code !== "conflict") throw error;
      return facts;
    }
  }

  /** Tree of the working tree the request is about; `null`: there is none that could be used. */
  async tree({ session, request }: Asked, signal?: AbortSignal): Promise<ObjectId | null> {
    try {
      if (request.kind === "teardown" && (await this.worktree(session)) === undefined) return null;
      return (await this.#options.workTrees.currentTree(session, signal)).tree;
    } catch (error) {
      if (!(error instanceof WorkflowError) || error.code !== "unsafe-path") throw error;
      return null;
    }
  }

  /** The session's own worktree with its link checked; `undefined`: none. Throws `unsafe-path` for one that leads elsewhere. */
  async worktree(session: SessionId): Promise<WorktreeLink | undefined> {
    const { fs, root } = this.#options;
    const { commonDir } = (await this.repository()).paths;
    const commonDirectory = (await fs.realPath(commonDir)) ?? commonDir;
    return (await lookForWorktree(fs, { root, commonDirectory }, session)).link;
  }

  /** Under which names git knows what the request is about; `null`: there is nothing to look for. */
  async #names({ session, request }: Asked): Promise<{
    readonly kind: ReviewRequest["kind"];
    readonly source: string | null;
    readonly target: string | null;
  }> {
    const { kind } = request;
    if (kind === "merge") return { kind, source: forkBranchRef(session), target: request.into };
    if (kind === "teardown") return { kind, source: forkBranchRef(session), target: null };
    try {
      const link = await this.worktree(session);
      return { kind, source: link === undefined ? "HEAD" : `worktrees/${baseName(link.admin)}/HEAD`, target: null };
    } catch (error) {
      if (!(error instanceof WorkflowError) || error.code !== "unsafe-path") throw error;
      return { kind, source: null, target: null };
    }
  }
}
