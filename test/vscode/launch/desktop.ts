import { downloadAndUnzipVSCode } from "@vscode/test-electron";

/**
 * Downloads the newest desktop VS Code, or takes the one downloaded before.
 *
 * @returns its executable
 * @throws with what to do instead when the download cannot be had
 */
export const downloadDesktop = async (): Promise<string> => {
  try {
    return await downloadAndUnzipVSCode("stable");
  } catch (error) {
    throw new Error(
      `The desktop VS Code could not be downloaded (${error instanceof Error ? error.message : String(error)}). ` +
        "Repeat the command with `-- --server`: that needs the npm registry only.",
      { cause: error },
    );
  }
};
