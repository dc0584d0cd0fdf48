import { Memo } from "../../base/memo.ts";
import { findLanding, type FoundLanding } from "../../git/merge/findLanding.ts";
import { firstParentHistory, type HistoryCommit } from "../../git/merge/firstParentHistory.ts";
import { withPlainDirectory } from "../../git/index/withPlainDirectory.ts";
import type { PrivateIndexContext } from "../../git/index/privateIndex.ts";
import type { ObjectId } from "../../git/repository/objectId.ts";

/** Targets whose newest commits are remembered: the branches of a few repositories. */
const mostTargets = 6;

/** Landings of heads in targets. They follow from commits alone, so an answer holds for ever and costs nothing but once; no program runs. */
export class Landings {
  readonly #known = new Memo<FoundLanding | undefined>(2000);
  readonly #histories = new Memo<readonly HistoryCommit[]>(mostTargets);

  /** `earlier`: commits before the head to try when that is not there itself, newest first. */
  async of(
    context: PrivateIndexContext,
    head: ObjectId,
    target: ObjectId,
    earlier: readonly ObjectId[] = [],
    signal?: AbortSignal,
  ): Promise<FoundLanding | undefined> {
    return this.#known.get([target, head, ...earlier].join(" "), async () =>
      withPlainDirectory(context, async (plain) => {
        const history = async (): Promise<readonly HistoryCommit[]> =>
          this.#histories.get(target, async () => firstParentHistory(plain, target, signal));
        return findLanding(plain, { head, earlier, target, history }, signal);
      }),
    );
  }
}
