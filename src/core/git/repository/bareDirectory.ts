import type { FileSystem } from "../../base/ports.ts";
import { joinPath } from "../../files/paths.ts";
import type { ObjectFormat } from "./objectId.ts";

/**
 * Makes an existing empty directory a bare git directory without anything: no configuration but what git must be told of it, no hooks, attributes,
 * refs, objects or grafts.
 */
export async function makeBareDirectory(
  fs: Pick<FileSystem, "makeDirectory" | "createExclusive">,
  directory: string,
  format: ObjectFormat,
): Promise<void> {
  const version = `[core]\n\trepositoryformatversion = ${format === "sha1" ? 0 : 1}\n\tbare = true\n`;
  const config = format === "sha1" ? version : `${version}[extensions]\n\tobjectformat = ${format}\n`;
  for (const part of ["refs", "objects", "objects/info"]) await fs.makeDirectory(joinPath(directory, part));
  for (const [name, text] of [
    ["HEAD", "ref: refs/heads/none\n"],
    ["config", config],
  ] as const) {
    await fs.createExclusive(joinPath(directory, name), new TextEncoder().encode(text));
  }
}
