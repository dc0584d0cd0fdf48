/**
 * Configuration every git we start gets through `-c`: no program the repository's configuration names for these keys
 * runs. What `-c` cannot switch off stays: clean, smudge and process filters (checkpoints/tree/workingTree.ts says why
 * they are wanted there) and merge drivers (a caller that merges must use a repository of its own).
 */
export const hardenedConfig: readonly string[] = [
  "core.fsmonitor=false",
  "core.hooksPath=/dev/null",
  "core.pager=cat",
  "core.editor=false",
  "core.askPass=",
  "core.sshCommand=false",
  "core.alternateRefsCommand=false",
  "core.gitProxy=",
  "credential.helper=",
  "sequence.editor=false",
  "commit.gpgSign=false",
  "tag.gpgSign=false",
  "gpg.program=false",
  "gpg.ssh.program=false",
  "gpg.x509.program=false",
  "log.showSignature=false",
  "uploadpack.packObjectsHook=false",
  "gc.auto=0",
  "maintenance.auto=false",
  "submodule.recurse=false",
  "core.quotePath=false",
  "core.safecrlf=false",
  "i18n.commitEncoding=UTF-8",
  "i18n.logOutputEncoding=UTF-8",
  "protocol.ext.allow=never",
];

/**
 * Environment every git we start gets: objects and histories are what their names say. Without it, any process that can write into `.git` makes other
 * content of a reviewed commit arrive in a working tree (refs/replace), or another history (info/grafts).
 */
export const hardenedEnvironment: Readonly<Record<string, string>> = {
  GIT_NO_REPLACE_OBJECTS: "1",
  // Nothing can lie below a device; git says nothing about a file that is not there.
  GIT_GRAFT_FILE: "/dev/null/none",
  // Of several `core.gitProxy` the first one counts, so ours would come too late.
  GIT_PROXY_COMMAND: "",
};

/**
 * Environment of a git that uses only what is on this machine: what a partial clone lacks is missing then, and the command fails with `not-fetched`. Git before
 * 2.44 does not know the first variable, and ends its fetch at the second.
 */
export const offlineEnvironment: Readonly<Record<string, string>> = {
  GIT_NO_LAZY_FETCH: "1",
  GIT_ALLOW_PROTOCOL: "none",
};
