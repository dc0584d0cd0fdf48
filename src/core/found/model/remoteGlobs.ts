/**
 * What to ask git for so that all branches of remotes come that may match these patterns of `matchesPattern`, and few others: git's own star ends at a
 * slash.
 */
export function remoteGlobs(patterns: readonly string[]): readonly string[] {
  const globs = patterns.flatMap((pattern) => {
    const [beginning = "", ...rest] = pattern.split("*");
    // No name of a branch has what would be a glob in it.
    if (/[\s?[\]\\\0]/u.test(beginning)) return [];
    const at = `refs/remotes/*/${beginning}`;
    return rest.length === 0 ? [at] : [`${at}*`, `${at}*/**`];
  });
  return [...new Set(globs)];
}
