import { inBatches } from "../base/inBatches.ts";
import { lazily } from "../base/lazily.ts";
import type { Clock, FileSystem, Git } from "../base/ports.ts";
import { withoutOwnFilters } from "../git/config/withoutOwnFilters.ts";
import type { RefName } from "../git/repository/refName.ts";
import { openRepository } from "../git/repository/repository.ts";
import { type FoundContext, type FoundOptions, listFound } from "./listFound.ts";
import { conflictsOf, type ConflictPlace } from "./conflictsOf.ts";
import { adoptedBranches } from "../worktrees/forkBranch.ts";
import { measureFound, Measures } from "./measureFound.ts";
import type { AgentIdentity } from "../sessions/model/agentIdentity.ts";
import type { FoundList, FoundWork } from "./model/foundWork.ts";
import { agentOf, type WorkPlace } from "./model/toolOf.ts";

export interface FoundParts {
  readonly git: Git;
  readonly fs: FileSystem;
  readonly clock: Pick<Clock, "now">;
  /** The directory that holds, or would hold, `.workflow`. */
  readonly root: string;
}

/** So many are measured at once: each of them starts a few processes. */
const atOnce = 4;

/**
 * Work in progress around a workspace that is no session of it, for all doors, whether or not there is a `.workflow`. Nothing is fetched, nor written anywhere, but
 * that git sets the time of the shared part of a split index whenever it reads one, which no setting keeps it from; and no program that the repository names
 * is started. Failures are `WorkflowError`s; outside of a repository `not-a-repository`.
 */
export class Found {
  readonly #parts: FoundParts;
  readonly #measures: Measures;
  /** Tried again after a failure: “git init” or an installation may help meanwhile. */
  readonly #open = lazily(async (): Promise<FoundContext> => {
    const { git, fs, clock, root } = this.#parts;
    const repository = await openRepository(git, root);
    const commonDirectory = (await fs.realPath(repository.paths.commonDir)) ?? repository.paths.commonDir;
    return { fs, clock, root, repository, commonDirectory };
  });

  constructor(parts: FoundParts) {
    this.#parts = parts;
    this.#measures = new Measures(parts.fs);
  }

  /** What there is, without what only git can count (listFound.ts); cheap enough for the start of a window. */
  async list(options: FoundOptions = {}): Promise<FoundList> {
    const context = await this.#look(options.signal);
    return listFound(context, {
      ...options,
      taken: options.taken ?? (await adoptedBranches(context.fs, context.root)),
    });
  }

  /** Full name of the branch that all of it is measured against, here or at a remote; `undefined`: there is none. */
  async integration(signal?: AbortSignal): Promise<RefName | undefined> {
    return (await this.list({ most: 1, signal })).integration ?? undefined;
  }

  /** Who has worked there, as far as its place tells; `undefined`: nobody can be told. */
  async agentOf(work: WorkPlace): Promise<AgentIdentity | undefined> {
    const { repository } = await this.#open();
    const name = agentOf(work, repository.paths.root);
    return name === null ? undefined : { name, conversation: null };
  }

  /** One of them with ahead, behind, files and what is uncommitted; `undefined`: there is nothing of it any more (measureFound.ts). */
  async measure(work: FoundWork, signal?: AbortSignal): Promise<FoundWork | undefined> {
    return measureFound(await this.#look(signal), this.#measures, work, signal);
  }

  /** Files in which it conflicts with a branch it would go into (conflictsOf.ts): the one look that leaves objects, which nothing names. */
  async conflicts(work: ConflictPlace, into: RefName, signal?: AbortSignal): Promise<readonly string[]> {
    return conflictsOf(await this.#look(signal), work, into, signal);
  }

  /** All of it measured. Only what was listed is: more may have been left out. */
  async measured(options: FoundOptions = {}): Promise<FoundList> {
    const list = await this.list(options);
    const measured = new Map<FoundWork, FoundWork>();
    const measure = async (work: FoundWork): Promise<void> => {
      const known = await this.measure(work, options.signal);
      if (known !== undefined) measured.set(work, known);
    };
    await inBatches(list.found, measure, atOnce);
    return { ...list, found: list.found.flatMap((work) => measured.get(work) ?? []) };
  }

  async #look(signal?: AbortSignal): Promise<FoundContext> {
    const context = await this.#open();
    const { repository } = await withoutOwnFilters(context.repository.offline(), context.fs, signal);
    return { ...context, repository };
  }
}
