import { join } from "node:path";
import { createRepository, writeSessions } from "../../support/projectFolder.ts";
import type { HostWorkspace } from "../hostWorkspace.ts";

/** A repository with 10,000 sessions, the first of them active. */
export const workspace: HostWorkspace = {
  create: async (directory) => {
    const folder = await createRepository(join(directory, "many"));
    const sessions = Array.from({ length: 10_000 }, (_, number) => ({ id: `WFS-s${String(number).padStart(5, "0")}` }));
    await writeSessions(folder, sessions, "WFS-s00000");
    return folder;
  },
};
