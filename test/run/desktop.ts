import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { resolveCliArgsFromVSCodeExecutablePath } from "@vscode/test-electron";
import { downloadDesktop } from "../vscode/launch/desktop.ts";
import { startDirectory } from "./paths.mjs";
import { run } from "./processes.mjs";

const codeOnPath = (): string | undefined => {
  const name = process.platform === "win32" ? "code.cmd" : "code";
  return (process.env["PATH"] ?? "")
    .split(delimiter)
    .map((directory) => join(directory, name))
    .find((path) => existsSync(path));
};

/** The desktop of this machine with the user's own profile, or else a downloaded one with a profile apart. */
const desktopCommand = async (): Promise<readonly [string, readonly string[]]> => {
  const own = codeOnPath();
  if (own !== undefined) {
    return [own, []];
  }
  console.log("• There is no `code` on the PATH: downloading a desktop VS Code …");
  const executable = await downloadDesktop();
  const [command, ...args] = resolveCliArgsFromVSCodeExecutablePath(executable, { reuseMachineInstall: true });
  if (command === undefined) {
    throw new Error(`No command line was found for ${executable}.`);
  }
  const profile = ["user-data-dir", "extensions-dir"].map(
    (name) => `--${name}=${join(startDirectory, "desktop", name)}`,
  );
  return [command, [...args, ...profile]];
};

/**
 * Installs the packed extension into a desktop VS Code and opens the folder there.
 *
 * @throws when there is none and none can be downloaded, or when it refuses the package
 */
export const openDesktop = async (vsix: string, folder: string): Promise<void> => {
  const [command, args] = await desktopCommand();
  for (const action of [["--install-extension", vsix, "--force"], [folder]]) {
    const { code } = await run(command, [...args, ...action]);
    if (code !== 0) {
      throw new Error(`${command} ${action.join(" ")} ended with exit code ${code}.`);
    }
  }
};
