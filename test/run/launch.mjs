import { existsSync } from "node:fs";
import { relative, resolve, sep } from "node:path";
import { parseArgs } from "node:util";
import { chooseVsCode } from "../vscode/launch/choice.mjs";
import { install, runMain } from "./install.mjs";
import { root } from "./paths.mjs";
import { continueWith } from "./processes.mjs";

// Installs what is missing and goes on with a script: `node test/run/launch.mjs SCRIPT [argument …]`.
const [script = "", ...args] = process.argv.slice(2);

/** The suites and test files that the arguments name; values of other options are none of them. */
const named = () => {
  const text = /** @type {const} */ ({ type: "string" });
  const { values, positionals } = parseArgs({
    args,
    strict: false,
    options: {
      only: { type: "string", multiple: true },
      name: { type: "string", short: "t" },
      repeat: text,
      rounds: text,
      port: text,
      inspect: text,
    },
  });
  const files = positionals.map((file) => relative(root, resolve(file)).replaceAll(sep, "/"));
  return [...(values.only ?? []).flatMap((names) => String(names).split(",")), ...files];
};

const isPlain = (/** @type {string} */ name) => /^(?:check|unit|adapters)$|^test\/(?:unit|adapters)\//u.test(name);

/** Whether the server of VS Code, or the browser that comes with it, is used. */
const needsServer = () => {
  if (script.endsWith("/dev.ts")) return true;
  const names = named();
  // It says itself what is wrong with a name.
  if (script.endsWith("/one.ts") && !names.some((name) => existsSync(resolve(root, name)))) return false;
  if (names.some((name) => /^(?:page|browser)$|^test\/(?:page|vscode\/browser)\//u.test(name))) return true;
  return !(names.length > 0 && names.every(isPlain)) && chooseVsCode(args) === "server";
};

await runMain(async () => {
  await install({ server: needsServer() });
  await continueWith(script, args);
});
