import { joinPath } from "../../files/paths.ts";
import { removeAbandoned, scratchDirectory, type PrivateIndexContext } from "./privateIndex.ts";

/** An empty directory inside the work tree's own git directory, gone afterwards with all that is in it. */
export async function withScratchDirectory<T>(
  context: PrivateIndexContext,
  kind: "objects" | "files" | "plain",
  work: (directory: string) => Promise<T>,
): Promise<T> {
  const { clock, fs, random } = context;
  const parent = scratchDirectory(context);
  await fs.makeDirectory(parent);
  await removeAbandoned(context, (await fs.names(parent)) ?? []);
  const directory = joinPath(parent, `${kind}-${Math.floor(clock.now())}-${random.name(8)}`);
  try {
    await fs.makeDirectory(directory);
    return await work(directory);
  } finally {
    await fs.removeTree(directory);
  }
}
