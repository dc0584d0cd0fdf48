import { say } from "../../base/text.ts";
import { GitError } from "../repository/gitError.ts";
import { nulFields } from "../repository/nulText.ts";
import { parseObjectId, type ObjectId } from "../repository/objectId.ts";
import type { Repository } from "../repository/repository.ts";

/** git's file modes: `100644` file, `100755` executable, `120000` link, `160000` commit of another repository, `000000` absent. */
export type FileMode = "100644" | "100755" | "120000" | "160000" | "000000" | "040000";

/** One path that differs; paths are relative to the top of the work tree, with `/`. */
export interface PathChange {
  readonly path: string;
  /** False: the name is not UTF-8, so no command can be told it. */
  readonly exact: boolean;
  readonly status: "added" | "changed" | "deleted" | "type-changed" | "unmerged";
  readonly oldMode: FileMode;
  readonly newMode: FileMode;
  readonly oldId: ObjectId;
  /** All zeros for a working file whose content git has not hashed. */
  readonly newId: ObjectId;
}

const statuses: Readonly<Record<string, PathChange["status"]>> = {
  A: "added",
  M: "changed",
  D: "deleted",
  T: "type-changed",
  U: "unmerged",
};

const modeGrammar = /^(?:100644|100755|120000|160000|000000|040000)$/u;

/** Parses `--raw -z --no-renames --no-abbrev` output; throws `corrupt` when it is anything else. */
export function parseRawDiff(output: Uint8Array): readonly PathChange[] {
  const fields = nulFields(output);
  const changes: PathChange[] = [];
  for (let index = 0; index < fields.length; index += 2) {
    const [oldMode, newMode, oldId, newId, letter] = (fields[index]?.text ?? "").replace(/^:/u, "").split(" ");
    const path = fields[index + 1];
    const status = statuses[letter ?? ""];
    if (path === undefined || status === undefined || oldId === undefined || newId === undefined) {
      throw new GitError(
        "corrupt",
        say`git's list of changes cannot be read at “${fields[index]?.text.slice(0, 80) ?? ""}”.`,
      );
    }
    changes.push({
      path: path.text,
      exact: path.exact,
      status,
      oldMode: parseMode(oldMode),
      newMode: parseMode(newMode),
      oldId: parseObjectId(oldId),
      newId: parseObjectId(newId),
    });
  }
  return changes;
}

function parseMode(text: string | undefined): FileMode {
  if (text === undefined || !modeGrammar.test(text))
    throw new GitError("corrupt", say`git named an unknown file mode “${text ?? ""}”.`);
  return text as FileMode;
}

/** The listing of what differs between two trees that is the same under every configuration; two ids and `--` follow. */
export const treeDiffArguments: readonly string[] = [
  "diff-tree",
  "-r",
  "-z",
  "--raw",
  "--no-renames",
  "--no-abbrev",
  "--no-ext-diff",
  "--ignore-submodules=none",
];

/** What differs from `from` to `to` (commits or trees), renames shown as deletion and addition; nothing of the repository runs. */
export async function diffTrees(
  repository: Repository,
  from: ObjectId,
  to: ObjectId,
  options: {
    readonly paths?: readonly string[];
    /** Only what `to` has and `from` has not. */
    readonly added?: boolean;
    readonly signal?: AbortSignal | undefined;
  } = {},
): Promise<readonly PathChange[]> {
  const { paths = [], added = false, signal } = options;
  const filter = added ? ["--diff-filter=A"] : [];
  // git would read the whole index first, for attributes nobody asks for.
  const env = { GIT_INDEX_FILE: repository.ownFile("no-index") };
  return parseRawDiff(
    await repository.read([...treeDiffArguments, ...filter, from, to, "--", ...paths], { env, signal }),
  );
}
