import { joinPath } from "../../files/paths.ts";
import { readOrNothing } from "../../files/readOrNothing.ts";
import { outputText } from "../../git/repository/nulText.ts";
import type { ObjectId } from "../../git/repository/objectId.ts";
import { shortName, type RefName } from "../../git/repository/refName.ts";
import type { ForkContext } from "./forkContext.ts";

/** Bytes of a branch's log beyond which it is no branch that somebody made to look at a fork, and of the checkout's log. */
const largestLog = 256 * 1024;
const largestCheckoutLog = 8 * 1024 * 1024;

/** Branches made of each other that are followed back. */
const mostSteps = 4;

const created = /^branch: Created from (.+)$/u;
const movedTo = /^checkout: moving from (.+) to (.+)$/u;

/** What a branch, or a checkout on none, began at: as somebody named it, and the commit that was. */
interface Beginning {
  readonly name: string;
  readonly id: string;
}

/**
 * Whether a branch here, or a main checkout on none (`HEAD`), began at the fork's own branch, as git's logs say it: somebody looks at the work there
 * or goes on with it, and nothing was merged.
 *
 * @param own commits of the fork
 */
export async function isMadeOfFork(
  context: Pick<ForkContext, "fs" | "commonDirectory">,
  { branch, own }: { readonly branch: RefName; readonly own: ReadonlySet<ObjectId> },
  target: RefName | "HEAD",
): Promise<boolean> {
  const commits: ReadonlySet<string> = own;
  let ref: string = target;
  for (let step = 0; step < mostSteps; step += 1) {
    const beginning = await beginningOf(context, ref);
    if (beginning === undefined) return false;
    const { name, id } = beginning;
    if (isNameOf(branch, name) || (id.startsWith(name) && commits.has(id))) return true;
    const next = `refs/heads/${name.replace(/^(?:refs\/)?heads\//u, "")}`;
    if (next === ref) return false;
    ref = next;
  }
  return false;
}

async function beginningOf(
  { fs, commonDirectory }: Pick<ForkContext, "fs" | "commonDirectory">,
  ref: string,
): Promise<Beginning | undefined> {
  const entries = async (log: string, most: number): Promise<readonly Entry[]> =>
    parseLog((await readOrNothing(fs, joinPath(commonDirectory, "logs", log), most)) ?? new Uint8Array());
  if (ref === "HEAD") {
    const last = (await entries("HEAD", largestCheckoutLog)).findLast(({ message }) => movedTo.test(message));
    const name = movedTo.exec(last?.message ?? "")?.[2];
    return last === undefined || name === undefined ? undefined : { name, id: last.to };
  }
  if (!ref.startsWith("refs/heads/")) return undefined;
  const [first] = await entries(ref, largestLog);
  const name = created.exec(first?.message ?? "")?.[1];
  if (first === undefined || name === undefined) return undefined;
  if (name !== "HEAD") return { name: withoutSteps(name), id: first.to };
  const short = ref.slice("refs/heads/".length);
  const left = (await entries("HEAD", largestCheckoutLog)).find(
    ({ to, message }) => to === first.to && movedTo.exec(message)?.[2] === short,
  );
  const from = movedTo.exec(left?.message ?? "")?.[1];
  return from === undefined ? undefined : { name: from, id: first.to };
}

interface Entry {
  readonly to: string;
  readonly message: string;
}

function parseLog(log: Uint8Array): readonly Entry[] {
  return outputText(log)
    .split("\n")
    .flatMap((line) => {
      const tab = line.indexOf("\t");
      const [, to = ""] = line.slice(0, Math.max(tab, 0)).split(" ");
      return to === "" ? [] : [{ to, message: line.slice(tab + 1) }];
    });
}

/** `main~2` and `main@{1}` are of main. */
function withoutSteps(name: string): string {
  return name.replace(/(?:[~^]|@\{).*$/u, "");
}

/** Whether somebody may have called a branch, or what was pushed of it, so. */
function isNameOf(branch: RefName, name: string): boolean {
  const short = shortName(branch);
  const said = name.replace(/^(?:refs\/)?(?:heads|remotes)\//u, "");
  return said === short || said.replace(/^[^/]+\//u, "") === short;
}
