import type { Annotations } from "../annotations/annotation.ts";
import { WorkflowError } from "../base/errors.ts";
import { say } from "../base/text.ts";
import type { Checkpoints } from "../checkpoints/checkpoints.ts";
import type { Forks } from "../forks/forks.ts";
import type { Requests } from "../review/requests/requests.ts";
import type { SessionView } from "../sessions/model/session.ts";
import type { SessionId } from "../sessions/model/sessionId.ts";
import type { Sessions } from "../sessions/model/sessions.ts";
import { forkBranchName } from "../worktrees/forkNames.ts";
import { temporaryId } from "../sessions/sessionContext.ts";
import { losesNothing, lossText, unkeptCheckpoints, type DeletionLoss } from "./deletionLoss.ts";

export interface DeletionContext {
  readonly sessions: Pick<Sessions, "get" | "list" | "artifacts" | "tasks" | "setAside">;
  readonly annotations: () => Promise<Pick<Annotations, "list">>;
  /** Absent outside of a repository, and where there is no git to start. */
  readonly repository?: () => Promise<{
    readonly checkpoints: Pick<Checkpoints, "list" | "refContext">;
    readonly forks: Pick<Forks, "get" | "originOf" | "remove">;
    readonly requests: Pick<Requests, "list">;
  }>;
}

export interface Deletion extends DeletionLoss {
  readonly id: SessionId;
  /** Where its directory is now; `null`: it held nothing but its record and is deleted. */
  readonly path: string | null;
  /** Whether the branch of the fork went with it. */
  readonly branch_deleted: boolean;
  /** Short name of a branch that stays, because it was there before the fork. `null`: there is none. */
  readonly branch_left: string | null;
  /** Its worktree that stays, because another tool has made it. `null`: there is none. */
  readonly worktree_left: string | null;
}

/** What only the session holds; changes nothing. Throws what forbids to delete it, whoever agrees: that it is active, is asked about, or has forks. */
export async function lookBeforeDeletion(
  context: DeletionContext,
  id: SessionId,
  signal?: AbortSignal,
): Promise<DeletionLoss> {
  const session = await context.sessions.get(id);
  await requireIdle(context, session, signal);
  const [artifacts, threads] = await Promise.all([
    filesOf(context, id),
    (async () => (await context.annotations()).list(id))(),
  ]);
  return { artifacts: artifacts.length, comments: threads.length, checkpoints: await unkept(context, id, signal) };
}

/**
 * Deletes a session. What it has of git goes by the ways there are: a fork by its removal, which refuses what would lose work and leaves what is not ours,
 * and checkpoints to where pruned ones wait; its directory is set aside last. So each step leaves what a deletion again completes. `force`: although something is nowhere else;
 * a fork's work and an open request are refused all the same.
 */
export async function deleteSession(
  context: DeletionContext,
  id: SessionId,
  { force = false, signal }: { readonly force?: boolean; readonly signal?: AbortSignal } = {},
): Promise<Deletion> {
  const loss = await lookBeforeDeletion(context, id, signal);
  if (!force && !losesNothing(loss)) {
    const isArchived = (await context.sessions.get(id)).state === "archived";
    throw new WorkflowError(
      "refused",
      say`Deleting ${id} would lose ${lossText(loss)}.`,
      isArchived
        ? say`Leave it in the archive, or confirm (--force): its directory is set aside then, and its checkpoints wait as pruned ones do.`
        : say`Archive it instead (wfs complete ${id} --archive), or confirm (--force): its directory is set aside then, and its checkpoints wait as pruned ones do.`,
    );
  }
  const { gone, ...ending } = await removeFork(context, await context.sessions.get(id), signal);
  const path = gone ? null : (await context.sessions.setAside(id)).path;
  return { id, path, ...ending, ...loss };
}

async function requireIdle(
  { sessions, repository }: DeletionContext,
  { id, active }: SessionView,
  signal?: AbortSignal,
): Promise<void> {
  if (id === temporaryId) {
    throw new WorkflowError("refused", say`The temporary workspace is not a session.`, say`Discard it (wfs discard).`);
  }
  if (active) {
    throw new WorkflowError("refused", say`${id} is the active session.`, say`Pause or complete it first.`);
  }
  const below = (await sessions.list()).filter(
    ({ state, record }) => state !== "archived" && record.forked_from?.session === id,
  );
  if (below.length > 0) {
    throw new WorkflowError(
      "refused",
      say`${id} has forks that are not archived: ${below.map((fork) => fork.id).join(", ")}.`,
      say`Remove them first (wfs fork remove).`,
    );
  }
  const all = (await (await repository?.())?.requests.list(signal === undefined ? {} : { signal })) ?? [];
  const open = all.filter(({ session }) => session === id);
  if (open.length === 0) return;
  throw new WorkflowError(
    "refused",
    say`${id} is asked about: ${open.map((request) => request.id).join(", ")}.`,
    say`Decide or withdraw that first (wfs approvals withdraw).`,
  );
}

async function unkept({ repository }: DeletionContext, id: SessionId, signal?: AbortSignal): Promise<number> {
  if (repository === undefined) return 0;
  const { checkpoints } = await repository();
  const [all, refs] = await Promise.all([checkpoints.list(id, signal), checkpoints.refContext(signal)]);
  return unkeptCheckpoints(refs.repository, all, signal);
}

/** Branch and worktree of a fork, where one stands. `gone`: the session went with them. */
async function removeFork(
  { repository }: DeletionContext,
  { id, record }: SessionView,
  signal?: AbortSignal,
): Promise<Pick<Deletion, "branch_deleted" | "branch_left" | "worktree_left"> & { readonly gone: boolean }> {
  const nothing = { branch_deleted: false, branch_left: null, worktree_left: null, gone: false };
  if (repository === undefined) return nothing;
  const { forks } = await repository();
  if (record.forked_from === undefined) {
    await requireNoBranch(forks, id, signal);
    return nothing;
  }
  const options = signal === undefined ? {} : { signal };
  const { head, worktree } = await forks.get(id, { status: false, ...options });
  if (head === null && worktree === null) return nothing;
  try {
    const { branch, branch_deleted, branch_kept, session, worktree_left } = await forks.remove(id, options);
    const branch_left = branch_kept === "adopted" ? branch : null;
    return { branch_deleted, branch_left, worktree_left, gone: session === "deleted" };
  } catch (error) {
    if (!(error instanceof WorkflowError) || error.code !== "refused") throw error;
    throw new WorkflowError(
      "refused",
      error.text,
      say`Remove the fork first (wfs fork remove ${id}), or ask a person to (wfs request teardown --session ${id}); then delete the session.`,
      error,
    );
  }
}

/** A branch of the session's name is a fork's, even where the record does not say so: what it holds must not become nobody's. */
async function requireNoBranch(forks: Pick<Forks, "originOf">, id: SessionId, signal?: AbortSignal): Promise<void> {
  if ((await forks.originOf(id, signal)) === undefined) return;
  throw new WorkflowError(
    "refused",
    say`${id} has a branch ${forkBranchName(id)}, though its record does not say that it is a fork.`,
    say`Merge or delete that branch with git first, or write “forked_from” into its record; then it is removed as a fork.`,
  );
}

/** Files that people or tools have put there, those with tasks too. */
async function filesOf({ sessions }: DeletionContext, id: SessionId): Promise<readonly string[]> {
  const tasks = (await sessions.tasks(id)).flatMap(({ file }) => file ?? []);
  return [...new Set([...(await sessions.artifacts(id)), ...tasks])];
}
