import { WorkflowError } from "../base/errors.ts";
import { say } from "../base/text.ts";
import { formatExactTime, formatTime } from "../base/time.ts";
import { otlpTrace } from "../events/trace/otlp.ts";
import { encodeText } from "../files/jsonBytes.ts";
import { joinPath } from "../files/paths.ts";
import type { UncommittedWork } from "../forks/proposedMerge.ts";
import type { ObjectId } from "../git/repository/objectId.ts";
import { openRepository } from "../git/repository/repository.ts";
import { type GivenText, withRedacted, type WithRedacted } from "../redaction/givenText.ts";
import type { RequestView } from "../review/requests/requests.ts";
import { openRun, requireIdle, requireNothingPending } from "./changeRun.ts";
import { checksName, type ClaimedCheck, readChecksFile, withChecks } from "./finish/claimedChecks.ts";
import { patchName, removeTheRest, resultName, summaryName, traceName } from "./finish/keptFiles.ts";
import { makePatch } from "./finish/patch.ts";
import { resultBytes, type RunResult, runResult } from "./finish/result.ts";
import { summaryText } from "./finish/summary.ts";
import type { FoundRun } from "./model/foundRun.ts";
import type { RunContext } from "./model/runContext.ts";
import { type CheckInput, runChecks } from "./runChecks.ts";
import { leftOf, lookAtWork, requireCommitted, type Work } from "./workOfRun.ts";

export interface FinishInput extends CheckInput {
  /** What was done, for whoever comes next; left out: what an earlier finish of the same attempt has said stays. */
  readonly summary?: GivenText;
  /** What no commit holds may stay behind. */
  readonly leavesUncommitted?: boolean;
}

export interface FinishedRun {
  readonly run: FoundRun;
  readonly result: RunResult;
  readonly base: ObjectId;
  readonly head: ObjectId;
  /** Those that ran now. */
  readonly checks: readonly ClaimedCheck[];
  /** What stays in the worktree and is no part of it; `null`: nothing. */
  readonly left: UncommittedWork | null;
  /** False: the patch is too long, and its statistics are kept instead. */
  readonly wholePatch: boolean;
  /** Requests about its session that wait for a person. */
  readonly waiting: readonly RequestView[];
}

/**
 * Finishes a run: of all that it has, summary, patch, checks and trace are kept, and nothing else. The order makes it safe to be killed anywhere, and the same call goes on:
 * 1. everything that may be in the way is looked at, and the checks are run
 * 2. the result of an earlier finish goes, then all that is not kept
 * 3. patch, summary, checks and trace are written
 * 4. the record says that the run is finished, and of which commit
 * 5. the result is written; from now on the run has one
 * Of a finished one whose branch has not moved since, where nothing more is given, the answer is the same as before.
 */
export async function finishRun(
  context: RunContext,
  task: string,
  input: FinishInput,
): Promise<WithRedacted<FinishedRun>> {
  const { fs } = context;
  const { checks: commands = [], signal } = input;
  const run = await openRun(context, task);
  requireNothingPending(run);
  await requireIdle(context, run);
  const summary = input.summary === undefined ? undefined : await summaryText(input.summary);
  const before = await lookAtWork(context, run, signal);
  const [waiting, isKept] = await Promise.all([waitingFor(context, run), isFinished(context, run, before.head)]);
  if (isKept && summary === undefined && commands.length === 0) {
    const keeps = await hasSummary(context, run);
    const said = { base: before.base, head: before.head, checks: [], wholePatch: true, waiting };
    return { run, result: runResult(task, run.place.id, keeps), ...said, left: leftOf(before) };
  }
  requireCommitted(run, before, input.leavesUncommitted === true);
  await readChecksFile(fs, joinPath(run.directory, checksName));
  const { checks, rules } = await runChecks(context, run, input);
  const finished = await context.store.alone(task, async () => {
    const again = await openRun(context, task);
    requireNothingPending(again);
    await requireIdle(context, again);
    const work = await lookAtWork(context, again, signal);
    if (work.head !== before.head || again.record.attempt !== run.record.attempt) throw moved(task);
    const kept = await keep(context, again, work, { checks, summary: summary?.text, signal });
    return { ...kept, base: work.base, head: work.head, checks, left: leftOf(work), waiting };
  });
  const { lane, attempt } = finished.run.record;
  const { head, result } = finished;
  await context.events.note("run.finished", run.place.id, { task, lane, attempt, result: result.result, head });
  return withRedacted(finished, [...new Set([...(summary?.rules ?? []), ...rules])]);
}

/** What is kept of a run, in the order of `finishRun`. */
async function keep(
  context: RunContext,
  run: FoundRun,
  { base, head }: Work,
  {
    checks,
    summary,
    signal,
  }: {
    readonly checks: readonly ClaimedCheck[];
    readonly summary: string | undefined;
    readonly signal: AbortSignal | undefined;
  },
): Promise<Pick<FinishedRun, "run" | "result" | "wholePatch">> {
  const { fs, clock, store, git, sessions } = context;
  const { task, directory, place, record } = run;
  const file = (name: string): string => joinPath(directory, name);
  const repository = await openRepository(git, sessions.root, signal);
  const patch = await makePatch({ ...context, repository }, base, head, { signal });
  const checksBytes = await withChecks(fs, directory, checks);
  const trace = encodeText(`${JSON.stringify(await traceOf(context, run, head))}\n`);
  const keepsSummary = summary !== undefined || (await hasSummary(context, run));
  await fs.remove(file(resultName));
  await removeTheRest(fs, directory, task, keepsSummary, context.inside?.leases ?? []);
  await fs.writeAtomic(file(patchName(task)), patch.bytes);
  if (summary !== undefined) await fs.writeAtomic(file(summaryName), encodeText(summary));
  await fs.writeAtomic(file(checksName), checksBytes);
  await fs.writeAtomic(file(traceName), trace);
  const { attempt } = record;
  const at = formatTime(clock.now());
  const finished = await store.change(run, () => ({ state: "needs-review", finished: { attempt, head, at } }));
  const result = runResult(task, place.id, keepsSummary);
  await fs.writeAtomic(file(resultName), resultBytes(result));
  return { run: finished, result, wholePatch: patch.whole };
}

/** The run's trace as it will be told once it is finished. */
async function traceOf(
  { traces, clock }: RunContext,
  { task, place, record }: FoundRun,
  head: ObjectId,
): Promise<object> {
  const { agent, lane, attempt } = record;
  const session = place.id;
  const at = formatExactTime(clock.now());
  const members = { task, lane, attempt, result: "needs_review", head };
  const ending = { at, session, actor: agent?.name ?? "", type: "run.finished", ...members };
  const { spans } = await traces.of({ session, task, ending, ...(agent === null ? {} : { agent }) });
  return otlpTrace(spans);
}

/** Whether this attempt is finished at this commit. */
async function isFinished({ fs }: RunContext, { record, directory }: FoundRun, head: ObjectId): Promise<boolean> {
  const { state, finished, attempt } = record;
  if (state !== "needs-review" || finished?.attempt !== attempt || finished.head !== head) return false;
  return (await fs.lstat(joinPath(directory, resultName)))?.kind === "file";
}

/** Whether a summary stands there that an earlier finish of this attempt has written, also where the run was reopened since: any other is a stranger's. */
async function hasSummary({ fs }: RunContext, { record, directory }: FoundRun): Promise<boolean> {
  if (record.finished?.attempt !== record.attempt) return false;
  return (await fs.lstat(joinPath(directory, summaryName)))?.kind === "file";
}

async function waitingFor({ requests }: RunContext, { place }: FoundRun): Promise<readonly RequestView[]> {
  return (await (await requests()).list()).filter(({ session }) => session === place.id);
}

const moved = (task: string): WorkflowError =>
  new WorkflowError(
    "conflict",
    say`The branch of the run ${task} has moved while its checks ran.`,
    say`Finish it again once nothing works there; nothing was finished.`,
  );
