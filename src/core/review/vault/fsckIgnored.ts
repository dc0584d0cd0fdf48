/**
 * What `fsck` complains about in old commits and trees that does no harm here: dates, names and addresses written by tools of their time, and
 * file modes with a zero in front. Large repositories have them in commits nobody can change any more (git's own documentation names
 * them), and nothing we show or execute reads them. Everything else stays an error, above all what makes a tree ambiguous or unsafe to check out
 * (unsorted or doubled entries, names with `/`, `.git`, `..`, links as `.gitmodules`, submodule addresses that look like options).
 */
export const fsckIgnored = [
  "badDate",
  "badDateOverflow",
  "badEmail",
  "badFilemode",
  "badName",
  "badTimezone",
  "missingEmail",
  "missingNameBeforeEmail",
  "missingSpaceBeforeDate",
  "missingSpaceBeforeEmail",
  "missingTaggerEntry",
  "multipleAuthors",
  "zeroPaddedDate",
  "zeroPaddedFilemode",
] as const;
