import { existsSync, globSync } from "node:fs";
import { join } from "node:path";

/** The folder in which the programs of the agents were installed. */
export const clientsVariable = "WORKFLOW_SESSIONS_CLIENTS";

/** How each is installed by npm, and where its program lies then; installed without scripts, Claude Code's own launcher does not start. */
const clients = {
  claude: {
    package: "@anthropic-ai/claude-code",
    program: `node_modules/@anthropic-ai/claude-code-${process.platform}-${process.arch}*/claude`,
  },
  codex: { package: "@openai/codex", program: "node_modules/@openai/codex/bin/codex.js" },
} as const;

export type ClientName = keyof typeof clients;

/** The program of an agent; throws, with what to do, where it is not in the folder. */
export function clientProgram(name: ClientName): string {
  const folder = process.env[clientsVariable] ?? "";
  const [found] = folder === "" ? [] : globSync(join(folder, clients[name].program));
  if (found !== undefined && existsSync(found)) return found;
  const missing = folder === "" ? "No folder with the agents was given" : `${folder} has no ${name}`;
  throw new Error(`${missing}.\n${installHint}`);
}

const packages = Object.values(clients).map((client) => client.package);

const installHint = `Install them into a folder outside of this one (some 600 MB), and say which:
  npm install --ignore-scripts --prefix DIR ${packages.join(" ")}
  npm run test:agents -- --clients DIR`;
