import { resolve } from "node:path";
import { parseArgs } from "node:util";

/** What a run of an extension host suite needs of the desktop's command line; everything else is for Electron and ignored. */
export interface DesktopArguments {
  readonly extensionDevelopmentPath: string;
  readonly extensionTestsPath: string;
  /** A folder, a `.code-workspace` file, or nothing for an empty window. */
  readonly opened: string | undefined;
  readonly userDataDirectory: string | undefined;
  readonly extensionsDirectory: string | undefined;
  readonly workspaceTrust: boolean;
}

/** Given beside `--disable-workspace-trust` (which `runTests` always passes) it wins: the folder opens in Restricted Mode. */
export const enableWorkspaceTrust = "--enable-workspace-trust";

/**
 * Reads the arguments that `@vscode/test-electron` gives to a VS Code.
 *
 * @throws when one of the two extension paths is missing
 */
export const parseDesktopArguments = (args: readonly string[]): DesktopArguments => {
  const { values, positionals } = parseArgs({ args: [...args], strict: false, allowPositionals: true });
  const text = (name: string): string | undefined => {
    const value = values[name];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const extensionDevelopmentPath = text("extensionDevelopmentPath");
  const extensionTestsPath = text("extensionTestsPath");
  if (extensionDevelopmentPath === undefined || extensionTestsPath === undefined) {
    throw new Error("Both --extensionDevelopmentPath=DIR and --extensionTestsPath=FILE are needed.");
  }
  const [opened] = positionals;
  return {
    extensionDevelopmentPath: resolve(extensionDevelopmentPath),
    extensionTestsPath: resolve(extensionTestsPath),
    opened: opened === undefined ? undefined : resolve(opened),
    userDataDirectory: text("user-data-dir"),
    extensionsDirectory: text("extensions-dir"),
    workspaceTrust: args.includes(enableWorkspaceTrust) || !args.includes("--disable-workspace-trust"),
  };
};
