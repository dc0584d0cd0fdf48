import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createRepository, createShop, writeSessions } from "../../support/projectFolder.ts";
import type { HostWorkspace } from "../hostWorkspace.ts";

/** A `.code-workspace` with two repositories that have sessions of their own. */
export const workspace: HostWorkspace = {
  create: async (directory) => {
    await createShop(join(directory, "shop"));
    const backend = await createRepository(join(directory, "backend"));
    await writeSessions(backend, [{ id: "WFS-queue", project: "Message queue" }], "WFS-queue");
    const file = join(directory, "both.code-workspace");
    await writeFile(file, JSON.stringify({ folders: [{ path: "shop" }, { path: "backend" }] }));
    return file;
  },
};
