/** The system's own words, which git puts behind the path. */
const line =
  /^(?!warning: )(.+): (?:Permission denied|Operation not permitted|File name too long|Too many levels of symbolic links|Input\/output error)$/gmu;

/**
 * Files an index knows and git could not look at, from what it wrote to stderr in the C locale; it says nothing else of them. One behind a link that
 * leads nowhere but to itself is among them: to git such a file is not absent.
 */
export function filesNotLookedAt(stderr: string): readonly string[] {
  return [...stderr.matchAll(line)].map(([, path = ""]) => path);
}
