import { readOrNothing } from "../../files/readOrNothing.ts";
import type { FileSystem } from "../../base/ports.ts";
import { nulFields, outputText } from "../repository/nulText.ts";
import { isObjectId } from "../repository/objectId.ts";
import { isRefName, type RefName } from "../repository/refName.ts";
import type { Head, Repository } from "../repository/repository.ts";

/** A symbolic ref is one line. */
const mostBytes = 4096;

type Files = Pick<FileSystem, "read">;

/** The branch that the file of HEAD names; `undefined`: HEAD is detached, or kept in a way that only git reads. */
export async function branchOfHead(repository: Repository, fs: Files): Promise<RefName | undefined> {
  const bytes = await readOrNothing(fs, repository.ownFile("HEAD"), mostBytes);
  const name = /^ref:\s*(\S+)\s*$/u.exec(outputText(bytes ?? new Uint8Array()))?.[1];
  return name !== undefined && isRefName(name) ? name : undefined;
}

/** HEAD now, as `Repository.head` has it, by one process: the file says the branch, and git where that stands. */
export async function readHead(repository: Repository, fs: Files, signal?: AbortSignal): Promise<Head> {
  const branch = await branchOfHead(repository, fs);
  if (branch === undefined) return repository.head(signal);
  const format = "--format=%(objectname)%00%(symref)%00%(refname)%00";
  const [id, symbolic, name] = nulFields(await repository.read(["for-each-ref", format, branch], { signal }));
  // Without a commit yet, where a branch below it may be listed in its place, or a name for another branch.
  const isItself = name?.text === branch && symbolic?.text === "";
  if (id === undefined || !isObjectId(id.text) || !isItself) return repository.head(signal);
  return { branch, commit: id.text };
}
