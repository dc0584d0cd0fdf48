import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { root } from "../run/paths.mjs";

/**
 * Builds what is shipped, minified, into a directory of its own, so that nobody's build is disturbed.
 *
 * @param only `wfs` alone; left out: everything
 */
export async function buildAsShipped(outdir: string, only?: "wfs"): Promise<void> {
  const part = only === undefined ? [] : [`--only=${only}`];
  const args = ["esbuild.config.mjs", "--production", ...part, `--outdir=${outdir}`];
  await promisify(execFile)(process.execPath, args, { cwd: root });
}
