import { diffTrees } from "../../git/objects/treeDiff.ts";
import { isObjectId, type ObjectId } from "../../git/repository/objectId.ts";
import type { Repository } from "../../git/repository/repository.ts";
import type { Divergence } from "./fork.ts";
import { Memo } from "../../base/memo.ts";
import { Landings } from "./landings.ts";

/**
 * How two heads stand to each other. Commits never change, so an answer holds for ever: looking again at forks that have not moved starts no
 * process but the one `for-each-ref` that lists their heads.
 */
export class Divergences {
  readonly #counts = new Memo<Omit<Divergence, "files">>(1000);
  readonly #mergeBases = new Memo<ObjectId | undefined>(1000);
  readonly #changed = new Memo<ReadonlySet<string>>(1000);
  /** Where what was done up to a head has gone. */
  readonly landings = new Landings();

  async between(repository: Repository, base: ObjectId, head: ObjectId, signal?: AbortSignal): Promise<Divergence> {
    const counts = await this.counts(repository, base, head, signal);
    return { ...counts, files: await this.files(repository, base, head, signal) };
  }

  /** Commits that only one of them has; this is told where a partial clone lacks all but the commits, too. */
  async counts(
    repository: Repository,
    base: ObjectId,
    head: ObjectId,
    signal?: AbortSignal,
  ): Promise<Omit<Divergence, "files">> {
    if (base === head) return { ahead: 0, behind: 0 };
    return this.#counts.get(`${base} ${head}`, async () => {
      const counts = await repository.text(["rev-list", "--left-right", "--count", `${base}...${head}`, "--"], {
        signal,
      });
      const [behind, ahead] = counts.split("\t").map(Number);
      return { ahead: ahead ?? 0, behind: behind ?? 0 };
    });
  }

  /** Files that `head` has changed since the two parted. */
  async files(repository: Repository, base: ObjectId, head: ObjectId, signal?: AbortSignal): Promise<number> {
    if ((await this.counts(repository, base, head, signal)).ahead === 0) return 0;
    const from = (await this.mergeBase(repository, base, head, signal)) ?? base;
    return (await this.#paths(repository, from, head, signal)).size;
  }

  async #paths(
    repository: Repository,
    from: ObjectId,
    to: ObjectId,
    signal?: AbortSignal,
  ): Promise<ReadonlySet<string>> {
    return this.#changed.get(`${from} ${to}`, async () => {
      return new Set((await diffTrees(repository, from, to, { signal })).map(({ path }) => path));
    });
  }

  /** The best common ancestor; `undefined` for histories that share nothing. */
  async mergeBase(
    repository: Repository,
    base: ObjectId,
    head: ObjectId,
    signal?: AbortSignal,
  ): Promise<ObjectId | undefined> {
    if (base === head) return base;
    return this.#mergeBases.get(`${base} ${head}`, async () => {
      const { stdout } = await repository.answer(["merge-base", base, head], [1], { signal });
      const id = new TextDecoder().decode(stdout).trim();
      return isObjectId(id) ? id : undefined;
    });
  }
}
