import { Memo } from "../../base/memo.ts";
import type { FileSystem } from "../../base/ports.ts";
import { say, type Text } from "../../base/text.ts";
import { joinPath } from "../../files/paths.ts";
import { diffTrees } from "../../git/objects/treeDiff.ts";
import { outputText } from "../../git/repository/nulText.ts";
import { isObjectId, type ObjectId } from "../../git/repository/objectId.ts";
import type { Repository } from "../../git/repository/repository.ts";
import type { Divergence } from "./fork.ts";
import { Landings } from "./landings.ts";

/** Bytes of the list of commits at which a shallow history ends. */
const longestCut = 16 * 1024 * 1024;

/**
 * How two heads stand to each other. Commits never change, so an answer holds for ever, or as long as a shallow clone ends where it does: looking again at
 * forks that have not moved starts no process but the one `for-each-ref` that lists their heads.
 */
export class Divergences {
  readonly #fs: Pick<FileSystem, "lstat" | "read">;
  readonly #counts = new Memo<Pick<Divergence, "ahead" | "behind"> | undefined>(1000);
  readonly #mergeBases = new Memo<ObjectId | undefined>(1000);
  readonly #changed = new Memo<ReadonlySet<string>>(1000);
  /** Where what was done up to a head has gone. */
  readonly landings = new Landings();

  constructor(fs: Pick<FileSystem, "lstat" | "read">) {
    this.#fs = fs;
  }

  /** `undefined`: the history of a shallow clone ends before it tells (`historyEnds`). */
  async between(
    repository: Repository,
    base: ObjectId,
    head: ObjectId,
    signal?: AbortSignal,
  ): Promise<Divergence | undefined> {
    const counts = await this.counts(repository, base, head, signal);
    return counts === undefined ? undefined : { ...counts, files: await this.files(repository, base, head, signal) };
  }

  /** Commits that only one of them has, as `between`; this is told where a partial clone lacks all but the commits, too. */
  async counts(
    repository: Repository,
    base: ObjectId,
    head: ObjectId,
    signal?: AbortSignal,
  ): Promise<Pick<Divergence, "ahead" | "behind"> | undefined> {
    if (base === head) return { ahead: 0, behind: 0 };
    const end = await this.#end(repository);
    return this.#counts.get(`${base} ${head} ${end}`, async () =>
      this.#count(repository, `${base}...${head}`, end !== "", signal),
    );
  }

  /** Files that `head` has changed since the two parted; `null`: nobody can tell where that was. */
  async files(repository: Repository, base: ObjectId, head: ObjectId, signal?: AbortSignal): Promise<number | null> {
    if ((await this.counts(repository, base, head, signal))?.ahead === 0) return 0;
    const from = await this.mergeBase(repository, base, head, signal);
    return from === undefined ? null : (await this.#paths(repository, from, head, signal)).size;
  }

  async #count(
    repository: Repository,
    range: string,
    isShallow: boolean,
    signal?: AbortSignal,
  ): Promise<Pick<Divergence, "ahead" | "behind"> | undefined> {
    const list = ["rev-list", "--left-right"];
    if (!isShallow) {
      const counts = await repository.text([...list, "--count", range, "--"], { signal });
      const [behind = 0, ahead = 0] = counts.split("\t").map(Number);
      return { ahead, behind };
    }
    const commits = outputText(await repository.read([...list, range, "--"], { signal }))
      .split("\n")
      .filter((line) => line !== "");
    const cut = new Set(await this.#cut(repository));
    // What one of these has for parents, and whether the other side has that, nobody can tell.
    if (commits.some((line) => cut.has(line.slice(1)))) return undefined;
    const ahead = commits.filter((line) => line.startsWith(">")).length;
    return { ahead, behind: commits.length - ahead };
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

  /** The best common ancestor; `undefined` for histories that share nothing, as far as a shallow clone has them. */
  async mergeBase(
    repository: Repository,
    base: ObjectId,
    head: ObjectId,
    signal?: AbortSignal,
  ): Promise<ObjectId | undefined> {
    if (base === head) return base;
    return this.#mergeBases.get(`${base} ${head} ${await this.#end(repository)}`, async () => {
      const { stdout } = await repository.answer(["merge-base", base, head], [1], { signal });
      const id = new TextDecoder().decode(stdout).trim();
      return isObjectId(id) ? id : undefined;
    });
  }

  /** Whether history is cut off somewhere. */
  async isShallow(repository: Repository): Promise<boolean> {
    return (await this.#end(repository)) !== "";
  }

  /** Another text for each state of where a shallow clone ends; "" for a whole one. */
  async #end(repository: Repository): Promise<string> {
    const stat = await this.#fs.lstat(shallowFile(repository));
    return stat === undefined ? "" : `${stat.ino} ${stat.mtimeNs} ${stat.size}`;
  }

  async #cut(repository: Repository): Promise<readonly string[]> {
    const bytes = await this.#fs.read(shallowFile(repository), longestCut);
    return bytes === undefined ? [] : outputText(bytes).split("\n");
  }
}

const shallowFile = ({ paths }: Repository): string => joinPath(paths.commonDir, "shallow");

/** Why a shallow clone does not tell how two heads stand to each other. */
export function historyEnds(): Text {
  return say`This is a shallow clone, and its history ends before it tells how they stand to each other; “git fetch --unshallow” brings the rest.`;
}
