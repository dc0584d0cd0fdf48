import { chmodSync, cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { root } from "../../run/paths.mjs";
import { buildAsShipped } from "../../support/buildAsShipped.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** A directory laid out like the installed extension: `dist/wfs.mjs`, `media/bin/wfs`. */
    readonly wfsPackage: string;
  }
}

/** Builds `wfs` once for all suites, as it is shipped, beside `dist` so that nobody's build is disturbed. */
export async function setup(project: TestProject): Promise<() => void> {
  const directory = mkdtempSync(join(tmpdir(), "wfs-package-"));
  await buildAsShipped(join(directory, "dist"), "wfs");
  cpSync(join(root, "media", "bin"), join(directory, "media", "bin"), { recursive: true });
  chmodSync(directory, 0o755); // one test runs wfs as another user
  project.provide("wfsPackage", directory);
  return () => {
    rmSync(directory, { recursive: true, force: true });
  };
}
