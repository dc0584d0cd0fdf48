import { chooseVsCode } from "../vscode/launch/choice.mjs";
import { install, runMain } from "./install.mjs";
import { continueWith } from "./processes.mjs";

// Installs what is missing and goes on with a script: `node test/run/launch.mjs SCRIPT [argument …]`.
const [script = "", ...args] = process.argv.slice(2);

/** Whether the arguments name suites or test files, and none of them in VS Code or a browser. */
const isPlain = () => {
  const named = args.flatMap((arg) => arg.replace(/^--only=/u, "").split(",")).filter((arg) => /^[a-z]/u.test(arg));
  return named.length > 0 && named.every((name) => /^(?:check|unit|adapters)$|^test\/(?:unit|adapters)\//u.test(name));
};

await runMain(async () => {
  await install({ server: !isPlain() && chooseVsCode(args) === "server" });
  await continueWith(script, args);
});
