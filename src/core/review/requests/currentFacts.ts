import { readCommit } from "../../git/objects/commits.ts";
import { resolveObjects } from "../../git/objects/resolveObjects.ts";
import type { WorktreeLink } from "../../git/directory/worktreeLink.ts";
import { lookForWorktree } from "../../worktrees/worktreeNotes.ts";
import { FileError, passes, WorkflowError } from "../../base/errors.ts";
import { lazily } from "../../base/lazily.ts";
import { Memo } from "../../base/memo.ts";
import { withPlainDirectory } from "../../git/index/withPlainDirectory.ts";
import { isGitError } from "../../git/repository/gitError.ts";
import type { ObjectId } from "../../git/repository/objectId.ts";
import { openRepository, type Repository } from "../../git/repository/repository.ts";
import type { Clock, Cryptography, FileSystem, Git, Random } from "../../base/ports.ts";
import { isRequestId, type RequestId } from "../../sessions/model/requestId.ts";
import type { SessionId } from "../../sessions/model/sessionId.ts";
import type { AskedLookups, Lookup, WorkTrees } from "../kinds/common/askedKind.ts";
import type { CurrentFacts } from "../kinds/common/facts.ts";
import { isStale, type Standing } from "../kinds/common/standing.ts";
import { requestKind, type ReviewRequest } from "../kinds/requestKinds.ts";

/** One request of a session that exists. */
export interface Asked {
  readonly session: SessionId;
  readonly request: ReviewRequest;
}

/** Bytes of a file beyond which it is not read. */
const largestFact = 1024 * 1024;

/** Whose working tree the content of a request is about (askedKind.ts). */
export function workTreeOf({ request }: Asked): "session" | "fork" | null {
  return requestKind(request.kind).workTree;
}

export interface CurrentFactsOptions {
  /** Holds `.workflow` and `.worktrees`. */
  readonly root: string;
  readonly git: Git;
  readonly fs: FileSystem;
  readonly clock: Clock;
  readonly random: Random;
  readonly cryptography: Cryptography;
  readonly workTrees: WorkTrees;
}

/** Answers about requests whose branches have moved that are remembered. */
const knownStandings = 500;

/** Looks up what requests are about, as it stands now. */
export class CurrentFactsReader {
  readonly #options: CurrentFactsOptions;
  readonly #standings = new Memo<Standing>(knownStandings);
  /** Asked for again after a failure: “git init” or an installation may help meanwhile. */
  readonly #repository = lazily(
    async (): Promise<Repository> => await openRepository(this.#options.git, this.#options.root),
  );
  /** What kinds look things up with. */
  readonly lookups: AskedLookups;

  constructor(options: CurrentFactsOptions) {
    this.#options = options;
    const { root, fs, clock, random, cryptography, workTrees } = options;
    const repository = this.#repository;
    this.lookups = {
      root,
      fs,
      cryptography,
      workTrees,
      repository,
      worktree: async (session) => this.#worktree(session),
      inPlainGit: async (work) => withPlainDirectory({ fs, clock, random, repository: await repository() }, work),
    };
  }

  /** Everything but working trees: the refs and HEADs of all these requests by one git process; none where there is nothing to ask. */
  async withoutTrees(asked: readonly Asked[], signal?: AbortSignal): Promise<readonly CurrentFacts[]> {
    const all = await Promise.all(
      asked.map(async ({ request, session }) => requestKind(request.kind).lookups(request, session, this.lookups)),
    );
    const names = new Set(all.flatMap((lookups) => Object.values(lookups).flatMap(refName)));
    const found = names.size === 0 ? undefined : await resolveObjects(await this.#repository(), [...names], signal);
    return Promise.all(
      all.map(async (lookups): Promise<CurrentFacts> => {
        const facts = Object.entries(lookups).map(async ([fact, lookup]) => {
          if (lookup.by === "file") return [fact, await this.#digest(lookup.path)] as const;
          return [fact, lookup.name === null ? null : (found?.get(lookup.name) ?? null)] as const;
        });
        return Object.fromEntries(await Promise.all(facts));
      }),
    );
  }

  /** The same with the content of the working tree, where the request is about that and its files are not half changed just now. */
  async whole(asked: Asked, signal?: AbortSignal): Promise<CurrentFacts> {
    const [facts = {}] = await this.withoutTrees([asked], signal);
    if (workTreeOf(asked) === null) return facts;
    try {
      return { ...facts, tree: await this.tree(asked, signal) };
    } catch (error) {
      if (isGitError(error) || !(error instanceof WorkflowError) || error.code !== "conflict") throw error;
      return facts;
    }
  }

  /** What has become of a request of which something has moved; computed once for what stands there now. */
  async standing({ request }: Asked, now: CurrentFacts, signal?: AbortSignal): Promise<Standing> {
    const kind = requestKind(request.kind);
    const { inPlainGit } = this.lookups;
    return this.#standings.get(
      JSON.stringify([request, now]),
      async () => (await kind.standing?.(request, now, inPlainGit, signal)) ?? isStale,
    );
  }

  /** The request a commit says it was made for, which anybody can write. */
  async requestIn(commit: ObjectId, signal?: AbortSignal): Promise<RequestId | undefined> {
    const { message } = await readCommit(await this.#repository(), commit, signal);
    const named = /^Workflow-Request: (\S+)$/mu.exec(message)?.[1];
    return named !== undefined && isRequestId(named) ? named : undefined;
  }

  /** Tree of the working tree the request is about; `null`: there is none that could be used. */
  async tree(asked: Asked, signal?: AbortSignal): Promise<ObjectId | null> {
    try {
      if (workTreeOf(asked) === "fork" && (await this.#worktree(asked.session)) === undefined) return null;
      return await this.#options.workTrees.treeOf(asked.session, signal);
    } catch (error) {
      if (!(error instanceof WorkflowError) || error.code !== "unsafe-path") throw error;
      return null;
    }
  }

  /** SHA-256 of what a file holds; `null`: there is none that could be read, so that one request whose file is odd does not hide the others. */
  async #digest(path: string): Promise<string | null> {
    const { fs, cryptography } = this.#options;
    try {
      const bytes = await fs.read(path, largestFact);
      return bytes === undefined ? null : cryptography.sha256(bytes);
    } catch (error) {
      if (error instanceof FileError && !passes(error)) return null;
      throw error;
    }
  }

  async #worktree(session: SessionId): Promise<WorktreeLink | undefined> {
    const { fs, root } = this.#options;
    const { commonDir } = (await this.#repository()).paths;
    const commonDirectory = (await fs.realPath(commonDir)) ?? commonDir;
    return (await lookForWorktree(fs, { root, commonDirectory }, session)).link;
  }
}

function refName(lookup: Lookup): readonly string[] {
  return lookup.by === "ref" && lookup.name !== null ? [lookup.name] : [];
}
