// `npm run test:agents -- --clients DIR [-t NAME]`: what real agents do when they are continued, against a model of ours, without a network.
import { join, resolve } from "node:path";
import { readOptions, refuse } from "../run/options.mjs";
import { node24, root } from "../run/paths.mjs";
import { run, toolEnvironment } from "../run/processes.mjs";
import { clientProgram, clientsVariable } from "./clients.ts";

const usage = `npm run test:agents -- --clients DIR [-t NAME]
  --clients DIR  the folder in which Claude Code and Codex were installed; or ${clientsVariable}
  -t NAME        only the tests whose names match`;

const { values } = readOptions(
  { options: { clients: { type: "string" }, name: { type: "string", short: "t" } } },
  usage,
);
if (values.clients !== undefined) process.env[clientsVariable] = resolve(values.clients);
try {
  clientProgram("claude");
  clientProgram("codex");
} catch (error) {
  refuse(error instanceof Error ? error.message : String(error), usage);
}
const only = values.name === undefined ? [] : [`--testNamePattern=${values.name}`];
const command = [join(root, "node_modules", "vitest", "vitest.mjs"), "run", "--project=agents", ...only];
const { code } = await run(node24, command, { env: toolEnvironment() });
process.exitCode = code;
