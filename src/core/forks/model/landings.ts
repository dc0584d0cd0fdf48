import { Memo } from "../../base/memo.ts";
import { findLanding, type FoundLanding } from "../../git/merge/findLanding.ts";
import { firstParentHistory, type HistoryCommit } from "../../git/merge/firstParentHistory.ts";
import { withPlainDirectory } from "../../git/index/withPlainDirectory.ts";
import type { PrivateIndexContext } from "../../git/index/privateIndex.ts";
import { outputText } from "../../git/repository/nulText.ts";
import { isObjectId, type ObjectId } from "../../git/repository/objectId.ts";
import type { Repository } from "../../git/repository/repository.ts";

/** Commits in which those of a fork are looked for. */
const mostSince = 10_000;

/** Targets whose newest commits are remembered: the branches of a few repositories. */
const mostTargets = 6;

/** A commit of a branch itself. */
export interface ChainLink {
  readonly commit: ObjectId;
  /** Its first parent; `undefined`: it has none. */
  readonly parent: ObjectId | undefined;
}

/** Landings of heads in targets. They follow from commits alone, so an answer holds for ever and costs nothing but once; no program runs. */
export class Landings {
  readonly #known = new Memo<FoundLanding | undefined>(2000);
  readonly #chains = new Memo<readonly ChainLink[]>(2000);
  readonly #brings = new Memo<boolean>(2000);
  readonly #histories = new Memo<readonly HistoryCommit[]>(mostTargets);

  /** The newest commits of a branch itself that the target has not by ancestry, newest first, each with its first parent; none where objects are missing. */
  async chain(
    repository: Repository,
    head: ObjectId,
    target: ObjectId,
    most: number,
    signal?: AbortSignal,
  ): Promise<readonly ChainLink[]> {
    return this.#chains.get(`${target} ${head} ${most}`, async () => {
      const list = ["rev-list", "--first-parent", "--parents", `--max-count=${most}`, head, `^${target}`, "--"];
      const { exitCode, stdout } = await repository.answer(list, [128], { signal });
      if (exitCode !== 0) return [];
      return outputText(stdout)
        .split("\n")
        .flatMap((line) => {
          const [commit = "", parent = ""] = line.split(" ");
          return isObjectId(commit) ? [{ commit, parent: isObjectId(parent) ? parent : undefined }] : [];
        });
    });
  }

  /**
   * Whether a head has one of these commits which was not there before. Where it has none it has nothing of them, whatever it has besides: they were thrown
   * away, and it stands on another branch's.
   */
  async brings(
    repository: Repository,
    head: ObjectId,
    before: string,
    commits: ReadonlySet<ObjectId>,
    signal?: AbortSignal,
  ): Promise<boolean> {
    if (commits.size === 0) return false;
    return this.#brings.get(`${head} ${before} ${commits.size} ${[...commits].at(-1)}`, async () => {
      const list = ["rev-list", `--max-count=${mostSince}`, head, ...(isObjectId(before) ? [`^${before}`] : []), "--"];
      const { exitCode, stdout } = await repository.answer(list, [128], { signal });
      const since = new Set(outputText(stdout).split("\n"));
      return exitCode !== 0 || [...commits].some((commit) => since.has(commit));
    });
  }

  /** `earlier`: commits before the head to try when that is not there itself, newest first. `from`: where the work had not begun yet. */
  async of(
    context: PrivateIndexContext,
    head: ObjectId,
    target: ObjectId,
    options: {
      readonly earlier?: readonly ObjectId[];
      readonly from?: ObjectId | undefined;
      readonly signal?: AbortSignal | undefined;
    } = {},
  ): Promise<FoundLanding | undefined> {
    const { earlier = [], from, signal } = options;
    return this.#known.get([target, from ?? "", head, ...earlier].join(" "), async () =>
      withPlainDirectory(context, async (plain) => {
        const history = async (): Promise<readonly HistoryCommit[]> =>
          this.#histories.get(target, async () => firstParentHistory(plain, target, signal));
        return findLanding(plain, { head, earlier, target, from, history }, signal);
      }),
    );
  }
}
