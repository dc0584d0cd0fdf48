import type { PathChange } from "../git/objects/treeDiff.ts";
import { proposedPath, type ProposedPath } from "./proposedPath.ts";

/**
 * Names at the top of the work tree that no checkpoint holds and no restore touches: the sessions themselves and the worktrees of forks.
 * Where the repository tracks files in them, the version in the user's index stands in for them.
 */
export class ExcludedPaths {
  readonly #workspace: string;
  readonly #prefixes: readonly string[];
  readonly #carried: ReadonlySet<string>;

  /**
   * `workspace`: where `.workflow` is, relative to the top of the work tree; empty at the top. `carried`: files of sessions that are held and touched
   * all the same, because a branch brings them.
   */
  constructor(workspace: string, carried: ReadonlySet<string> = new Set()) {
    const names = [".workflow", ".worktrees"];
    const nested = workspace === "" ? [] : names.map((name) => `${workspace}/${name}`);
    this.#workspace = workspace;
    this.#prefixes = [...names, ...nested];
    this.#carried = carried;
  }

  has(path: string): boolean {
    if (this.#carried.has(path)) return false;
    return this.#prefixes.some((prefix) => path === prefix || path.startsWith(`${prefix}/`));
  }

  /** What a change that a branch would bring means for these directories. */
  judge(change: Pick<PathChange, "path" | "oldMode" | "newMode">): ProposedPath {
    return proposedPath(change, this.#workspace === "" ? [""] : [this.#workspace, ""]);
  }

  /** The same, without the files of sessions that are among these changes and that a branch may bring. */
  without(changes: readonly PathChange[]): ExcludedPaths {
    const carried = changes.filter((change) => change.exact && this.judge(change) === "carried");
    return carried.length === 0 ? this : new ExcludedPaths(this.#workspace, new Set(carried.map(({ path }) => path)));
  }

  /** Those that are held although they are files of sessions. */
  get carried(): ReadonlySet<string> {
    return this.#carried;
  }

  /** As options for `ls-files`. */
  get options(): readonly string[] {
    return this.#prefixes.map((prefix) => `--exclude=/${prefix.replace(/[\\*?[\]!#]/gu, "\\$&")}`);
  }
}
