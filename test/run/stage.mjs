import { copyFile, glob, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { root } from "./paths.mjs";

// Part of `npm run package`: lays what .vscodeignore lets through into dist/package, where it is packed. vsce asks every pattern of every file
// there is, and beside the sources lie the thirty thousand of the server that the tests use: 10 s.

const staged = join(root, "dist", "package");
const lines = (await readFile(join(root, ".vscodeignore"), "utf8")).split(/\r?\n/u);
const shipped = lines.filter((line) => line.startsWith("!")).map((line) => line.slice(1));
await rm(staged, { recursive: true, force: true });
for await (const path of glob([...shipped, ".vscodeignore"], { cwd: root })) {
  const source = join(root, path);
  if (!(await stat(source)).isFile()) continue;
  await mkdir(dirname(join(staged, path)), { recursive: true });
  await copyFile(source, join(staged, path));
}

// VS Code shows no picture of an extension's own files in its README, so they are not packed, and nothing stands for them.
const readme = join(staged, "README.md");
const shown = (await readFile(readme, "utf8")).replaceAll(/^!\[.*\]\(media\/.*\)\n\n?/gmu, "");
await writeFile(readme, shown);
