import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { runInServer } from "../../vscode/launch/runInServer.ts";
import type { ExtensionCopy } from "./extensionCopy.ts";

/**
 * Runs a probe in the extension host of a window of its own and gives what it wrote to `figures.json`. A probe is a file of this folder that exports
 * `run()` and finds the extension's id in `id.txt` beside its own bundle, and what it is told in `told.json`.
 *
 * @param directory an empty one, for the window's data
 */
export async function probeWindow(
  probe: string,
  {
    extension,
    opened,
    directory,
    told = {},
  }: {
    readonly extension: ExtensionCopy;
    readonly opened: string;
    readonly directory: string;
    readonly told?: unknown;
  },
): Promise<unknown> {
  const extensionTestsPath = join(directory, "probe.cjs");
  await build({
    entryPoints: [fileURLToPath(new URL(probe, import.meta.url))],
    outfile: extensionTestsPath,
    bundle: true,
    platform: "node",
    format: "cjs",
    external: ["vscode"],
  });
  await writeFile(join(directory, "id.txt"), extension.id);
  await writeFile(join(directory, "told.json"), JSON.stringify(told));
  const logFile = join(directory, "window.log");
  const code = await runInServer(
    {
      extensionDevelopmentPath: extension.directory,
      extensionTestsPath,
      opened,
      userDataDirectory: join(directory, "data"),
      extensionsDirectory: join(directory, "extensions"),
      workspaceTrust: false,
    },
    logFile,
  );
  if (code !== 0) throw new Error(`The window failed: ${await readFile(logFile, "utf8").catch(() => "no log")}`);
  return JSON.parse(await readFile(join(directory, "figures.json"), "utf8"));
}
