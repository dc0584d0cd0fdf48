import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { codeServer, node24, root, serverDirectory, serverMain } from "./paths.mjs";
import { runNpm } from "./processes.mjs";

/** Something the person at the terminal can act upon: shown without a stack. */
export class InstallError extends Error {}

const parse = (/** @type {string} */ file) => JSON.parse(readFileSync(file, "utf8"));

/**
 * Whether node_modules holds what package-lock.json asks for. npm writes its own list (`.package-lock.json`) as the last
 * step of an installation, so an interrupted one does not count as complete; optional packages are those of other platforms.
 */
const rootIsComplete = () => {
  const installedList = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(installedList) || !existsSync(node24)) {
    return false;
  }
  const installed = parse(installedList).packages;
  const wanted = parse(join(root, "package-lock.json")).packages;
  return Object.entries(wanted).every(
    ([path, entry]) => path === "" || entry.optional === true || installed[path]?.version === entry.version,
  );
};

const step = async (/** @type {string} */ title, /** @type {string[]} */ args, /** @type {string} */ directory) => {
  const started = Date.now();
  console.log(`• ${title} …`);
  const { code } = await runNpm([...args, "--no-fund", "--no-audit", "--loglevel=error"], directory);
  if (code !== 0) {
    throw new InstallError(
      `${title} failed (npm ${args.join(" ")} in ${directory}, exit code ${code}).\n` +
        "The messages above are npm's. Check that this machine reaches the npm registry (`npm ping`) and has 1.5 GB of free disk space, " +
        "then run the same command again: it starts over where it stopped.",
    );
  }
  console.log(`  done in ${((Date.now() - started) / 1000).toFixed(1)} s`);
};

/** The last line is raised when the steps below change, so that older installations are replaced. */
const serverStamp = () =>
  createHash("sha256")
    .update(readFileSync(join(serverDirectory, "package.json")))
    .update(readFileSync(join(serverDirectory, "package-lock.json")))
    .update("steps 1")
    .digest("hex");

const installServer = async () => {
  const stampFile = join(serverDirectory, "node_modules", ".complete");
  const stamp = serverStamp();
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) {
    return;
  }
  rmSync(stampFile, { force: true });
  await step(
    "Installing the VS Code server and a browser (once, about 600 MB)",
    ["ci", "--ignore-scripts"],
    serverDirectory,
  );
  // The server's shrinkwrap leaves out a peer dependency nobody uses; npm 11 insists on it unless told otherwise.
  const bare = ["ci", "--omit=dev", "--ignore-scripts", "--legacy-peer-deps"];
  await step("Installing the server's own packages", bare, codeServer);
  await step("Installing the packages of its built-in extensions", bare, join(codeServer, "extensions"));
  try {
    execFileSync(node24, [serverMain, "--version"], { stdio: "pipe" });
  } catch (error) {
    throw new InstallError(`The installed VS Code server does not start: ${String(error)}`);
  }
  writeFileSync(stampFile, stamp);
};

/**
 * Installs what is missing, from the npm registry alone. Costs some milliseconds when nothing is.
 *
 * @param {{ readonly server: boolean }} wanted whether the VS Code server and the browser are needed too
 */
export const install = async (wanted) => {
  if (!rootIsComplete()) {
    await step("Installing the project's packages", ["ci"], root);
  }
  if (wanted.server) {
    await installServer();
  }
};

/**
 * Runs an entry script's work; errors a person can act upon are shown without a stack, and the exit code is 1.
 *
 * @param {() => Promise<void>} work
 */
export const runMain = async (work) => {
  try {
    await work();
  } catch (error) {
    console.error(error instanceof InstallError ? `\n${error.message}` : error);
    process.exitCode = 1;
  }
};

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await runMain(() => install({ server: true }));
}
