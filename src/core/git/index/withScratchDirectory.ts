import { joinPath } from "../../files/paths.ts";
import { removeAbandoned, scratchDirectory, type PrivateIndexContext } from "./privateIndex.ts";

/**
 * An empty directory inside the work tree's own git directory, or for a plain one among the system's temporary files where those are known, gone afterwards
 * with all that is in it.
 */
export async function withScratchDirectory<T>(
  context: PrivateIndexContext,
  kind: "objects" | "files" | "plain",
  work: (directory: string) => Promise<T>,
): Promise<T> {
  const { clock, fs, random } = context;
  const temporary = kind === "plain" ? context.temporary : undefined;
  const parent = temporary ?? scratchDirectory(context);
  if (temporary === undefined) {
    await fs.makeDirectory(parent);
    await removeAbandoned(context, (await fs.names(parent)) ?? []);
  }
  const own = `${kind}-${Math.floor(clock.now())}-${random.name(8)}`;
  const directory = joinPath(parent, temporary === undefined ? own : `workflow-sessions-${own}`);
  const isMade = await fs.makeDirectory(directory, { own: temporary !== undefined });
  // Others can write there: what one of them has made is theirs.
  if (!isMade && temporary !== undefined) return withScratchDirectory(context, kind, work);
  try {
    return await work(directory);
  } finally {
    await fs.removeTree(directory);
  }
}
