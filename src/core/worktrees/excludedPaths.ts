/**
 * Names at the top of the work tree that no checkpoint holds and no restore touches: the sessions themselves and the worktrees of forks.
 * Where the repository tracks files in them, the version in the user's index stands in for them.
 */
export class ExcludedPaths {
  readonly #prefixes: readonly string[];

  /** `workspace`: where `.workflow` is, relative to the top of the work tree; empty at the top. */
  constructor(workspace: string) {
    const names = [".workflow", ".worktrees"];
    const nested = workspace === "" ? [] : names.map((name) => `${workspace}/${name}`);
    this.#prefixes = [...names, ...nested];
  }

  has(path: string): boolean {
    return this.#prefixes.some((prefix) => path === prefix || path.startsWith(`${prefix}/`));
  }

  /** As options for `ls-files`. */
  get options(): readonly string[] {
    return this.#prefixes.map((prefix) => `--exclude=/${prefix.replace(/[\\*?[\]!#]/gu, "\\$&")}`);
  }
}
