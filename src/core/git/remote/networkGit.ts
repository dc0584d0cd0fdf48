import type { ConfigurationEntry } from "../config/configuration.ts";
import { ownTransport } from "../config/fetching.ts";
import type { Repository } from "../repository/repository.ts";
import { protocols } from "./remoteAddress.ts";

/** What makes a push do more than it says, wherever the person's own configuration asks for it. */
const nothingElse: readonly string[] = [
  "push.followTags=false",
  "push.gpgSign=false",
  "push.recurseSubmodules=no",
  "push.useForceIfIncludes=false",
  "push.pushOption=",
  "transfer.credentialsInUrl=die",
  "protocol.version=2",
  "core.logAllRefUpdates=false",
  "http.followRedirects=false",
  "fetch.prune=false",
  "fetch.recurseSubmodules=false",
];

/**
 * Git in a bare directory of ours, on the way to another machine: with the person's own configuration, ssh and credential helpers, with nothing of
 * the repository they work in, over few protocols, and without any question, because nobody may be there to answer it.
 *
 * @param repository the person's, whose git it is
 * @param entries its configuration
 * @param directory the bare one
 */
export function networkGit(
  repository: Repository,
  entries: readonly ConfigurationEntry[],
  directory: string,
): Repository {
  return repository.bare(directory, [...nothingElse, ...ownTransport(entries).map(quiet)], {
    GIT_ALLOW_PROTOCOL: protocols.join(":"),
    GIT_TERMINAL_PROMPT: "0",
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_NO_LAZY_FETCH: "1",
    GCM_INTERACTIVE: "never",
    SSH_ASKPASS_REQUIRE: "never",
  });
}

/** OpenSSH without questions; another program is started as it is, and has no terminal. */
function quiet(setting: string): string {
  const [, program] =
    /^core\.sshCommand=(?:"([^"]+)"|(\S+))/u.exec(setting)?.filter((part) => part !== undefined) ?? [];
  const isOpenSsh = program !== undefined && /^ssh(?:\.exe)?$/iu.test(program.split(/[\\/]/u).at(-1) ?? "");
  return isOpenSsh ? `${setting} -o BatchMode=yes` : setting;
}
