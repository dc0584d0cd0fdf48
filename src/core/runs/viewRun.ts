import { WorkflowError } from "../base/errors.ts";
import type { SessionId } from "../sessions/model/sessionId.ts";
import { lookForWorktree } from "../worktrees/worktreeNotes.ts";
import { shortObjectId } from "../git/repository/shortObjectId.ts";
import { checksOfRun, type RecordedCheck } from "../forks/model/checks.ts";
import { joinPath } from "../files/paths.ts";
import { artifactPath, leftFiles, resultName } from "./finish/keptFiles.ts";
import type { FoundRun } from "./model/foundRun.ts";
import { isOpen } from "./model/foundRun.ts";
import { liveLeases, type Lease } from "./model/leases.ts";
import type { RunContext } from "./model/runContext.ts";
import type { RunState } from "./model/run.ts";

/** One run as every door shows it. */
export interface RunView extends FoundRun {
  readonly state: RunState;
  /** `null`: it has none, or its fork has none any more. */
  readonly worktree: string | null;
  readonly checks: readonly Omit<RecordedCheck, "task">[];
  /** What it has left, by name, relative to the session's directory; empty before it is finished. */
  readonly artifacts: Readonly<Record<string, string>>;
  readonly programs: readonly Lease[];
  /** The scope its programs have: that of its session, else of whoever looks. */
  readonly scope: string;
  /** What was begun and cut off, where nobody is at it. */
  readonly interrupted: NonNullable<FoundRun["record"]["pending"]>["operation"] | null;
}

export async function viewRun(context: RunContext, run: FoundRun): Promise<RunView> {
  const { store, fs } = context;
  const programs = await liveLeases(context, run.directory);
  const { record, place, task } = run;
  const { pending } = record;
  const interrupted = pending === undefined || (await store.isChanging(task)) ? null : pending.operation;
  return {
    ...run,
    state: isOpen(run) ? (programs.length > 0 ? "running" : record.state) : "removed",
    worktree: place.archived || record.base === null ? null : await worktreeOf(context, place.id),
    checks: await checksOfRun(fs, place.path, task),
    artifacts: record.state === "removed" || isFinishedOnce(run) ? await artifactsOf(context, run) : {},
    programs,
    scope: record.user_scope ?? context.scope(),
    interrupted,
  };
}

/** Where the worktree of a run's fork stands, by files; `null`: it has none that can be used. */
export async function worktreeOf({ fs, sessions, gitDirectory }: RunContext, fork: SessionId): Promise<string | null> {
  if (gitDirectory === undefined) return null;
  try {
    const place = { root: sessions.root, commonDirectory: gitDirectory };
    return (await lookForWorktree(fs, place, fork)).link?.worktree ?? null;
  } catch (error) {
    if (error instanceof WorkflowError) return null;
    throw error;
  }
}

/** Whether this attempt was finished, also where it was reopened since. */
const isFinishedOnce = ({ record }: FoundRun): boolean =>
  record.state === "needs-review" || record.finished?.attempt === record.attempt;

async function artifactsOf(
  { fs }: RunContext,
  { task, directory }: FoundRun,
): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  if ((await fs.lstat(joinPath(directory, resultName)))?.kind !== "file") return found;
  for (const [name, file] of leftFiles(task)) {
    if ((await fs.lstat(joinPath(directory, file)))?.kind === "file") found[name] = artifactPath(task, file);
  }
  return found;
}

/** How a base is named for people. */
export const shortBase = (base: string | null): string => (base === null ? "-" : shortObjectId(base));
