// Serves the packed extension with the sample repository: the second half of `npm start`.
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chooseVsCode } from "../vscode/launch/choice.mjs";
import { installExtension } from "../vscode/launch/installExtension.ts";
import { startServer } from "../vscode/launch/server.ts";
import { cleanSettings, writeSettings } from "../vscode/launch/settings.ts";
import { openDesktop } from "./desktop.ts";
import { packageExtension } from "./package.ts";
import { root, startDirectory, vsix } from "./paths.mjs";
import { ensureSample, sample } from "./sampleRepository.ts";
import { untilAskedToEnd } from "./untilAsked.ts";

const { values } = parseArgs({
  options: {
    port: { type: "string" },
    fresh: { type: "boolean" },
    desktop: { type: "boolean" },
    server: { type: "boolean" },
  },
});

const dataDirectory = join(startDirectory, "vscode");
const extensionsDirectory = join(startDirectory, "extensions");

const whatToLookAt = `
What to look at:
  1. The view "Workflow Sessions" in the activity bar: every session of the sample, the active one first.
     Hover a row for its record; the buttons on a row switch, pause and complete.
  2. The view "Reviews" below it: two agents wait. A click shows exactly what would happen; "Grant…" asks once more, and only then
     is anything merged or removed. Click beside a line to write on it.
  3. The status bar, on the left: the active session and its phase. A click opens the session picker.
  4. The palette (F1), "Workflow Sessions: …": every operation. "Check and Repair" shows what is wrong in the sample
     (one record is corrupt, one marker has no session) and what it would do.
  5. A terminal (Ctrl+\`): \`wfs status\`, \`wfs list\`, \`wfs --help\`, and plain files in .workflow: the tree follows every change.`;

const ensureInstalled = async (packed: string): Promise<void> => {
  const stamp = join(startDirectory, "installed.stamp");
  if (existsSync(stamp) && (await readFile(stamp, "utf8")) === packed) {
    return;
  }
  console.log("• Installing the extension into VS Code …");
  await rm(extensionsDirectory, { recursive: true, force: true });
  await mkdir(extensionsDirectory, { recursive: true });
  await installExtension(vsix, { dataDirectory, extensionsDirectory });
  await writeFile(stamp, packed);
};

/** Decisions are signed by the person who reviews; a shell beside the page must be the same person to believe them. */
const sameReviewer = (): string =>
  `\`wfs\` in a shell of your own, with the reviewer's key of this VS Code:\n` +
  `  export XDG_CONFIG_HOME="${join(dataDirectory, "configuration")}"\n` +
  `  alias wfs="node ${join(root, "dist", "wfs.mjs")}"`;

const serve = async (packed: string): Promise<void> => {
  await ensureInstalled(packed);
  // Settings a person changed in the page are theirs.
  if (!existsSync(join(dataDirectory, "data", "User", "settings.json"))) {
    await writeSettings(dataDirectory, cleanSettings);
  }
  const server = await startServer({
    dataDirectory,
    extensionsDirectory,
    port: Number(values.port ?? 0),
    workspaceTrust: false,
    logFile: join(startDirectory, "server.log"),
  });
  console.log(
    `\nWorkflow Sessions runs in VS Code at\n\n  ${server.url(sample)}\n${whatToLookAt}\n\n${sameReviewer()}\n\nCtrl-C ends it.`,
  );
  const reason = await Promise.race([
    untilAskedToEnd(),
    server.ended.then((code) => `The server ended (exit code ${code}).`),
  ]);
  if (reason !== undefined) {
    throw new Error(`${reason} Its messages are in ${join(startDirectory, "server.log")}.`);
  }
  await server.stop();
};

try {
  await mkdir(startDirectory, { recursive: true });
  const packed = await packageExtension();
  await ensureSample(values.fresh === true);
  if (chooseVsCode(process.argv) === "desktop") {
    await openDesktop(vsix, sample);
    console.log(whatToLookAt);
  } else {
    await serve(packed);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
