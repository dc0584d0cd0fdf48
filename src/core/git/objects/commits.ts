import { say } from "../../base/text.ts";
import { GitError } from "../repository/gitError.ts";
import { outputText } from "../repository/nulText.ts";
import { parseObjectId, type ObjectFormat, type ObjectId } from "../repository/objectId.ts";
import type { Repository } from "../repository/repository.ts";

/** The tree without entries, which git knows without storing it. */
export function emptyTree(format: ObjectFormat): ObjectId {
  return parseObjectId(
    format === "sha1"
      ? "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
      : "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
  );
}

/** Whom a commit names. */
export interface Identity {
  readonly name: string;
  readonly email: string;
}

export interface NewCommit {
  readonly tree: ObjectId;
  readonly parents: readonly ObjectId[];
  readonly message: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Left out: Workflow Sessions itself. */
  readonly author?: Identity;
  /** Left out: as `author`. */
  readonly committer?: Identity;
}

/** Who our own commits are by: never the person, who did not make them by hand. */
export const ownIdentity: Identity = { name: "Workflow Sessions", email: "workflow-sessions@localhost" };

/** Writes a commit object, the same for the same input; no ref moves, no hook runs, nothing is signed. */
export async function commitTree(repository: Repository, commit: NewCommit, signal?: AbortSignal): Promise<ObjectId> {
  const date = `@${Math.floor(commit.time / 1000)} +0000`;
  const parents = commit.parents.flatMap((parent) => ["-p", parent]);
  const author = commit.author ?? ownIdentity;
  const committer = commit.committer ?? author;
  const output = await repository.write(["commit-tree", commit.tree, ...parents, "-F", "-"], {
    stdin: new TextEncoder().encode(commit.message),
    env: {
      GIT_AUTHOR_NAME: author.name,
      GIT_AUTHOR_EMAIL: author.email,
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_NAME: committer.name,
      GIT_COMMITTER_EMAIL: committer.email,
      GIT_COMMITTER_DATE: date,
    },
    signal,
  });
  return parseObjectId(outputText(output));
}

/** The tree of a commit (or the tree itself). Throws `unknown-object`. */
export async function treeOf(repository: Repository, id: ObjectId, signal?: AbortSignal): Promise<ObjectId> {
  return parseObjectId(
    await repository.text(["rev-parse", "--verify", "--end-of-options", `${id}^{tree}`], { signal }),
  );
}

export interface CommitContent {
  readonly tree: ObjectId;
  readonly parents: readonly ObjectId[];
  readonly message: string;
}

/** Reads one commit object. Throws `unknown-object`, or `corrupt` when it is not a commit. */
export async function readCommit(repository: Repository, id: ObjectId, signal?: AbortSignal): Promise<CommitContent> {
  const content = await repository.text(["cat-file", "commit", id], { signal });
  const end = content.indexOf("\n\n");
  const headers = (end < 0 ? content : content.slice(0, end)).split("\n");
  const values = (name: string): readonly ObjectId[] =>
    headers.filter((line) => line.startsWith(`${name} `)).map((line) => parseObjectId(line.slice(name.length + 1)));
  const [tree] = values("tree");
  if (tree === undefined) throw new GitError("corrupt", say`The commit ${id} has no tree.`);
  return { tree, parents: values("parent"), message: end < 0 ? "" : content.slice(end + 2) };
}
