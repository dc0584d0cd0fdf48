import { WorkflowError } from "../../base/errors.ts";
import { say, type Text } from "../../base/text.ts";
import type { ConfigurationEntry } from "../config/configuration.ts";

/** What pushes go through; nothing else is allowed (networkGit.ts). */
export const protocols = ["file", "git", "http", "https", "ssh"] as const;

/** Characters of an address: all of it is shown in one line wherever somebody decides on it. */
const longestAddress = 400;
/** Whom a server is told, which is a name and nothing that reads like a host or holds a secret. */
const userName = /^[A-Za-z0-9._-]{1,64}$/u;
const url = new RegExp(String.raw`^(?:${protocols.join("|")})://[^\s\p{C}]+$`, "u");
const scpLike =
  /^(?:[A-Za-z0-9_.~+-]+@)?(?:\[[0-9A-Fa-f:]+\]|[A-Za-z0-9][A-Za-z0-9_.-]+):(?!\/\/)[^\s\p{C}:][^\s\p{C}]*$/u;
const localPath = /^(?:\/|[A-Za-z]:[\\/])[^\p{C}]*$/u;

/**
 * The address that pushes to a remote go to: what the configuration names (`pushurl` before `url`), as the person's own `insteadOf` and `pushInsteadOf`
 * make it. Those of the repository's configuration, which any process that can write into `.git` may have written, are not applied, so that the
 * address that is shown is the one that is used. Throws `not-found` for a remote that is not configured, `refused` for an address that cannot be used.
 */
export function remoteAddress(entries: readonly ConfigurationEntry[], remote: string): string {
  const of = (key: string): readonly string[] =>
    entries.filter((entry) => entry.key === `remote.${remote}.${key}`).map(({ value }) => value);
  const isForPushes = of("pushurl").length > 0;
  const [address, ...others] = new Set(isForPushes ? of("pushurl") : of("url"));
  if (address === undefined) {
    throw new WorkflowError(
      "not-found",
      say`There is no remote “${remote}”.`,
      say`“git remote --verbose” lists the remotes and where they lead; “git remote add” adds one.`,
    );
  }
  if (others.length > 0) {
    throw unusable(remote, say`has several addresses, and a push goes to one`);
  }
  const rewritten = rewrite(entries, address, isForPushes);
  const problem = whatIsWrong(rewritten);
  if (problem !== undefined) throw unusable(remote, problem);
  return rewritten;
}

/** Whether it is the address of a repository on this machine: pushing there runs hooks of that repository here. */
export function isLocalAddress(address: string): boolean {
  return address.startsWith("file://") || localPath.test(address);
}

/** The path of such an address, with `/`, as git decodes it; `undefined`: it names another machine, cannot be decoded, or is not absolute. */
export function pathOfAddress(address: string): string | undefined {
  if (!address.startsWith("file://")) return address.replaceAll("\\", "/");
  const path = decoded(address.slice("file://".length))?.replace(/^\/(?=[A-Za-z]:)/u, "");
  return path !== undefined && localPath.test(path) ? path : undefined;
}

/** `undefined` for what is not absolute as it stands, because git takes what comes first for a host and drops it. */
function decoded(path: string): string | undefined {
  if (!path.startsWith("/")) return undefined;
  try {
    return decodeURIComponent(path).replaceAll("\\", "/");
  } catch {
    return undefined;
  }
}

function whatIsWrong(address: string): Text | undefined {
  if (address.length > longestAddress) return say`has an address that is too long`;
  const isUrl = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//u.test(address);
  const authority = isUrl ? (/^[^:]+:\/\/([^/?#\\]*)/u.exec(address)?.[1] ?? "") : "";
  const at = authority.lastIndexOf("@");
  if (at !== -1 && !userName.test(authority.slice(0, at))) {
    return say`has more than a plain name before the @ of its address (a password, a token, or what reads like another host)`;
  }
  if (
    isUrl &&
    !isLocalAddress(address) &&
    !/^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/u.test(authority.slice(at + 1))
  ) {
    return say`has an address whose host is no plain name`;
  }
  if (/^https?:\/\/.*[?#\\]/su.test(address)) return say`has a query, a fragment or a backslash in its address`;
  if (isLocalAddress(address) && pathOfAddress(address) === undefined) {
    return say`has a file:// address that is not file:/// with an absolute path that can be decoded`;
  }
  if (isUrl ? url.test(address) : localPath.test(address) || scpLike.test(address)) return undefined;
  return say`has an address that is not used here (${protocols.join(", ")}, or an absolute path)`;
}

function unusable(remote: string, problem: Text): WorkflowError {
  return new WorkflowError(
    "refused",
    say`The remote “${remote}” ${problem}.`,
    say`Give it another address (git remote set-url ${remote} …); passwords belong to a credential helper.`,
  );
}

/** As git does it for a push, once: the longest match, `pushInsteadOf` before `insteadOf`; what is named for pushes alone gets no `pushInsteadOf`. */
function rewrite(entries: readonly ConfigurationEntry[], address: string, isForPushes: boolean): string {
  const pushed = isForPushes ? address : rewriteBy("pushinsteadof", entries, address);
  return pushed === address ? rewriteBy("insteadof", entries, address) : pushed;
}

function rewriteBy(
  name: "insteadof" | "pushinsteadof",
  entries: readonly ConfigurationEntry[],
  address: string,
): string {
  let best: { readonly base: string; readonly prefix: string } | undefined;
  for (const { key, value: prefix, from } of entries) {
    const [, base] = new RegExp(String.raw`^url\.(.*)\.${name}$`, "su").exec(key) ?? [];
    if (from !== "user" || base === undefined || prefix === "" || !address.startsWith(prefix)) continue;
    if (best === undefined || prefix.length > best.prefix.length) best = { base, prefix };
  }
  return best === undefined ? address : best.base + address.slice(best.prefix.length);
}
