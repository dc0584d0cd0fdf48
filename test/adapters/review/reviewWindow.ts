import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Ed25519Signer, type SecretStore } from "../../../src/adapters/ed25519Signer.ts";
import { NodeCryptography } from "../../../src/adapters/nodeCryptography.ts";
import { openGate, type OpenedGate, type OpenGateOptions } from "../../../src/adapters/open/openGate.ts";
import { openGitFeatures } from "../../../src/adapters/open/openGitFeatures.ts";
import { ReviewerHome } from "../../../src/adapters/reviewerHome.ts";
import { SystemClock } from "../../../src/adapters/systemClock.ts";
import { SystemRandom } from "../../../src/adapters/systemRandom.ts";
import type { Clock, FileSystem, Git, Logger } from "../../../src/core/base/ports.ts";
import { Voices } from "../../../src/core/annotations/voices.ts";
import { headInFile } from "../../../src/core/audit/auditHead.ts";
import { SessionService } from "../../../src/core/sessions/sessionService.ts";
import { MemoryLogger } from "../../support/fakes/memoryLogger.ts";

/** A secret storage in a file, so that several processes share one reviewer. */
function secretsIn(path: string): SecretStore {
  return {
    get: async () => Promise.resolve(existsSync(path) ? readFileSync(path, "utf8") : undefined),
    store: async (text) => Promise.resolve(writeFileSync(path, text)),
  };
}

/** The reviewer's own things, beside a scene's repository: the same for all its windows and processes. */
export function reviewerOf(
  root: string,
  fs: FileSystem,
): Pick<OpenGateOptions, "vaultDirectory" | "secrets" | "auditHead" | "seals"> & { readonly home: ReviewerHome } {
  const beside = dirname(root);
  const secrets = secretsIn(join(beside, "secret"));
  const home = new ReviewerHome(fs, join(beside, "home"));
  const voices = new Voices({
    workspace: root,
    cryptography: () => Promise.resolve(new NodeCryptography()),
    logger: new MemoryLogger(),
    keys: async () => await home.keys(),
    signer: () => Promise.resolve(new Ed25519Signer(secrets, home)),
  });
  return {
    vaultDirectory: join(beside, "vaults"),
    secrets,
    home,
    seals: () => Promise.resolve(voices),
    auditHead: { ...headInFile(fs, join(beside, "window.json")), name: "the window" },
  };
}

export interface WindowParts {
  readonly fs: FileSystem;
  readonly git: Git;
  readonly clock?: Clock;
  readonly logger?: Logger;
  /** Addresses of remotes that the person has turned on. */
  readonly remotes?: readonly string[];
}

/** A window of the reviewer that shares nothing with others but files. */
export async function openWindow(
  root: string,
  { fs, git, clock, logger, remotes = [] }: WindowParts,
): Promise<OpenedGate> {
  const parts = {
    root,
    fs,
    git,
    clock: clock ?? new SystemClock(),
    random: new SystemRandom(),
    logger: logger ?? new MemoryLogger(),
  };
  const sessions = new SessionService(parts);
  const gitFeatures = openGitFeatures({ ...parts, sessions });
  return openGate({
    ...parts,
    ...reviewerOf(root, fs),
    sessions,
    events: { note: async () => Promise.resolve() },
    gitFeatures: async () => Promise.resolve(gitFeatures),
    vaultGit: git,
    policy: () => ({ maxAgeMinutes: 0, requirePassedChecks: false }),
    turnedOnRemotes: () => remotes,
  });
}
