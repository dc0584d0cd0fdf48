import { cp, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createVSIX } from "@vscode/vsce";
import { root } from "../../run/paths.mjs";
import { buildAsShipped } from "../../support/buildAsShipped.ts";
import { bytesRead } from "../../support/bytesRead.ts";

export interface ExtensionCopy {
  readonly directory: string;
  /** `publisher.name` */
  readonly id: string;
}

/** Builds the extension as it is shipped into a directory of its own, so that nobody's build is disturbed. */
export async function copyExtension(directory: string): Promise<ExtensionCopy> {
  await buildAsShipped(join(directory, "dist"));
  for (const name of ["package.json", "package.nls.json", "README.md", "LICENSE", ".vscodeignore", "media", "l10n"]) {
    await cp(join(root, name), join(directory, name), { recursive: true });
  }
  return { directory, id: "workflow-sessions.workflow-sessions" };
}

/** Leaves the activation to whoever asks for it. */
export async function withoutActivationEvents({ directory }: ExtensionCopy): Promise<void> {
  const file = join(directory, "package.json");
  const manifest = JSON.parse(await readFile(file, "utf8")) as Record<string, unknown>;
  await writeFile(file, JSON.stringify({ ...manifest, activationEvents: [] }));
}

/** An extension that does nothing. */
export async function emptyExtension(directory: string): Promise<ExtensionCopy> {
  await mkdir(directory, { recursive: true });
  const manifest = {
    name: "empty",
    publisher: "bench",
    version: "0.0.1",
    engines: { vscode: "^1.120.0" },
    type: "module",
    main: "./extension.js",
    activationEvents: [],
  };
  await writeFile(join(directory, "package.json"), JSON.stringify(manifest));
  await writeFile(join(directory, "extension.js"), "export function activate() {}\n");
  return { directory, id: "bench.empty" };
}

export interface ExtensionSizes {
  /** Read when the extension activates: the entry point and what it imports statically. */
  readonly eager: number;
  /** With the parts that are read when they are needed. */
  readonly all: number;
  readonly vsix: number;
}

/** Bytes of what is shipped. */
export async function measureSizes({ directory }: ExtensionCopy): Promise<ExtensionSizes> {
  const bundles = join(directory, "dist", "extension");
  const eager = await bytesRead(bundles, "extension.mjs", "at once");
  const all = await bytesRead(bundles, "extension.mjs", "ever");
  const packagePath = join(directory, "extension.vsix");
  await createVSIX({ cwd: directory, packagePath, dependencies: false, rewriteRelativeLinks: false });
  return { eager, all, vsix: (await stat(packagePath)).size };
}
