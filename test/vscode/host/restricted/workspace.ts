import { join } from "node:path";
import { createShop } from "../../support/projectFolder.ts";
import type { HostWorkspace } from "../hostWorkspace.ts";

/** The repository of the suite `trusted`, opened in Restricted Mode. */
export const workspace: HostWorkspace = {
  restricted: true,
  create: (directory) => createShop(join(directory, "shop")),
};
