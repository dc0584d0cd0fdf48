import type { SessionView } from "../sessions/model/session.ts";
import type { SessionId } from "../sessions/model/sessionId.ts";
import { FileError, WorkflowError } from "../base/errors.ts";
import { joined, say, type Text } from "../base/text.ts";
import { formatTime, parseTime } from "../base/time.ts";
import { type Divergences, historyEnds } from "./model/divergence.ts";
import type { ForkView } from "./model/fork.ts";
import { branchOfRecord } from "../worktrees/forkBranch.ts";
import { shortName, type RefName } from "../git/repository/refName.ts";
import { worktreeRepository, type ForkContext } from "./model/forkContext.ts";
import { lastActivity } from "./model/lastActivity.ts";
import { throwIfCancelled } from "../git/repository/cancellation.ts";
import { findWorktree } from "./worktree/makeWorktree.ts";
import type { WorktreeLink } from "../git/directory/worktreeLink.ts";
import { countPaths, uncommittedPaths } from "./worktree/worktreeStatus.ts";
import { findMerged, type MergedInto } from "./model/mergedFork.ts";
import { type LandingTargets, readLandingTargets, targetsOf } from "./model/landingTargets.ts";
import { baseOf, readHeads, type ForkHeads } from "./model/forkHeads.ts";
import { lastChange } from "../sessions/model/recordWords.ts";

export interface ListOptions {
  /** Also finished ones. Default false. */
  readonly all?: boolean;
  /** Counts uncommitted paths of forks that have a worktree: one `git status` each. Default true. */
  readonly status?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * All forks. One process reads every branch, one the main checkout's HEAD; ahead, behind and files are computed once per pair of commits, and
 * uncommitted paths only where there is a worktree. A fork that cannot be read whole is shown with its `problem`.
 */
export async function listForks(
  context: ForkContext,
  divergences: Divergences,
  options: ListOptions = {},
): Promise<readonly ForkView[]> {
  const sessions = (await context.sessions.list()).filter((session) => isFork(session, options.all === true));
  if (sessions.length === 0) return [];
  const look = await lookAtBranches(context, { sessions, signal: options.signal });
  const views: ForkView[] = [];
  for (const session of sessions) {
    throwIfCancelled(options.signal);
    views.push(await viewFork(context, divergences, session, look, options));
  }
  return views;
}

/** Where the branches stood in one look. */
export interface BranchLook {
  readonly heads: ForkHeads;
  readonly targets: LandingTargets;
}

export async function lookAtBranches(
  context: ForkContext,
  options: {
    /** The sessions, where they have been listed already. */
    readonly sessions?: readonly SessionView[];
    /** Branches whose upstreams are wanted besides. */
    readonly branches?: readonly RefName[];
    readonly signal?: AbortSignal | undefined;
  } = {},
): Promise<BranchLook> {
  const { sessions, branches, signal } = options;
  const heads = await readHeads(context, signal, sessions);
  return { heads, targets: await readLandingTargets(context, heads, { branches, signal }) };
}

export async function viewFork(
  context: ForkContext,
  divergences: Divergences,
  session: SessionView,
  { heads, targets }: BranchLook,
  options: ListOptions,
): Promise<ForkView> {
  const { id, record } = session;
  const origin = record.forked_from;
  if (origin === undefined) throw notAFork(id);
  const branch = branchOfRecord(id, record);
  const head = heads.branches.get(id);
  const base = baseOf(origin.session, heads);
  const problems: Text[] = head === undefined ? [branchGone(branch)] : [];
  const measured =
    head === undefined || base === undefined
      ? undefined
      : await divergences.between(context.repository, base, head, options.signal);
  if (head !== undefined && base !== undefined && measured === undefined) problems.push(historyEnds());
  const merged =
    head === undefined || base === undefined
      ? null
      : findMerged(
          context,
          divergences,
          { id, origin, head },
          targetsOf(id, origin.session, heads, targets),
          options.signal,
        );
  const into = await Promise.resolve(merged).catch((error: unknown) => {
    if (!(error instanceof FileError)) throw error;
    problems.push(error.text);
    return undefined;
  });
  const worktree = await findWorktree(context, id, heads.notes).catch((error: unknown) => {
    if (!(error instanceof WorkflowError)) throw error;
    problems.push(error.text);
    return undefined;
  });
  const counts = await countUncommitted(context, worktree, options, problems);
  return {
    id,
    state: session.state,
    active: session.active,
    forked_from: origin,
    branch: shortName(branch),
    head: head ?? null,
    base: base ?? null,
    worktree: worktree?.worktree ?? null,
    ahead: measured?.ahead ?? null,
    behind: measured?.behind ?? null,
    files: measured?.files ?? null,
    merged: measured === undefined || into === undefined ? null : into?.since === 0,
    merged_into: into === null || into === undefined ? null : shownMerge(into),
    ...counts,
    last_activity: formatTime(
      await lastActivity(context, { ref: branch, admin: worktree?.admin }, parseTime(lastChange(record) ?? "") ?? 0),
    ),
    agent: record.agent ?? null,
    problem: problems.length === 0 ? null : joined(problems),
  };
}

function shownMerge({ ref, how, commit, since }: MergedInto): NonNullable<ForkView["merged_into"]> {
  return { ref, how, commit, since };
}

/** The problem of a fork that has lost its branch, and no other. */
export function branchGone(branch: RefName): Text {
  return say`The branch ${branch} is gone.`;
}

export function notAFork(id: SessionId): WorkflowError {
  return new WorkflowError("refused", say`${id} is a session, not a fork.`, say`wfs fork list shows the forks.`);
}

function isFork(session: SessionView, all: boolean): boolean {
  if (session.record.forked_from === undefined) return false;
  return all || session.state === "active" || session.state === "paused";
}

async function countUncommitted(
  context: ForkContext,
  worktree: WorktreeLink | undefined,
  options: ListOptions,
  problems: Text[],
): Promise<Pick<ForkView, "uncommitted" | "not_looked_at">> {
  const unknown = { uncommitted: null, not_looked_at: null };
  if (options.status === false) return unknown;
  if (worktree === undefined) return problems.length === 0 ? countPaths([]) : unknown;
  try {
    const inside = worktreeRepository(context, worktree);
    return countPaths(await uncommittedPaths(context, inside, { signal: options.signal }));
  } catch (error) {
    if (!(error instanceof WorkflowError) || error.code === "cancelled") throw error;
    problems.push(error.text);
    return unknown;
  }
}
