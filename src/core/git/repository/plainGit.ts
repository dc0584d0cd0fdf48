/**
 * What keeps git to the files of one directory and our arguments: no configuration and no attributes of the person or the system, no replaced
 * objects, no fetching of missing ones (git ≥ 2.44 knows the variable), and no transport but reading a repository on this machine. Git itself takes
 * `/dev/null` on every platform.
 */
export const plainEnvironment: Readonly<Record<string, string>> = {
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_ATTR_NOSYSTEM: "1",
  GIT_NO_REPLACE_OBJECTS: "1",
  GIT_NO_LAZY_FETCH: "1",
  GIT_ALLOW_PROTOCOL: "file",
};

/** Settings (`key=value`) that belong to it: both files are read from the person's home directory unless they are named. */
export const plainSettings: readonly string[] = ["core.attributesFile=/dev/null", "core.excludesFile=/dev/null"];
