import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { HostWorkspace } from "../hostWorkspace.ts";

/** A folder with nothing in it: no git, no `.workflow`. */
export const workspace: HostWorkspace = {
  create: async (directory) => {
    const folder = join(directory, "empty");
    await mkdir(folder);
    return folder;
  },
};
