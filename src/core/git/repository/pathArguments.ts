/** Characters: Windows takes a command line of 32,767, and settings and options need some of them. */
const mostCharacters = 20_000;

/**
 * Paths as arguments of a command that does with fewer of them what it does for all: none when they are too many for a command line, so the
 * caller picks its own out of the whole answer.
 */
export function pathArguments(paths: readonly string[]): readonly string[] {
  let length = 0;
  for (const path of paths) length += path.length + 3;
  return length > mostCharacters ? [] : ["--", ...paths];
}
