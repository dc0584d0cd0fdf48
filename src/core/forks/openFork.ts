import { WorkflowError } from "../base/errors.ts";
import { say } from "../base/text.ts";
import { shortName } from "../git/repository/refName.ts";
import { readRef } from "../git/refs/refs.ts";
import type { SessionId } from "../sessions/model/sessionId.ts";
import { requireApproved } from "./worktree/auditRepository.ts";
import type { NamedProgram } from "../git/config/checkoutAudit.ts";
import { branchOfFork } from "../worktrees/forkBranch.ts";
import type { ForkContext } from "./model/forkContext.ts";
import { notAFork } from "./listForks.ts";
import { populateWorktree, type PopulatedWorktree } from "./worktree/populateWorktree.ts";
import { findWorktree, makeWorktree } from "./worktree/makeWorktree.ts";

/** A command of the person's own settings, never of the repository's alone, and what runs it. */
export interface ForkSetup {
  readonly command: string;
  /** Runs it in a shell in this directory. A non-zero exit code is an answer, not an error. */
  readonly run: (command: string, directory: string, options?: SetupOptions) => Promise<SetupResult>;
}

export interface SetupOptions {
  /** All of its environment; left out: this process's own without git's variables. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

export interface SetupResult {
  readonly exitCode: number;
  /** The end of what it printed, for people. */
  readonly output: string;
}

export interface OpenOptions {
  /** Programs a person has approved, as `key=value` (checkoutAudit.ts). */
  readonly approved?: readonly string[];
  readonly setup?: ForkSetup;
  readonly signal?: AbortSignal;
}

export interface OpenedFork extends PopulatedWorktree {
  readonly id: SessionId;
  readonly branch: string;
  readonly worktree: string;
  /** False: it was there already, and nothing was done. */
  readonly created: boolean;
  readonly programs: readonly NamedProgram[];
  readonly setup: SetupResult | null;
}

/**
 * The fork's worktree, made now if it has none: audited, checked out aside, moved into place by one rename, then populated with included
 * files, submodules and the setup command. What fails while populating it is reported and leaves the worktree usable.
 */
export async function openFork(context: ForkContext, id: SessionId, options: OpenOptions = {}): Promise<OpenedFork> {
  const { signal } = options;
  const ref = branchOfFork(context, id);
  const branch = shortName(ref);
  const found = await findWorktree(context, id);
  if (found !== undefined) {
    const nothing = { programs: [], included: { copied: [], skipped: [] }, submodules: [], setup: null };
    return { id, branch, worktree: found.worktree, created: false, ...nothing };
  }
  const head = await readRef(context.repository, ref, signal);
  if (head === undefined) {
    if ((await context.sessions.get(id)).record.forked_from === undefined) throw notAFork(id);
    throw new WorkflowError(
      "not-found",
      say`The fork ${id} has no branch any more.`,
      say`Run the sweep (wfs sweep) to make it again.`,
    );
  }
  const programs = await requireApproved(context, "checkout", options.approved ?? [], signal);
  const link = await makeWorktree(context, id, signal);
  try {
    const populated = await populateWorktree(context, link, signal);
    const setup = (await options.setup?.run(options.setup.command, link.worktree, { signal })) ?? null;
    await context.journal.end(id);
    const opened = { worktree: link.worktree, setup: setup?.exitCode ?? null };
    await context.events?.note("fork.opened", id, opened);
    return { id, branch, worktree: link.worktree, created: true, programs, ...populated, setup };
  } catch (error) {
    context.journal.leave(id);
    throw error;
  }
}
