import { spawn } from "node:child_process";
import { basename, delimiter, join } from "node:path";
import { node24, root } from "./paths.mjs";

/** The environment of npm scripts: programs of node_modules/.bin, Node 24 among them, come first. */
export const toolEnvironment = () => ({
  ...process.env,
  PATH: [join(root, "node_modules", ".bin"), process.env["PATH"] ?? ""].join(delimiter),
});

const graceMs = 5_000;

/**
 * Ends a child and everything it started: first asked, after 5 s forced. Only the child's own process group is reached,
 * so the child must have been started with `detached: true` (Windows has no groups: there the child alone is ended).
 *
 * @param {import("node:child_process").ChildProcess} child
 * @returns {Promise<void>} when the child is gone
 */
export const endGroup = (child) =>
  new Promise((resolve) => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) {
      resolve();
      return;
    }
    const target = process.platform === "win32" ? child.pid : -child.pid;
    const signal = (/** @type {NodeJS.Signals} */ name) => {
      try {
        process.kill(target, name);
      } catch {
        // ESRCH: it ended in the meantime.
      }
    };
    const force = setTimeout(() => signal("SIGKILL"), graceMs);
    child.once("exit", () => {
      clearTimeout(force);
      resolve();
    });
    signal("SIGTERM");
  });

/** Who started us: `npm`, or its shell. Neither tells us that it was ended. */
const parent = process.ppid;
const parentMs = 1_000;
/** @type {NodeJS.Timeout | undefined} */
let parentWatch;

/** The children of `run`: a signal that asks us to end, ends them first. @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set();

const endAll = (/** @type {NodeJS.Signals} */ signal) => {
  clearInterval(parentWatch);
  void Promise.all([...running].map(endGroup)).then(() => process.exit(signal === "SIGINT" ? 130 : 143));
};

/** Asked to end, or left behind by who started us, we end what we started: a server that nobody knows of would stay. */
const listen = () => {
  process.on("SIGINT", endAll).on("SIGTERM", endAll).on("SIGHUP", endAll);
  parentWatch = setInterval(() => process.ppid === parent || endAll("SIGTERM"), parentMs);
};

const stopListening = () => {
  process.off("SIGINT", endAll).off("SIGTERM", endAll).off("SIGHUP", endAll);
  clearInterval(parentWatch);
};

/**
 * Runs a program to its end with our own terminal, in a process group of its own. Ctrl-C, SIGTERM and the end of who started us end that group.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{
 *   readonly cwd?: string;
 *   readonly env?: NodeJS.ProcessEnv;
 *   readonly limitMs?: number;
 *   readonly uid?: number | undefined;
 *   readonly gid?: number | undefined;
 * }} [options] `uid`: who runs it, for root alone
 * @returns {Promise<{ readonly code: number; readonly timedOut: boolean }>} 127: the program could not be started
 */
export const run = async (command, args, options = {}) => {
  const windowsScript = process.platform === "win32" && !/\.exe$/iu.test(command);
  const child = spawn(command, [...args], {
    cwd: options.cwd ?? root,
    env: options.env ?? toolEnvironment(),
    stdio: "inherit",
    detached: process.platform !== "win32",
    shell: windowsScript,
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.gid ?? options.uid }),
  });
  let timedOut = false;
  const limit = setTimeout(
    () => {
      timedOut = true;
      void endGroup(child);
    },
    options.limitMs ?? 2 ** 31 - 1,
  );
  if (running.size === 0) listen();
  running.add(child);
  try {
    const code = await new Promise((resolve) => {
      child.once("error", () => resolve(127));
      child.once("exit", (exitCode) => resolve(exitCode ?? 1));
    });
    return { code, timedOut };
  } finally {
    clearTimeout(limit);
    running.delete(child);
    if (running.size === 0) stopListening();
  }
};

/**
 * Runs npm: the one that runs us, or the one on the PATH when a script was started without npm.
 *
 * @param {readonly string[]} args
 * @param {string} cwd
 */
export const runNpm = (args, cwd) => {
  const script = process.env["npm_execpath"] ?? "";
  return basename(script) === "npm-cli.js"
    ? run(process.execPath, [script, ...args], { cwd })
    : run("npm", args, { cwd });
};

/**
 * Goes on with a TypeScript file under Node 24, on our terminal, and exits with its code.
 *
 * @param {string} script relative to the root
 * @param {readonly string[]} args
 */
export const continueWith = async (script, args) => {
  const { code } = await run(node24, [join(root, script), ...args]);
  process.exitCode = code;
};
