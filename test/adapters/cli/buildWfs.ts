import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** A directory laid out like the installed extension: `dist/wfs.mjs`, `media/bin/wfs`. */
    readonly wfsPackage: string;
  }
}

/** Builds `wfs` once for all suites, as it is shipped, beside `dist` so that nobody's build is disturbed. */
export function setup(project: TestProject): () => void {
  const root = fileURLToPath(new URL("../../..", import.meta.url));
  const directory = mkdtempSync(join(tmpdir(), "wfs-package-"));
  execFileSync(
    process.execPath,
    ["esbuild.config.mjs", "--production", "--only=wfs", `--outdir=${join(directory, "dist")}`],
    {
      cwd: root,
    },
  );
  cpSync(join(root, "media", "bin"), join(directory, "media", "bin"), { recursive: true });
  chmodSync(directory, 0o755); // one test runs wfs as another user
  project.provide("wfsPackage", directory);
  return () => {
    rmSync(directory, { recursive: true, force: true });
  };
}
