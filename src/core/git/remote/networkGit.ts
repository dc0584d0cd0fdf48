import type { GitResult, GitSetting } from "../../base/ports.ts";
import { verbatim } from "../../base/text.ts";
import { foreignWords, withoutSecrets } from "../../redaction/foreignWords.ts";
import type { ConfigurationEntry } from "../config/configuration.ts";
import { GitError, isGitError } from "../repository/gitError.ts";
import type { ObjectFormat } from "../repository/objectId.ts";
import type { CommandOptions, Repository } from "../repository/repository.ts";
import { quietSsh } from "./openSsh.ts";
import { isLocalAddress, protocols } from "./remoteAddress.ts";

/** What of the person's own configuration git needs on the way to a server. What leads to another one (`url`, `remote`, `push`) is none of it. */
const needed = /^(?:core\.sshcommand|ssh\.variant|(?:credential|http)\.(?:.*\.)?[a-z0-9]+)$/su;
/** Said by us for every server; for a single one the person's would win. */
const ours = /^(?:credential|http)\.(?:.*\.)?(?:interactive|followredirects|lowspeedlimit|lowspeedtime)$/su;

/** Seconds without a byte after which a connection is ended; of a push, whose server may be at its hooks, more. */
const silence = { push: 600, other: 60 } as const;

const variables = {
  GIT_ALLOW_PROTOCOL: protocols.join(":"),
  GIT_TERMINAL_PROMPT: "0",
  GIT_NO_REPLACE_OBJECTS: "1",
  GIT_NO_LAZY_FETCH: "1",
  GIT_ATTR_NOSYSTEM: "1",
  GCM_INTERACTIVE: "never",
  SSH_ASKPASS_REQUIRE: "never",
} as const;

/** What talks to another machine. */
export interface NetworkCommand {
  readonly verb: "ls-remote" | "fetch" | "push";
  readonly options: readonly string[];
  /** Behind the address. */
  readonly operands: readonly string[];
}

/** A bare git directory made for one command, which has nothing of anybody's configuration. */
export interface FreshDirectory {
  readonly gitDir: string;
  /** Where its objects are. */
  readonly objects: string;
}

/** Lets something be done in a fresh directory, which is gone afterwards. */
export type InFreshDirectory = <T>(
  needs: { readonly refs: boolean },
  work: (directory: FreshDirectory) => Promise<T>,
) => Promise<T>;

/**
 * Git on the way to one address and to no other: in a directory made for each command, with what the person's own configuration says of signing in,
 * proxies and certificates, as it holds in their repository, and with nothing else of any configuration; over few protocols, and without any question,
 * because nobody may be there to answer it.
 */
export class NetworkGit {
  readonly address: string;
  readonly #repository: Repository;
  readonly #entries: readonly ConfigurationEntry[];
  readonly #inFreshDirectory: InFreshDirectory;

  /**
   * @param repository the person's, whose git it is
   * @param entries its configuration
   */
  constructor(
    address: string,
    repository: Repository,
    entries: readonly ConfigurationEntry[],
    inFreshDirectory: InFreshDirectory,
  ) {
    this.address = address;
    this.#repository = repository;
    this.#entries = entries;
    this.#inFreshDirectory = inFreshDirectory;
  }

  get format(): ObjectFormat {
    return this.#repository.paths.format;
  }

  /** Runs it; exit code 1 of a push is an answer. `settings`: besides (`key=value`). */
  async run(
    { verb, options, operands }: NetworkCommand,
    { settings = [], ...rest }: CommandOptions & { readonly settings?: readonly string[] } = {},
  ): Promise<GitResult> {
    const program = verb === "push" ? "receive-pack" : "upload-pack";
    // What runs in a repository on this machine has the configuration of the person, as with any push.
    const there = isLocalAddress(this.address)
      ? [`--${program}=unset GIT_CONFIG_GLOBAL GIT_CONFIG_NOSYSTEM; git-${program}`]
      : [];
    const args = [verb, ...options, ...there, "--", this.address, ...operands];
    const own = networkSettings(this.#entries, silence[verb === "push" ? "push" : "other"]);
    try {
      return await this.#inFreshDirectory({ refs: verb === "fetch" }, async ({ gitDir, objects }) =>
        // Not as a write, which would hold up those of the person's repository for as long as the line takes.
        this.#repository
          .bare(gitDir, settings, variables)
          .withObjects(objects)
          .onNetwork(own)
          .answer(args, verb === "push" ? [1] : [], rest),
      );
    } catch (error) {
      throw isGitError(error) && error.exitCode !== undefined ? await plainWords(error) : error;
    }
  }
}

/** The same, with what the server has said as it may be shown and written. */
async function plainWords({ reason, text, exitCode, stderr }: GitError): Promise<GitError> {
  const words = verbatim(await foreignWords(String(text)));
  return new GitError(reason, words, {
    ...(exitCode === undefined ? {} : { exitCode }),
    stderr: await withoutSecrets(stderr),
  });
}

function networkSettings(entries: readonly ConfigurationEntry[], seconds: number): readonly GitSetting[] {
  const own = entries.filter(({ key, from }) => from === "user" && needed.test(key) && !ours.test(key));
  return [
    ["core.sshCommand", quietSsh("ssh")],
    ...own.map(({ key, value }) => [key, key === "core.sshcommand" ? quietSsh(value) : value] as const),
    ["credential.interactive", "false"],
    ["http.followRedirects", "false"],
    ["http.lowSpeedLimit", "1"],
    ["http.lowSpeedTime", String(seconds)],
    ["transfer.credentialsInUrl", "die"],
    ["protocol.version", "2"],
    ["core.logAllRefUpdates", "false"],
  ];
}
