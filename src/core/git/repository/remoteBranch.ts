import { isRefName, type RefName } from "./refName.ts";

/** A branch of a remote, told apart: `refs/remotes/origin/copilot/x` is `copilot/x` of `origin`. */
const remoteBranch = /^refs\/remotes\/[^/]+\/(?<name>.+)$/u;

/** What a branch of a remote is called there; `undefined`: it is none, or only says which branch is the remote's first. */
export function nameAtRemote(ref: string): string | undefined {
  const name = remoteBranch.exec(ref)?.groups?.["name"];
  return name === "HEAD" ? undefined : name;
}

/** The branch here that a branch of a remote would be. */
export function localOf(ref: RefName): RefName | undefined {
  const local = `refs/heads/${nameAtRemote(ref) ?? ""}`;
  return isRefName(local) ? local : undefined;
}
