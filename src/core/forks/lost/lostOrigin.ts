import { isObjectId, type ObjectId } from "../../git/repository/objectId.ts";
import { outputText } from "../../git/repository/nulText.ts";
import { listRefs } from "../../git/refs/refs.ts";
import { branchOfHead } from "../../git/refs/readHead.ts";
import { readCommit } from "../../git/objects/commits.ts";
import { resolveObjects } from "../../git/objects/resolveObjects.ts";
import { parseTime } from "../../base/time.ts";
import type { LostSession } from "../../sessions/model/lostSession.ts";
import { joinPath } from "../../files/paths.ts";
import type { ForkOrigin } from "../../sessions/model/session.ts";
import { parseSessionId, type SessionId } from "../../sessions/model/sessionId.ts";
import { forkBranchRef } from "../../worktrees/forkNames.ts";
import { branchPrefix, sessionOfBranch } from "../../sessions/model/sessionBranch.ts";
import type { ForkContext } from "../model/forkContext.ts";
import { type ForkHeads, readHeads } from "../model/forkHeads.ts";

/** Of a log; a line has names and a message. */
const mostBytes = 16 * 1024 * 1024;
const logLine = /^(?<from>[0-9a-f]{40,64}) (?<to>[0-9a-f]{40,64}) .*> (?<seconds>\d{1,12}) [+-]\d{4}\t(?<said>.*)$/u;
const startSubject = /^Start \S+ from checkpoint (?<n>[1-9]\d{0,8}) of (?<baseline>\S+)$/u;

/** A session that is no fork, in which one may have started. */
export interface PlainSession {
  readonly id: SessionId;
  /** Milliseconds; absent: nothing says when it began. */
  readonly created?: number;
}

/** The sessions of the workspace that are no forks, lost ones too; what has a branch is a fork, whatever its record says. */
export async function plainSessions(
  context: ForkContext,
  lost: readonly LostSession[],
): Promise<readonly PlainSession[]> {
  const known = (await context.sessions.list()).filter(({ record }) => record.forked_from === undefined);
  return [
    ...known.map(({ id, record }) => {
      const created = parseTime(record.meta.created ?? "");
      return created === undefined ? { id } : { id, created };
    }),
    ...lost.filter(({ branch }) => !branch).map(({ id }) => ({ id })),
  ];
}

/** Where a session started that has a branch, whatever its record says; `undefined`: it has none. */
export async function originOfSession(
  context: ForkContext,
  id: SessionId,
  signal?: AbortSignal,
): Promise<ForkOrigin | undefined> {
  const heads = await readHeads(context, signal);
  const head = heads.branches.get(id);
  if (head === undefined) return undefined;
  const plain = (await plainSessions(context, [])).filter((one) => !heads.branches.has(one.id));
  return findOrigin(context, { id, head, start: await readBranchStart(context, id) }, heads, plain, signal);
}

/** What the log of a fork's branch says of its first moment. */
export interface BranchStart {
  /** `undefined`: it does not say where the fork started, because it was renamed. */
  readonly commit: ObjectId | undefined;
  /** Milliseconds. */
  readonly time: number;
}

/** By git's own file, because `git reflog` does not tell what a log begins with; `undefined`: there is no log. */
export async function readBranchStart(
  { fs, commonDirectory }: ForkContext,
  id: SessionId,
): Promise<BranchStart | undefined> {
  const path = joinPath(commonDirectory, "logs", forkBranchRef(id));
  const bytes = (await fs.lstat(path))?.kind === "file" ? await fs.read(path, mostBytes) : undefined;
  const [first = ""] = bytes === undefined ? [] : outputText(bytes).split("\n", 1);
  const { from = "", to = "", seconds, said = "" } = logLine.exec(first)?.groups ?? {};
  if (seconds === undefined || !isObjectId(to)) return undefined;
  const isMade = /^0+$/u.test(from) && !said.startsWith("fork: renamed");
  return { commit: isMade ? to : undefined, time: Number(seconds) * 1000 };
}

/**
 * Where a lost fork started, as far as it can be told. The commit is the first of its branch's log, else where its branch left what the main checkout
 * has checked out. The baseline is the session that the first commit names, when the fork started at a checkpoint; the fork whose branch alone has that
 * commit; the only session that is no fork; and else the branch of the main checkout, which is what such a fork is measured against.
 * @param plain sessions that are no forks, those that are lost among them
 */
export async function findOrigin(
  context: ForkContext,
  fork: { readonly id: SessionId; readonly head: ObjectId; readonly start: BranchStart | undefined },
  { main }: ForkHeads,
  plain: readonly PlainSession[],
  signal?: AbortSignal,
): Promise<ForkOrigin> {
  const commit = await startOf(context, fork.head, fork.start, main, signal);
  const { message } = await readCommit(context.repository, commit, signal);
  const { n, baseline } = startSubject.exec(message.split("\n", 1)[0] ?? "")?.groups ?? {};
  const named = baseline === undefined ? undefined : parseSessionId(baseline);
  if (named !== undefined) return { session: named, commit, checkpoint: Number(n) };
  const branches = await holders(context, fork.id, commit, main, signal);
  const began = fork.start?.time ?? Number.POSITIVE_INFINITY;
  const older = plain.filter(({ created = 0 }) => created <= began).map(({ id }) => id);
  const [only, second] = branches.length > 0 ? branches : older;
  if (only !== undefined && second === undefined) return { session: only, commit };
  return { session: await mainBranch(context), commit };
}

async function startOf(
  { repository }: ForkContext,
  head: ObjectId,
  start: BranchStart | undefined,
  main: ObjectId | undefined,
  signal?: AbortSignal,
): Promise<ObjectId> {
  if (start?.commit !== undefined) {
    const name = `${start.commit}^{commit}`;
    if ((await resolveObjects(repository, [name], signal)).has(name)) return start.commit;
  }
  if (main === undefined) return head;
  const { stdout } = await repository.answer(["merge-base", main, head], [1], { signal });
  const base = outputText(stdout);
  return isObjectId(base) ? base : head;
}

/** Other forks whose branches have a commit that the main checkout does not have. */
async function holders(
  { repository }: ForkContext,
  id: SessionId,
  commit: ObjectId,
  main: ObjectId | undefined,
  signal?: AbortSignal,
): Promise<readonly SessionId[]> {
  if (main !== undefined) {
    const { exitCode } = await repository.answer(["merge-base", "--is-ancestor", commit, main], [1], { signal });
    if (exitCode === 0) return [];
  }
  const refs = await listRefs(repository, `--contains=${commit}`, branchPrefix);
  return refs.flatMap(({ ref }) => sessionOfBranch(ref) ?? []).filter((other) => other !== id);
}

async function mainBranch({ repository, fs }: ForkContext): Promise<string> {
  return (await branchOfHead(repository, fs))?.replace("refs/heads/", "") ?? "HEAD";
}
