import { join } from "node:path";
import { createShop } from "../../support/projectFolder.ts";
import type { HostWorkspace } from "../hostWorkspace.ts";

/** A repository with three sessions, one of them active. */
export const workspace: HostWorkspace = {
  create: (directory) => createShop(join(directory, "shop")),
};
