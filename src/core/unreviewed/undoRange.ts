import { WorkflowError } from "../base/errors.ts";
import type { FileSystem } from "../base/ports.ts";
import { say } from "../base/text.ts";
import { visibleText } from "../base/visibleText.ts";
import { joinPath } from "../files/paths.ts";
import { readOrNothing } from "../files/readOrNothing.ts";
import { listingsSince } from "../git/merge/findLanding.ts";
import { firstParentHistory } from "../git/merge/firstParentHistory.ts";
import { readRef } from "../git/refs/refs.ts";
import { outputText } from "../git/repository/nulText.ts";
import { isObjectId, type ObjectId } from "../git/repository/objectId.ts";
import { shortName, type RefName } from "../git/repository/refName.ts";
import type { Repository } from "../git/repository/repository.ts";
import { shortObjectId } from "../git/repository/shortObjectId.ts";
import type { RememberedFork } from "../forks/model/lookedFork.ts";
import { forkBranchRef } from "../worktrees/forkNames.ts";
import type { ArrivalRecord } from "./arrivalRecord.ts";

/** What an undo moves a branch through: back from `to` to `from`. */
export interface UndoRange {
  readonly from: ObjectId;
  readonly to: ObjectId;
}

/** Commits named in a refusal. */
const mostNamed = 5;

/** Bytes of a log beyond which it is not read. */
const largestLog = 8 * 1024 * 1024;

/**
 * How far back an undo goes: to where the branch stood at the last look, or to where it stood when the work was brought, where the branch's log says
 * that nothing of it was there then. Throws `conflict` where the branch has moved again; `refused` where commits would go that are not the session's, or
 * that a remote has, other than in what was pushed of the session's own branch.
 *
 * @param fork what an earlier look knew of the session
 */
export async function undoRange(
  { fs, repository }: { readonly fs: Pick<FileSystem, "read">; readonly repository: Repository },
  record: ArrivalRecord,
  fork: RememberedFork | undefined,
  signal?: AbortSignal,
): Promise<UndoRange> {
  const { ref, to, session } = record;
  await requireStanding(repository, record, signal);
  const range = { from: await broughtFrom(fs, repository, record, fork, signal), to };
  const others = await commitsOfOthers(repository, record, range, signal);
  if (others.length > 0) {
    const named = others.slice(0, mostNamed).join(", ");
    throw new WorkflowError(
      "refused",
      say`What is not of ${session} would go out of ${shortName(ref)} too (commits: ${others.length}): ${named}. Nothing was changed.`,
      say`Take back what is not wanted by hand (git revert).`,
    );
  }
  const published = await publishedAt(repository, ref, range, fork?.branch ?? forkBranchRef(session), signal);
  if (published === undefined) return range;
  throw new WorkflowError(
    "refused",
    say`What would be taken out of ${shortName(ref)} is published: ${published} has it. Nothing was changed.`,
    say`Take it back with a commit (git revert) that is published too.`,
  );
}

async function requireStanding(
  repository: Repository,
  { ref, to }: ArrivalRecord,
  signal?: AbortSignal,
): Promise<void> {
  const now = await readRef(repository, ref, signal);
  if (now === to) return;
  const where = now === undefined ? say`gone` : say`at ${shortObjectId(now)}`;
  throw new WorkflowError(
    "conflict",
    say`${shortName(ref)} has moved again: it is ${where}, not at ${shortObjectId(to)}. Nothing was changed.`,
    say`Take back what is not wanted by hand (git revert).`,
  );
}

/** Where the branch stood before its last move, if that brought all of the work and lies between; else where it stood at the last look. */
async function broughtFrom(
  fs: Pick<FileSystem, "read">,
  repository: Repository,
  { ref, from, to, how }: ArrivalRecord,
  fork: RememberedFork | undefined,
  signal?: AbortSignal,
): Promise<ObjectId> {
  if (how === "content" || fork?.own === null || fork === undefined) return from;
  const log = await readOrNothing(fs, joinPath(repository.paths.commonDir, "logs", ref), largestLog);
  const last = outputText(log ?? new Uint8Array())
    .trimEnd()
    .split("\n")
    .at(-1);
  const [before = "", after = ""] = last?.split(" ") ?? [];
  if (after !== to || !isObjectId(before) || before === from) return from;
  const gone = await commitIds(repository, [from, `^${before}`], signal);
  const came = await commitIds(repository, [before, `^${to}`], signal);
  if (gone.size > 0 || came.size > 0) return from;
  const between = await commitIds(repository, [before, `^${from}`], signal);
  return fork.own.some((commit) => between.has(commit)) ? from : before;
}

/** Commits of the branch itself that neither the session has nor brought its work, as a person knows them. What only touches the session's files may have. */
async function commitsOfOthers(
  repository: Repository,
  { head, how, commit }: ArrivalRecord,
  { from, to }: UndoRange,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const besides = await commitIds(repository, ["--first-parent", to, `^${from}`, `^${head}`], signal);
  besides.delete(commit);
  if (besides.size === 0) return [];
  const own = how === "content" ? await pathsOf(repository, from, head, signal) : new Set<string>();
  const listed = how === "content" ? await firstParentHistory(repository, to, signal) : [];
  for (const { id, paths } of listed) {
    if (paths.size > 0 && [...paths].every((path) => own.has(path))) besides.delete(id);
  }
  const named = ["--no-commit-header", "--format=%h %s", "--no-walk=unsorted", ...[...besides].slice(0, mostNamed)];
  if (besides.size === 0) return [];
  const subjects = outputText(await repository.read(["rev-list", ...named, "--"], { signal })).split("\n");
  return [...besides].map((id, at) => visibleText(subjects[at] ?? id));
}

/** What the session has changed, as the raw listing names it. */
async function pathsOf(
  repository: Repository,
  from: ObjectId,
  head: ObjectId,
  signal?: AbortSignal,
): Promise<ReadonlySet<string>> {
  const { stdout } = await repository.answer(["merge-base", from, head], [1], { signal });
  const base = outputText(stdout);
  if (!isObjectId(base)) return new Set();
  return (await listingsSince(repository, base, [head], signal)).get(head)?.paths ?? new Set();
}

/** The remote-tracking ref that has one of the commits, as a short name. */
async function publishedAt(
  repository: Repository,
  ref: RefName,
  { from, to }: UndoRange,
  branch: string,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const own = branch.slice("refs/heads/".length);
  const copies = `--exclude=*/${own}`;
  const all = await commitIds(repository, [to, `^${from}`], signal);
  const kept = await commitIds(repository, [to, `^${from}`, "--not", copies, "--remotes"], signal);
  const published = [...all].find((commit) => !kept.has(commit));
  if (published === undefined) return undefined;
  const format = "--format=%(refname)%00%(symref)";
  const holders = outputText(
    await repository.read(["for-each-ref", format, `--contains=${published}`, "refs/remotes"], { signal }),
  )
    .split("\n")
    .flatMap((line) => (line.endsWith("\0") ? [line.slice("refs/remotes/".length, -1)] : []))
    .filter((holder) => !holder.endsWith(`/${own}`));
  const name = shortName(ref);
  return holders.find((holder) => holder.endsWith(`/${name}`)) ?? holders[0] ?? name;
}

async function commitIds(
  repository: Repository,
  asked: readonly string[],
  signal?: AbortSignal,
): Promise<Set<ObjectId>> {
  const listed = outputText(await repository.read(["rev-list", ...asked, "--"], { signal }));
  return new Set(listed.split("\n").filter(isObjectId));
}
