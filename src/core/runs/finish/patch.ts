import { visibleText } from "../../base/visibleText.ts";
import { encodeText } from "../../files/jsonBytes.ts";
import { joinPath } from "../../files/paths.ts";
import type { PrivateIndexContext } from "../../git/index/privateIndex.ts";
import { withPlainDirectory } from "../../git/index/withPlainDirectory.ts";
import { diffAlgorithm, diffFiles } from "../../git/objects/changedFiles.ts";
import type { ObjectId } from "../../git/repository/objectId.ts";
import type { Repository } from "../../git/repository/repository.ts";

/** Bytes of the longest patch that is kept. */
const longestPatch = 50 * 1024 * 1024;

/** Files of a patch that is too long that are named. */
const mostNamed = 10_000;

export interface Patch {
  readonly bytes: Uint8Array;
  /** False: the patch is too long, and these are its statistics. */
  readonly whole: boolean;
}

/** The whole of a patch, for `git apply`: every blob named in full, binary files as git's own binary patch. */
const command = ["diff-tree", "-r", "-p", "--binary", "--full-index", "--no-renames", "--no-color", "--no-ext-diff"];

/**
 * What changes from one commit to another, which `git apply` makes of the first what the second has. Made where no configuration, attribute or driver of anybody counts, so the same two commits
 * always have the same one.
 * @param most bytes of the longest that is answered whole
 */
export async function makePatch(
  context: PrivateIndexContext,
  from: ObjectId,
  to: ObjectId,
  { most = longestPatch, signal }: { readonly most?: number; readonly signal?: AbortSignal | undefined } = {},
): Promise<Patch> {
  if (from === to) return { bytes: new Uint8Array(), whole: true };
  return withPlainDirectory(context, async (plain) => {
    // Into a file, because it may be longer than memory has room for.
    const file = joinPath(plain.paths.gitDir, "patch");
    const options = ["--no-textconv", diffAlgorithm, "--ignore-submodules=none", `--output=${file}`];
    await plain.read([...command, ...options, from, to, "--"], { signal });
    const size = (await context.fs.lstat(file))?.size ?? 0;
    if (size > most) return { bytes: await statistics(plain, from, to, size, signal), whole: false };
    return { bytes: (await context.fs.read(file, most)) ?? new Uint8Array(), whole: true };
  });
}

async function statistics(
  plain: Repository,
  from: ObjectId,
  to: ObjectId,
  size: number,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const files = await diffFiles(plain, from, to, signal);
  const rows = files
    .slice(0, mostNamed)
    .map(({ path, added, removed }) => `${added ?? "-"}\t${removed ?? "-"}\t${visibleText(path)}\n`);
  const more = files.length > mostNamed ? `# and ${files.length - mostNamed} more\n` : "";
  return encodeText(
    `# As a patch these changes are ${size} bytes, which is too long to be kept: “git diff --binary ${from} ${to}” makes it.\n# Lines added and removed, and the file:\n${rows.join("")}${more}`,
  );
}
