/**
 * Which VS Code runs the suites and `npm start`:
 * - `server`: the built VS Code server with a headless browser, both from the npm registry. The same everywhere, no display needed.
 * - `desktop`: the desktop VS Code, downloaded by @vscode/test-electron (or the `code` of this machine for `npm start`).
 *
 * The desktop is the default where its download can be had and a display is there anyway: macOS and Windows.
 *
 * @param {readonly string[]} args the command line; `--desktop` and `--server` override the platform
 * @param {NodeJS.Platform} platform
 * @returns {"server" | "desktop"}
 */
export const chooseVsCode = (args, platform = process.platform) => {
  if (args.includes("--desktop")) {
    return "desktop";
  }
  if (args.includes("--server")) {
    return "server";
  }
  return platform === "darwin" || platform === "win32" ? "desktop" : "server";
};
