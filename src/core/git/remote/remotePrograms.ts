import { isTrue, wordsOf, type ConfigurationEntry } from "../config/configuration.ts";
import type { NamedProgram } from "../config/checkoutAudit.ts";

/** What of the configuration names a program, or another server, for the way to a remote. */
const programs =
  /^(?:core\.(?:sshcommand|gitproxy|askpass)|credential\.(?:.+\.)?helper|http\.(?:.+\.)?(?:proxy|curloptresolve)|url\..+\.(?:push)?insteadof)$/su;
/** Of these only the person's own are used; a proxy of git's own protocol never is. */
const neverUsed = /^core\.(?:gitproxy|askpass)$/u;

/**
 * What the configuration names for the way to a remote, the repository's first: of that nothing is used, whatever it says, and of the person's own what
 * git needs without a terminal (networkGit.ts).
 *
 * @param address remoteAddress.ts
 * @param hooks: names of the files in the directory of hooks.
 */
export function remotePrograms(
  entries: readonly ConfigurationEntry[],
  { remote, address }: { readonly remote: string; readonly address: string },
  hooks: readonly string[],
): readonly NamedProgram[] {
  const own = new RegExp(
    String.raw`^remote\.${remote.replaceAll(/[.]/gu, String.raw`\.`)}\.(?:vcs|receivepack|uploadpack|proxy)$`,
    "u",
  );
  const named = new Map<string, NamedProgram>();
  for (const { key, value, from } of entries) {
    if (value.trim() === "" || !(programs.test(key) || own.test(key))) continue;
    // Of the person's own only what may be for this address; what else they have is nobody's business here.
    if (from === "user" && !mayBeFor(key, address)) continue;
    const runs = from === "user" && !neverUsed.test(key) && !own.test(key);
    named.set(`${from} ${key} ${value}`, { key, value, from, runs });
  }
  if (hooks.includes("pre-push") || wordsOf(entries).has("core.hookspath")) {
    named.set("hook", { key: "hook pre-push", value: "pre-push", from: "repository", runs: false });
  }
  if (isTrue(wordsOf(entries).get("push.gpgsign"))) {
    named.set("sign", { key: "push.gpgsign", value: "true", from: "user", runs: false });
  }
  return [...named.values()].toSorted((a, b) => rank(a) - rank(b));
}

/** Whether git may take it for this address; all that is not plainly for another server. */
function mayBeFor(key: string, address: string): boolean {
  const [, section, server = ""] = /^(credential|http|url)\.(.+)\.\w+$/su.exec(key) ?? [];
  if (section === undefined) return true;
  if (section === "url") return address.startsWith(server);
  const [, scheme = "", host = ""] =
    /^([a-z][a-z0-9+.-]*):\/\/(?:[^@/]*@)?([a-z0-9_.*-]+)(?::\d+)?(?:\/|$)/iu.exec(server) ?? [];
  const [, ownScheme = "", ownHost = ""] =
    /^([a-z][a-z0-9+.-]*):\/\/(?:[^@/]*@)?([a-z0-9_.-]+)(?::\d+)?(?:\/|$)/iu.exec(address) ?? [];
  if (host === "" || ownHost === "") return true;
  const labels = host.toLowerCase().split(".");
  const own = ownHost.toLowerCase().split(".");
  const isHost = labels.length === own.length && labels.every((label, at) => label === "*" || label === own[at]);
  // A star beside other characters: nobody need know what that is taken for.
  return (
    (isHost || labels.some((label) => label.length > 1 && label.includes("*"))) &&
    scheme.toLowerCase() === ownScheme.toLowerCase()
  );
}

function rank({ from }: NamedProgram): number {
  return from === "repository" ? 0 : 1;
}
