import { parseArgs } from "node:util";
import { chooseVsCode } from "../vscode/launch/choice.mjs";
import { install, runMain } from "./install.mjs";
import { continueWith } from "./processes.mjs";

const usage = `npm start [-- options]
  Serves the packed extension in a real VS Code on 127.0.0.1, with a sample repository. Ctrl-C ends it.
  --port N    the port of the page (otherwise a free one)
  --fresh     make the sample repository anew (otherwise your changes to it are kept)
  --desktop   open a desktop VS Code instead (the \`code\` of this machine, or else a downloaded one)
  --server    serve it, where the desktop is the default (macOS, Windows)`;

const options = /** @type {const} */ ({
  port: { type: "string" },
  fresh: { type: "boolean" },
  desktop: { type: "boolean" },
  server: { type: "boolean" },
  help: { type: "boolean", short: "h" },
});

/** @returns {{ readonly port?: string; readonly help?: boolean } | string} what was asked, or what is wrong with it */
const read = () => {
  try {
    const { values } = parseArgs({ options });
    const port = Number(values.port ?? 0);
    return Number.isInteger(port) && port >= 0 && port < 65_536
      ? values
      : `--port ${values.port}: a number below 65536 is needed.`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

const wanted = read();
if (typeof wanted === "string") {
  console.error(`${wanted}\n\n${usage}`);
  process.exitCode = 2;
} else if (wanted.help === true) {
  console.log(usage);
} else {
  await runMain(async () => {
    const args = process.argv.slice(2);
    await install({ server: chooseVsCode(args) === "server" });
    await continueWith("test/run/serve.ts", args);
  });
}
