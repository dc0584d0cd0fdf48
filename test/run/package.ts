import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { root, vsix } from "./paths.mjs";
import { runNpm } from "./processes.mjs";

/** Everything that can change what is in the package. */
const sources = ["src", "webview", "media", "l10n"];
const files = /^(?:package(?:-lock|\.nls.*)?\.json|esbuild\.\w+\.mjs|tsconfig\.json|\.vscodeignore|LICENSE|.*\.md)$/u;
const entryPoints = z.object({ main: z.string(), bin: z.object({ wfs: z.string() }) });
const stampFile = join(root, "dist", "package.stamp");

const listSources = async (): Promise<readonly string[]> => {
  const atRoot = (await readdir(root)).filter((name) => files.test(name));
  const below = await Promise.all(
    sources
      .filter((directory) => existsSync(join(root, directory)))
      .map(async (directory) => {
        const entries = await readdir(join(root, directory), { recursive: true, withFileTypes: true });
        return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
      }),
  );
  const stage = join(import.meta.dirname, "stage.mjs");
  return [...atRoot.map((name) => join(root, name)), ...below.flat(), stage].toSorted();
};

const hash = async (paths: readonly string[]): Promise<string> => {
  const sum = createHash("sha256");
  for (const path of paths) {
    sum.update(`${path}\0`).update(await readFile(path));
  }
  return sum.digest("hex");
};

/** The package, and the bundles that package.json names: a build of something else may have replaced them since. */
const listBuilt = async (): Promise<readonly string[]> => {
  const { main, bin } = entryPoints.parse(JSON.parse(await readFile(join(root, "package.json"), "utf8")));
  return [vsix, join(root, main), join(root, bin.wfs)];
};

/**
 * Builds and packs the extension (`npm run package`) unless the .vsix and the bundles stand and no source changed since.
 *
 * @returns the SHA-256 of the .vsix
 * @throws when the build or the packaging fails; their messages were shown
 */
export const packageExtension = async (): Promise<string> => {
  const wanted = await hash(await listSources());
  if ([...(await listBuilt()), stampFile].every((path) => existsSync(path))) {
    if ((await readFile(stampFile, "utf8")) === `${wanted} ${await hash(await listBuilt())}`) return await hash([vsix]);
  }
  console.log("• Building and packing the extension …");
  const started = Date.now();
  const { code } = await runNpm(["run", "--silent", "package"], root);
  if (code !== 0) {
    throw new Error(`npm run package failed with exit code ${code}; see its messages above.`);
  }
  console.log(`  done in ${((Date.now() - started) / 1000).toFixed(1)} s`);
  await writeFile(stampFile, `${wanted} ${await hash(await listBuilt())}`);
  return await hash([vsix]);
};
