import { readTreeFile } from "../git/objects/readFile.ts";
import { Worktrees } from "../worktrees/worktree.ts";
import { asWorkflowError, WorkflowError } from "../base/errors.ts";
import { Memo } from "../base/memo.ts";
import { say } from "../base/text.ts";
import { Divergences } from "../forks/model/divergence.ts";
import { branchOfFork, branchOfRecord, refsBesideFork } from "../worktrees/forkBranch.ts";
import { worktreePath, worktreesName } from "../worktrees/forkNames.ts";
import { workTreeTop } from "../git/directory/gitDirectory.ts";
import { isObjectId, type ObjectId } from "../git/repository/objectId.ts";
import { readRef, readRefs } from "../git/refs/refs.ts";
import type { Repository } from "../git/repository/repository.ts";
import { joinPath } from "../files/paths.ts";
import type { FileSystem, Git } from "../base/ports.ts";
import { lookDown } from "../files/directories.ts";
import type { SessionView } from "../sessions/model/session.ts";
import type { SessionId } from "../sessions/model/sessionId.ts";
import type { Sessions } from "../sessions/model/sessions.ts";
import { decodeText, isUtf16 } from "../files/textEncoding.ts";
import type { LineAnchor } from "./annotation.ts";
import type { FoundText } from "./placeThreads.ts";
import { noteFile } from "./annotationTexts.ts";
import { type FollowFile, readFileRenames } from "./fileRenames.ts";

/** Larger files have no lines to talk about (bytes). */
export const mostBytes = 50 * 1024 * 1024;

export interface SessionTextsOptions {
  readonly root: string;
  readonly fs: FileSystem;
  readonly sessions: Pick<Sessions, "get">;
  /** Without it only files on the disk are found. */
  readonly git?: Git;
}

/** What a session's work ends with. */
export interface WorkTip {
  /** Full name of its branch; empty: it has none of its own. */
  readonly ref: string;
  /** The last commit; empty: there is none. */
  readonly head: string;
}

/** What a file is at a commit. */
export interface CommittedFile {
  readonly commit: ObjectId;
  readonly bytes: Uint8Array;
}

/** The files a session's annotations are about, as they are now. */
export class SessionTexts {
  readonly #options: SessionTextsOptions;
  readonly #worktrees: Worktrees | undefined;
  readonly #divergences: Divergences;
  readonly #renames = new Memo<FollowFile>(100);

  constructor(options: SessionTextsOptions) {
    this.#options = options;
    const { root, git, fs } = options;
    this.#divergences = new Divergences(fs);
    this.#worktrees = git === undefined ? undefined : new Worktrees(root, git, fs);
  }

  /**
   * Top of the working tree with the files of a session: the worktree of a fork, else the main checkout; `undefined` for a fork that has no
   * worktree.
   * Throws `not-found`, and `unsafe-path` for a worktree reached through a link.
   */
  async directory(session: SessionId): Promise<string | undefined> {
    const { root, fs, sessions } = this.#options;
    const view = await sessions.get(session);
    const link = await lookDown(fs, root, [worktreesName, session, ".git"], "file");
    if (link !== undefined) return worktreePath(root, session);
    return isFork(view) ? this.#worktrees?.worktreeOf(session) : await workTreeTop(fs, root);
  }

  /**
   * The text of one side of a file: `new`, as the session has it now, in its working tree or at the head of its branch; `old`, as its baseline
   * has it (for a fork where it left it, else HEAD), for which git is needed. Absent: `undefined`.
   * @param file relative to the top of the work tree
   * Throws `unsafe-path` for a path that is not one of a file inside, `too-large`, and git's errors.
   */
  async read(session: SessionId, file: string, side: LineAnchor["side"]): Promise<string | undefined> {
    const path = noteFile(file);
    const bytes = side === "new" ? await this.#current(session, path) : await this.#former(session, path);
    return bytes === undefined ? undefined : noteText(bytes);
  }

  /** What a session's work ends with: its fork's branch, else HEAD, with the last commit. Throws `not-found` and git's errors. */
  async tip(session: SessionId): Promise<WorkTip> {
    const repository = await this.#worktrees?.looking();
    if (repository === undefined) return { ref: "", head: "" };
    const view = await this.#options.sessions.get(session);
    if (!isFork(view)) return { ref: "", head: (await repository.head()).commit ?? "" };
    const ref = branchOfRecord(view.id, view.record);
    return { ref, head: (await readRef(repository, ref)) ?? "" };
  }

  /**
   * A file as that commit has it. `undefined`: there is none. Throws `unsafe-path`,
   * `too-large`, and git's errors.
   */
  async committed(session: SessionId, file: string): Promise<CommittedFile | undefined> {
    const path = noteFile(file);
    const repository = await this.#worktrees?.looking();
    const commit = (await this.tip(session)).head;
    if (repository === undefined || !isObjectId(commit)) return undefined;
    const bytes = await readTreeFile(repository, commit, path, mostBytes);
    return bytes === undefined ? undefined : { commit, bytes };
  }

  /**
   * Where the files of a session are now that were renamed by what its fork has committed. Other sessions have no commits of their own: their
   * files keep their paths, as everything does without git. Throws git's errors.
   */
  async renames(session: SessionId): Promise<FollowFile> {
    const view = await this.#options.sessions.get(session);
    const repository = isFork(view) ? await this.#worktrees?.looking() : undefined;
    const head = repository === undefined ? undefined : await readRef(repository, branchOfFork(this.#options, session));
    if (repository === undefined || head === undefined) return stay;
    const base = await this.#base(repository, view);
    if (base === undefined) return stay;
    return await this.#renames.get(`${base} ${head}`, async () => readFileRenames(repository, { base, head }));
  }

  async #current(session: SessionId, path: string): Promise<Uint8Array | undefined> {
    const { fs } = this.#options;
    const directory = await this.directory(session);
    if (directory !== undefined) {
      if ((await lookDown(fs, directory, path.split("/"), "file")) === undefined) return undefined;
      return await fs.read(joinPath(directory, path), mostBytes);
    }
    const repository = await this.#worktrees?.looking();
    const head = repository === undefined ? undefined : await readRef(repository, branchOfFork(this.#options, session));
    return repository === undefined || head === undefined
      ? undefined
      : await readTreeFile(repository, head, path, mostBytes);
  }

  async #former(session: SessionId, path: string): Promise<Uint8Array | undefined> {
    const repository = await this.#worktrees?.looking();
    if (repository === undefined) return undefined;
    const base = await this.#base(repository, await this.#options.sessions.get(session));
    return base === undefined ? undefined : await readTreeFile(repository, base, path, mostBytes);
  }

  /** The commit that the work of a session starts from. */
  async #base(repository: Repository, view: SessionView): Promise<ObjectId | undefined> {
    const { commit } = await repository.head();
    if (!isFork(view)) return commit;
    const head = await readRef(repository, branchOfRecord(view.id, view.record));
    const refs = refsBesideFork(this.#options, view.id);
    const heads = await readRefs(repository, refs);
    const [baseline = commit] = refs.flatMap((ref) => heads.get(ref) ?? []);
    if (head === undefined || baseline === undefined) return undefined;
    return await this.#divergences.mergeBase(repository, baseline, head);
  }
}

const stay: FollowFile = (path) => path;

const isFork = ({ record }: SessionView): boolean => record.forked_from !== undefined;

/** As a reader sees it: a file of UTF-16 has lines, too, and the mark at the beginning is part of none. */
export function noteText(bytes: Uint8Array): string {
  const decoded = decodeText(bytes);
  return decoded !== undefined && isUtf16(decoded.encoding) ? decoded.text : new TextDecoder().decode(bytes);
}

/**
 * A text and where it is now, for comments on the file: under its path, else under the one it was renamed to; `undefined` where there is none or it
 * cannot be read: comments on it are outdated then.
 */
export async function foundText(
  texts: Pick<SessionTexts, "read" | "renames">,
  session: SessionId,
  file: string,
  side: LineAnchor["side"],
): Promise<FoundText | undefined> {
  try {
    const own = await texts.read(session, file, side);
    if (own !== undefined && side === "new") return { file, text: own };
    const now = (await texts.renames(session))(file);
    if (own !== undefined) return { file: now, text: own };
    const text = now === file ? undefined : await texts.read(session, now, side);
    return text === undefined ? undefined : { file: now, text };
  } catch (error) {
    if (asWorkflowError(error).code === "internal") throw error;
    return undefined;
  }
}

/** The text, or `not-found`. */
export async function textOf(
  texts: SessionTexts,
  session: SessionId,
  file: string,
  side: LineAnchor["side"],
): Promise<string> {
  const text = await texts.read(session, file, side);
  if (text !== undefined) return text;
  throw new WorkflowError(
    "not-found",
    side === "new" ? say`${session} has no file “${file}”.` : say`The baseline of ${session} has no file “${file}”.`,
    say`Name a file of its working tree, absolute or from where you stand.`,
  );
}
