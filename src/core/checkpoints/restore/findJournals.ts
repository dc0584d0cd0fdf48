import { FileError } from "../../base/errors.ts";
import { outputText } from "../../git/repository/nulText.ts";
import { joinPath } from "../../files/paths.ts";
import type { FileSystem } from "../../base/ports.ts";
import { parseSessionId, type SessionId } from "../../sessions/model/sessionId.ts";

/** A million refs. */
const mostBytes = 128 * 1024 * 1024;
const packed = /^[0-9a-f]+ refs\/workflow\/([^/\n]+)\/restoring$/gmu;

/**
 * The sessions of which a journal stands (restoreJournal.ts), by git's own files: looks are many and journals rare, so git is started only where
 * there is one. `undefined`: the files do not tell (refs are kept in another way, or cannot be read), git has to be asked.
 */
export async function findJournals(fs: FileSystem, commonDirectory: string): Promise<readonly SessionId[] | undefined> {
  if (fs.kindNow(joinPath(commonDirectory, "reftable")) !== undefined) return undefined;
  const refs = joinPath(commonDirectory, "refs", "workflow");
  try {
    const [names, text] = await Promise.all([
      fs.names(refs),
      fs.read(joinPath(commonDirectory, "packed-refs"), mostBytes),
    ]);
    const loose = (names ?? []).filter((name) => fs.kindNow(joinPath(refs, name, "restoring")) === "file");
    const others = text === undefined ? [] : [...outputText(text).matchAll(packed)].map(([, name = ""]) => name);
    return [...new Set([...loose, ...others])].flatMap((name) => parseSessionId(name) ?? []).toSorted();
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}
