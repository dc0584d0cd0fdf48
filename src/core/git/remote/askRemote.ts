import { say } from "../../base/text.ts";
import { GitError } from "../repository/gitError.ts";
import { outputText } from "../repository/nulText.ts";
import { isObjectId, type ObjectId } from "../repository/objectId.ts";
import { isRefName, type RefName } from "../repository/refName.ts";
import { boundedTime } from "./boundedTime.ts";
import type { NetworkGit } from "./networkGit.ts";

/** What a remote says about itself. */
export interface RemoteRefs {
  /** Those of the refs asked for that it has. */
  readonly refs: ReadonlyMap<RefName, ObjectId>;
  /** The branch its HEAD is on; `undefined`: it does not say. */
  readonly branch: RefName | undefined;
  /** Where that stands; `undefined`: the remote is empty. */
  readonly head: ObjectId | undefined;
}

const seconds = 30;

/**
 * Where refs of a remote stand now. Throws `GitError`: `unreachable`, `no-access`, `cut-off`, `cancelled`.
 */
export async function askRemote(
  network: NetworkGit,
  refs: readonly RefName[],
  signal?: AbortSignal,
): Promise<RemoteRefs> {
  const command = { verb: "ls-remote", options: ["--quiet", "--symref"], operands: ["HEAD", ...refs] } as const;
  const { stdout } = await boundedTime(seconds, signal, async (bounded) => network.run(command, { signal: bounded }));
  return parseRemoteRefs(outputText(stdout), refs, network.format === "sha1" ? 40 : 64);
}

/** `git ls-remote --symref`: `ref: <name> TAB HEAD`, then `<id> TAB <name>`; names that only end like one that was asked for are passed over. */
export function parseRemoteRefs(output: string, wanted: readonly RefName[], digits: number): RemoteRefs {
  const refs = new Map<RefName, ObjectId>();
  let branch: RefName | undefined;
  let head: ObjectId | undefined;
  for (const line of output.split("\n")) {
    const [left = "", name = ""] = line.split("\t");
    const symbolic = /^ref: (.+)$/u.exec(left)?.[1];
    if (symbolic !== undefined) {
      if (name === "HEAD" && isRefName(symbolic)) branch = symbolic;
      continue;
    }
    if (!isObjectId(left)) continue;
    if (left.length !== digits) {
      throw new GitError(
        "unreachable",
        say`The remote names its objects in another way (${left.length} digits) than this repository.`,
      );
    }
    if (name === "HEAD") head = left;
    else if (isRefName(name) && wanted.includes(name)) refs.set(name, left);
  }
  return { refs, branch, head };
}
