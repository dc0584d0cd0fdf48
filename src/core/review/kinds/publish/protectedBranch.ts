import * as z from "zod/mini";
import { WorkflowError } from "../../../base/errors.ts";
import type { FileSystem, Programs } from "../../../base/ports.ts";
import { readConfiguration, type ConfigurationEntry } from "../../../git/config/configuration.ts";
import { branchOfHead } from "../../../git/refs/readHead.ts";
import { remoteAddress } from "../../../git/remote/remoteAddress.ts";
import { isRemoteName } from "../../../git/remote/remoteName.ts";
import { isRefName, shortName, type RefName } from "../../../git/repository/refName.ts";
import type { Repository } from "../../../git/repository/repository.ts";
import type { Publishing } from "../common/publishing.ts";
import { forgeOf } from "./forge.ts";
import { pullRequestProgram } from "./pullRequests.ts";

/** A branch of a remote, by the remote's name. */
export interface RemoteBranch {
  readonly remote: string;
  readonly ref: RefName;
}

/** Where a branch here goes when it is pushed: its upstream, else the branch of its name at origin, as the configuration says. */
function upstreamOf(entries: readonly ConfigurationEntry[], branch: RefName): RemoteBranch {
  const own = (name: string): string | undefined =>
    entries.findLast(({ key }) => key === `branch.${shortName(branch)}.${name}`)?.value;
  const [remote, ref] = [own("remote"), own("merge")];
  if (remote !== undefined && isRemoteName(remote) && ref !== undefined && isRefName(ref)) return { remote, ref };
  return { remote: "origin", ref: branch };
}

/** What is asked about the branch the main checkout is on. */
export interface ProtectedLook {
  /** The main checkout's. */
  readonly repository: Repository;
  readonly fs: Pick<FileSystem, "read">;
  readonly publishing: Publishing;
  /** Its shared git directory, canonical. */
  readonly directory: string;
}

/**
 * Where the branch the main checkout is on goes, if nobody pushes there directly, as far as that is known: the remote has said so to a push, or its host
 * says so, which is asked only where the remote is turned on. `undefined`: it is not, or not known.
 */
export async function protectedUpstream({
  repository,
  fs,
  publishing,
  directory,
}: ProtectedLook): Promise<RemoteBranch | undefined> {
  const branch = await branchOfHead(repository, fs);
  if (branch === undefined) return undefined;
  const entries = await readConfiguration(repository);
  const upstream = upstreamOf(entries, branch);
  const address = addressOf(entries, upstream.remote);
  if (address === undefined) return undefined;
  const { protectedRefs, programs, turnedOn } = publishing;
  if (protectedRefs.has(address, upstream.ref)) return upstream;
  const mayAsk = turnedOn(directory).includes(address);
  return mayAsk && (await isProtectedBranch(programs, address, upstream.ref)) === true ? upstream : undefined;
}

/** `undefined`: there is no such remote, or none that is used here. */
function addressOf(entries: readonly ConfigurationEntry[], remote: string): string | undefined {
  try {
    return remoteAddress(entries, remote);
  } catch (error) {
    if (error instanceof WorkflowError) return undefined;
    throw error;
  }
}

/** Somebody waits for the answer before they are asked how their work is to go home. */
const milliseconds = 2000;

const answer = z.object({ protected: z.boolean() });

/** Whether the host of the remote lets nobody push to the branch directly, by the person's own program; `undefined`: it cannot tell. Uses the network. */
async function isProtectedBranch(programs: Programs, address: string, ref: RefName): Promise<boolean | undefined> {
  const forge = forgeOf(address);
  const by = pullRequestProgram(programs, address);
  if (forge === undefined || by === "link") return undefined;
  const branch = encodeURIComponent(shortName(ref));
  const endpoint =
    by === "gh"
      ? `repos/${forge.path}/branches/${branch}`
      : `projects/${encodeURIComponent(forge.path)}/repository/branches/${branch}`;
  const signal = AbortSignal.timeout(milliseconds);
  const ended = await programs.run(by, ["api", endpoint, "--hostname", forge.host], { signal });
  if (ended?.exitCode !== 0) return undefined;
  try {
    return answer.parse(JSON.parse(ended.stdout)).protected;
  } catch {
    return undefined;
  }
}
