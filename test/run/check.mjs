import { spawn } from "node:child_process";
import { root } from "./paths.mjs";
import { toolEnvironment } from "./processes.mjs";

// `npm run check`: what `check:types`, `check:lint`, `check:format` and `check:unused` say, side by side, each told when it has ended.

const parts = ["check:types", "check:lint", "check:format", "check:unused"];

/** @returns {Promise<number>} the exit code */
const runPart = (/** @type {string} */ part) =>
  new Promise((resolve) => {
    const npm = process.env["npm_execpath"];
    const [command, args] = npm === undefined ? ["npm", []] : [process.execPath, [npm]];
    const child = spawn(command, [...args, "run", "--silent", part], {
      cwd: root,
      env: toolEnvironment(),
      stdio: ["ignore", "pipe", "pipe"],
      shell: npm === undefined && process.platform === "win32",
    });
    let said = "";
    child.stdout.on("data", (chunk) => (said += chunk));
    child.stderr.on("data", (chunk) => (said += chunk));
    child.once("error", (error) => (said += `${error.message}\n`));
    child.once("close", (code) => {
      console.log(`${code === 0 ? "✓" : "✗"} ${part}`);
      if (code !== 0) console.log(said.trimEnd());
      resolve(code ?? 1);
    });
  });

const codes = await Promise.all(parts.map(runPart));
process.exitCode = codes.every((code) => code === 0) ? 0 : 1;
