import { chooseVsCode } from "../vscode/launch/choice.mjs";
import { install, runMain } from "./install.mjs";
import { continueWith } from "./processes.mjs";

// Installs what is missing and hands over to the suites; what a suite needs decides what is installed.
const args = process.argv.slice(2);
const inVsCode = !args.includes("--only") || args.some((arg) => /host|browser|page/u.test(arg));
await runMain(async () => {
  await install({ server: inVsCode && chooseVsCode(args) === "server" });
  await continueWith("test/run/suites.ts", args);
});
