// Serves the extension as it is being written: `npm run dev [-- --port N] [-- --inspect N]`. Each change of a source builds it and reloads its windows.
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { watch } from "chokidar";
import * as z from "zod";
import { startServer } from "../vscode/launch/server.ts";
import { cleanSettings, writeSettings } from "../vscode/launch/settings.ts";
import { readOptions } from "./options.mjs";
import { node24, root, startDirectory } from "./paths.mjs";
import { run } from "./processes.mjs";
import { ensureSample, sample } from "./sampleRepository.ts";
import { untilAskedToEnd } from "./untilAsked.ts";

const { values } = readOptions(
  {
    options: {
      port: { type: "string", default: "0" },
      /** Where a debugger may attach to the extension host (`.vscode/launch.json`, “Attach”). */
      inspect: { type: "string", default: "9333" },
      fresh: { type: "boolean", default: false },
    },
  },
  "npm run dev [-- --port N] [-- --inspect N] [-- --fresh]",
);

const sources = [
  "src",
  "webview",
  "media",
  "l10n",
  "package.json",
  "package.nls.json",
  "esbuild.config.mjs",
  "esbuild.start.mjs",
  "esbuild.builtins.mjs",
];
/** Milliseconds in which the files of one change arrive: an editor saves several, git many. */
const settling = 200;
const directory = join(startDirectory, "dev");
const stamp = join(directory, "built", "stamp");
/** What VS Code remembers of manifests; one of them may have changed. */
const remembered = join(directory, "vscode", "data", "CachedProfilesData");

/** Installs extensions as they lie there: VS Code's list of what is installed names them. A page takes extensions under
 * development only with VS Code's driver for smoke tests. */
async function install(...folders: readonly string[]): Promise<void> {
  const entries = folders.map(async (path) => {
    const { publisher, name, version } = manifest.parse(JSON.parse(await readFile(join(path, "package.json"), "utf8")));
    return { identifier: { id: `${publisher}.${name}` }, version, location: { $mid: 1, path, scheme: "file" } };
  });
  await mkdir(join(directory, "extensions"), { recursive: true });
  await writeFile(join(directory, "extensions", "extensions.json"), JSON.stringify(await Promise.all(entries)));
}

const manifest = z.object({ publisher: z.string(), name: z.string(), version: z.string() });

const build = async (): Promise<void> => {
  const started = performance.now();
  const { code } = await run(node24, [join(root, "esbuild.config.mjs")]);
  if (code !== 0) {
    console.log("✗ It does not build; the windows keep what they have.");
    return;
  }
  await rm(remembered, { recursive: true, force: true });
  await writeFile(stamp, "");
  console.log(`✓ Built in ${((performance.now() - started) / 1000).toFixed(1)} s, windows reload.`);
};

/** Builds after changes, one build at a time; a change during a build asks for one more. */
class Builder {
  #wanted: NodeJS.Timeout | undefined;
  #building = Promise.resolve();

  changed(path: string): void {
    console.log(`• ${relative(root, path)}`);
    clearTimeout(this.#wanted);
    this.#wanted = setTimeout(() => {
      this.#building = this.#building.then(build);
    }, settling);
  }
}

await mkdir(join(directory, "built"), { recursive: true });
await build();
await ensureSample(values.fresh);
await install(root, join(root, "test", "run", "reloader"));
await writeSettings(join(directory, "vscode"), cleanSettings);
const server = await startServer({
  dataDirectory: join(directory, "vscode"),
  extensionsDirectory: join(directory, "extensions"),
  port: Number(values.port),
  workspaceTrust: false,
  logFile: join(directory, "server.log"),
  environment: { WORKFLOW_SESSIONS_BUILT: stamp, WORKFLOW_SESSIONS_INSPECT: values.inspect },
});
const builder = new Builder();
const watcher = watch(
  sources.map((source) => join(root, source)),
  { ignoreInitial: true },
);
watcher.on("all", (_event, path) => builder.changed(path));
console.log(`
The extension runs as it is written, in VS Code at

  ${server.url(sample)}

A change of ${sources.slice(0, 4).join(", ")} or of what builds them builds it and reloads the window.
A debugger attaches at port ${values.inspect} (“Attach to Extension Host” in .vscode/launch.json). Ctrl-C ends it.`);
const ended = await Promise.race([untilAskedToEnd().then(() => undefined), server.ended]);
await watcher.close();
await server.stop();
if (ended !== undefined) {
  console.error(`The server ended with exit code ${ended}. Its messages are in ${join(directory, "server.log")}.`);
  process.exitCode = 1;
}
