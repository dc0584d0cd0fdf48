import { FileError } from "../base/errors.ts";
import type { FileSystem } from "../base/ports.ts";
import { joinPath } from "../files/paths.ts";
import { packedRefs } from "../git/refs/packedRefs.ts";
import { parseSessionId, type SessionId } from "../sessions/model/sessionId.ts";
import { branchPrefix, sessionOfBranch } from "../sessions/model/sessionBranch.ts";

const packedRef = /^[0-9a-f]+ (refs\/(?:heads\/session|workflow)\/\S+)$/gmu;
const privatePrefix = "refs/workflow/";

/**
 * Private refs that say that there was a session: its checkpoints, and what undoes its restores. What a removal on purpose has left (`removed-head`
 * and the like), and what was pruned, says nothing of the kind.
 */
const folders = ["checkpoints", "pins", "undo", "redo"] as const;
const journal = "restoring";

/**
 * Branches of forks and private refs of the sessions that are wanted, by git's own files: looks are many, so no process is started. `undefined`: the
 * files do not tell (refs are kept in another way, or cannot be read), git has to be asked.
 */
export async function refsOfSessions(
  fs: FileSystem,
  commonDirectory: string,
  isWanted: (id: SessionId) => boolean,
): Promise<readonly string[] | undefined> {
  const known = new Map<string, boolean>();
  const wanted = (name: string): boolean => {
    const id = parseSessionId(name);
    const answer = known.get(name) ?? (id !== undefined && isWanted(id));
    known.set(name, answer);
    return answer;
  };
  try {
    const found: string[] = [];
    for (const name of (await fs.names(joinPath(commonDirectory, branchPrefix.slice(0, -1)))) ?? [])
      if (wanted(name)) found.push(branchPrefix + name);
    for (const name of (await fs.names(joinPath(commonDirectory, privatePrefix.slice(0, -1)))) ?? [])
      if (wanted(name)) found.push(...(await looseOf(fs, commonDirectory, privatePrefix + name)));
    const packed = await packedRefs(fs, commonDirectory);
    if (packed === undefined) return undefined;
    for (const [, ref = ""] of packed.matchAll(packedRef)) {
      if (wanted(sessionOfRef(ref) ?? "")) found.push(ref);
    }
    return [...new Set(found)];
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}

/** The session that a ref says there was; `undefined`: it says nothing of the kind. */
export function sessionOfRef(ref: string): SessionId | undefined {
  if (!ref.startsWith(privatePrefix)) return sessionOfBranch(ref);
  const [name = "", kind = "", ...rest] = ref.slice(privatePrefix.length).split("/");
  const says = rest.length === 0 ? kind === journal : folders.some((folder) => folder === kind);
  return says ? parseSessionId(name) : undefined;
}

async function looseOf(fs: FileSystem, commonDirectory: string, prefix: string): Promise<readonly string[]> {
  const found: string[] = [];
  if (fs.kindNow(joinPath(commonDirectory, prefix, journal)) === "file") found.push(`${prefix}/${journal}`);
  for (const folder of folders) {
    const names = (await fs.names(joinPath(commonDirectory, prefix, folder))) ?? [];
    found.push(...names.filter((name) => !name.endsWith(".lock")).map((name) => `${prefix}/${folder}/${name}`));
  }
  return found;
}
