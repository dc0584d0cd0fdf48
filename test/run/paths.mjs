import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where things are; the entry scripts may be called from any directory. */
export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/u, "");
export const serverDirectory = join(root, "test", "vscode", "server");
export const codeServer = join(serverDirectory, "node_modules", "code-server", "lib", "vscode");
export const serverMain = join(codeServer, "out", "server-main.js");
/** The browser unpacked from its npm package; inside node_modules, so that a new installation replaces it. */
export const browserDirectory = join(serverDirectory, "node_modules", ".browser");
/** Screenshots, logs and results of the suites; not in git. */
export const artifacts = join(root, "test-artifacts");
/** The packed extension, as `npm run package` writes it. */
export const vsix = join(root, "workflow-sessions.vsix");
/** What `npm start` keeps between two starts: the sample repository, settings, the installed extension. */
export const startDirectory = join(root, ".start");

/** Node 24 of the `node` package: the development tools and the VS Code server need it, whatever runs this script. */
export const node24 = join(root, "node_modules", "node", "bin", process.platform === "win32" ? "node.exe" : "node");
