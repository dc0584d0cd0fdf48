import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { node24, root } from "../../run/paths.mjs";

/** Builds the review page as it is shipped into a directory of its own, so that nobody's build is disturbed; where its files are. */
export async function buildPage(directory: string): Promise<string> {
  const build = ["esbuild.config.mjs", "--production", "--only=webview", `--outdir=${directory}`];
  await promisify(execFile)(node24, build, { cwd: root });
  return join(directory, "webview");
}
