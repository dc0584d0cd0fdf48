import { WorkflowError } from "../base/errors.ts";
import { inBatches } from "../base/inBatches.ts";
import { joined, type Text } from "../base/text.ts";
import { formatTime, parseTime } from "../base/time.ts";
import { writtenAt } from "../files/fileAge.ts";
import { lookInside } from "../files/lstatInside.ts";
import type { FileSystem } from "../base/ports.ts";
import { Divergences, historyEnds } from "../forks/model/divergence.ts";
import { countPaths, type UncommittedPath, uncommittedPaths } from "../forks/worktree/worktreeStatus.ts";
import { Memo } from "../base/memo.ts";
import { readWorktreeLink } from "../git/directory/worktreeLink.ts";
import { throwIfCancelled } from "../git/repository/cancellation.ts";
import type { ObjectId } from "../git/repository/objectId.ts";
import { excludedIn } from "../worktrees/worktree.ts";
import { worktreeNotes } from "../worktrees/worktreeNotes.ts";
import type { FoundContext } from "./listFound.ts";
import type { FoundWork } from "./model/foundWork.ts";
import { hasLanded } from "./model/hasLanded.ts";

/** So many uncommitted paths are asked when they were written. */
const mostTimes = 200;

/** How commits stand to the integration branch; commits never change, so what was measured once holds for ever. */
export class Measures {
  readonly #divergences: Divergences;
  readonly #landed = new Memo<boolean>(1000);

  constructor(fs: FileSystem) {
    this.#divergences = new Divergences(fs);
  }

  /** `undefined`: the history of a shallow clone does not tell. */
  async commits(
    { repository }: FoundContext,
    base: ObjectId,
    head: ObjectId,
    signal?: AbortSignal,
  ): Promise<Pick<FoundWork, "ahead" | "behind"> | undefined> {
    return this.#divergences.counts(repository, base, head, signal);
  }

  /** What needs the files of commits, which a partial clone may lack. */
  async content(
    { repository }: FoundContext,
    base: ObjectId,
    head: ObjectId,
    signal?: AbortSignal,
  ): Promise<Pick<FoundWork, "files" | "squashed">> {
    const counts = await this.#divergences.counts(repository, base, head, signal);
    const files = await this.#divergences.files(repository, base, head, signal);
    if (counts?.ahead === 0 || counts?.behind === 0 || files === 0) return { files, squashed: false };
    const from = await this.#divergences.mergeBase(repository, base, head, signal);
    if (from === undefined) return { files, squashed: false };
    const ask = async (): Promise<boolean> => hasLanded(repository, { from, base, head }, signal);
    return { files, squashed: await this.#landed.get(`${from} ${base} ${head}`, ask) };
  }
}

/**
 * The same work with what git has to be asked for, one `git status` where it has a working tree. `undefined`: there is nothing of it any more, because
 * its branch is merged (as a squash, too), nothing is uncommitted, or its worktree is gone. Nothing is written, and no program of the
 * repository is started.
 */
export async function measureFound(
  context: FoundContext,
  measures: Measures,
  work: FoundWork,
  signal?: AbortSignal,
): Promise<FoundWork | undefined> {
  throwIfCancelled(signal);
  const problems: Text[] = [];
  const counted = await orProblem(problems, async () => countDirty(context, work, signal));
  if (counted === "gone") return undefined;
  if (work.kind === "changes") {
    const isClean = counted !== undefined && counted.dirty === 0 && counted.not_looked_at === 0;
    return isClean ? undefined : { ...work, ...counted, problem: asOne(problems) };
  }
  const { base, head } = work;
  if (base === null || head === null) return { ...work, ...counted, problem: asOne(problems) };
  const commits = await orProblem(problems, async () => measures.commits(context, base, head, signal));
  if (commits === undefined && problems.length === 0) problems.push(historyEnds());
  const content =
    commits === undefined
      ? undefined
      : await orProblem(problems, async () => measures.content(context, base, head, signal));
  const isOver = commits?.ahead === 0 || content?.squashed === true;
  if (work.kind === "branch" && isOver) return undefined;
  return { ...work, ...commits, ...content, ...counted, problem: asOne(problems) };
}

const asOne = (problems: readonly Text[]): Text | null => (problems.length === 0 ? null : joined(problems));

/** `undefined` after a failure that is not a cancellation; its text is among the problems then. */
async function orProblem<Value>(problems: Text[], ask: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof WorkflowError) || error.code === "cancelled") throw error;
    problems.push(error.text);
    return undefined;
  }
}

async function countDirty(
  context: FoundContext,
  { kind, path, last }: FoundWork,
  signal?: AbortSignal,
): Promise<Pick<FoundWork, "dirty" | "not_looked_at" | "last"> | "gone" | undefined> {
  if (path === null) return undefined;
  const { fs, root, repository, commonDirectory } = context;
  const { commonDir, format } = repository.paths;
  const link = kind === "worktree" ? await readWorktreeLink(fs, commonDirectory, path) : undefined;
  if (kind === "worktree" && link === undefined) return "gone";
  const inside = link === undefined ? repository : repository.at({ root: path, gitDir: link.admin, commonDir, format });
  const [paths, excluded, notes] = await Promise.all([
    uncommittedPaths(context, inside, { signal }),
    excludedIn(fs, root, repository),
    worktreeNotes(fs, commonDirectory),
  ]);
  // To git a worktree inside of another one is an untracked directory of it.
  const nested = new Set(notes.map(({ worktree }) => `${worktree}/`));
  const own = paths.filter(
    (one) => !(kind === "changes" && excluded.has(one.path)) && !nested.has(`${path}/${one.path}`),
  );
  const { uncommitted, not_looked_at } = countPaths(own);
  const edited = await lastEdit(context, path, own.slice(0, mostTimes));
  // The index is written anew by every “git status”, so it says nothing of edits; where no edited file is left (deletions), it is all there is.
  const known = kind === "changes" && edited > 0 ? 0 : (parseTime(last) ?? 0);
  return { dirty: uncommitted, not_looked_at, last: formatTime(Math.max(edited, known)) };
}

/** When one of these paths was written last, in milliseconds since 1970 and never later than now: git notes nothing of an edit before somebody stages it. */
async function lastEdit(
  { fs, clock }: FoundContext,
  top: string,
  paths: readonly Pick<UncommittedPath, "path">[],
): Promise<number> {
  let newest = 0;
  await inBatches(paths, async ({ path }) => {
    const stat = await lookInside(fs, top, path);
    if (typeof stat === "object") newest = Math.max(newest, writtenAt(stat));
  });
  return Math.min(newest, clock.now());
}
