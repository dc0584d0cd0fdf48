import { chooseVsCode } from "../vscode/launch/choice.mjs";
import { install, runMain } from "./install.mjs";
import { readOptions, refuse } from "./options.mjs";
import { continueWith } from "./processes.mjs";

const usage = `npm start [-- options]
  Serves the packed extension in a real VS Code on 127.0.0.1, with a sample repository. Ctrl-C ends it.
  --port N    the port of the page (otherwise a free one)
  --fresh     make the sample repository anew (otherwise your changes to it are kept)
  --desktop   open a desktop VS Code instead (the \`code\` of this machine, or else a downloaded one)
  --server    serve it, where the desktop is the default (macOS, Windows)`;

const { values } = readOptions(
  {
    options: {
      port: { type: "string", default: "0" },
      fresh: { type: "boolean" },
      desktop: { type: "boolean" },
      server: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  },
  usage,
);
const port = Number(values.port);
if (!Number.isInteger(port) || port < 0 || port >= 65_536) {
  refuse(`--port ${values.port}: a number below 65536 is needed.`, usage);
}
if (values.help === true) {
  console.log(usage);
} else {
  await runMain(async () => {
    const args = process.argv.slice(2);
    await install({ server: chooseVsCode(args) === "server" });
    await continueWith("test/run/serve.ts", args);
  });
}
