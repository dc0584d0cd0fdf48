import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createRepository, createShop, writeSessions } from "../../support/projectFolder.ts";
import type { HostWorkspace } from "../hostWorkspace.ts";

/** A `.code-workspace` with two repositories that have sessions of their own, the second ones below the top of theirs. */
export const workspace: HostWorkspace = {
  create: async (directory) => {
    await createShop(join(directory, "shop"));
    const backend = join(await createRepository(join(directory, "server")), "backend");
    await mkdir(backend);
    await writeSessions(backend, [{ id: "WFS-queue", project: "Message queue" }], "WFS-queue");
    const file = join(directory, "both.code-workspace");
    await writeFile(file, JSON.stringify({ folders: [{ path: "shop" }, { path: "server/backend" }] }));
    return file;
  },
};
