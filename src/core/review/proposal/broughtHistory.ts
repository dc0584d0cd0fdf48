import { say, type Text } from "../../base/text.ts";
import { GitError } from "../../git/repository/gitError.ts";
import { nulFields } from "../../git/repository/nulText.ts";
import { isObjectId, type ObjectId } from "../../git/repository/objectId.ts";
import type { Repository } from "../../git/repository/repository.ts";
import { sensitivity } from "./sensitiveFiles.ts";

/** One commit that a merge commit brings along. Names are what its maker wrote: nobody vouches for them. */
interface BroughtCommit {
  readonly id: ObjectId;
  /** `Ada <ada@example.org>`. */
  readonly author: string;
  /** Seconds since 1970. */
  readonly time: number;
  readonly subject: string;
}

/** A file that earlier commits touch and the result does not show: what they had of it enters the history all the same. */
interface PassingFile {
  readonly path: string;
  /** As in the list of files; `null`: an ordinary one. */
  readonly sensitive: Text | null;
}

/** What a branch gets besides the result's files when it is merged with its commits. */
export interface BroughtHistory {
  /** Newest first. */
  readonly commits: readonly BroughtCommit[];
  /** Sensitive ones first. */
  readonly passing: readonly PassingFile[];
}

/** Commits looked at; a list of more cannot be shown whole, so nobody can grant it (host/reviews/snapshot/snapshotLimits.ts). */
const mostCommits = 20_001;

/**
 * The commits reachable from `source` and not from `target`, and the files only they have.
 * @param shown paths of the proposal's files
 */
export async function broughtHistory(
  repository: Repository,
  { source, target }: { readonly source: ObjectId; readonly target: ObjectId },
  shown: ReadonlySet<string>,
  signal?: AbortSignal,
): Promise<BroughtHistory> {
  const format = "--format=%H%x00%an <%ae>%x00%at%x00%s%x00";
  const range = ["rev-list", "--topo-order", `--max-count=${mostCommits}`, format, source, `^${target}`, "--"];
  const commits = parseCommits(await repository.read(range, { signal }));
  const touched = await touchedPaths(
    repository,
    commits.map(({ id }) => id),
    signal,
  );
  const passing = [...touched].flatMap((path) => (shown.has(path) ? [] : [{ path, sensitive: sensitivity(path) }]));
  return {
    commits,
    passing: [
      ...passing.filter(({ sensitive }) => sensitive !== null),
      ...passing.filter(({ sensitive }) => sensitive === null),
    ],
  };
}

function parseCommits(output: Uint8Array): readonly BroughtCommit[] {
  const fields = nulFields(output).map(({ text }) => text);
  const commits: BroughtCommit[] = [];
  for (let at = 0; at + 3 < fields.length; at += 4) {
    const [head = "", author = "", time = "", subject = ""] = fields.slice(at, at + 4);
    const id = head.slice(head.lastIndexOf("\n") + 1); // Behind the line “commit <id>” that rev-list writes by itself.
    if (!isObjectId(id))
      throw new GitError("corrupt", say`git's list of commits cannot be read at “${head.slice(0, 80)}”.`);
    commits.push({ id, author, time: Number(time), subject });
  }
  return commits;
}

/** Of a merge only what it has from none of its parents. */
async function touchedPaths(
  repository: Repository,
  commits: readonly ObjectId[],
  signal?: AbortSignal,
): Promise<ReadonlySet<string>> {
  if (commits.length === 0) return new Set();
  const tree = ["diff-tree", "--stdin", "-r", "-c", "-z", "--root", "--no-commit-id", "--name-only", "--no-renames"];
  const stdin = new TextEncoder().encode(commits.map((id) => `${id}\n`).join(""));
  const output = await repository.read([...tree, "--no-ext-diff", "--no-textconv", "--ignore-submodules=none"], {
    stdin,
    signal,
  });
  return new Set(nulFields(output).flatMap(({ text }) => (text === "" ? [] : [text])));
}
