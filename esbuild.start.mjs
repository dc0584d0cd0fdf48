import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { build } from "esbuild";

// esbuild makes a chunk of each set of modules that the same entries lead to: with many parts that start late, an activation or a run of `wfs`
// reads some forty files, and each takes VS Code's loader 2 ms and node's 0.5 ms. Here those are joined to a few.

/** @typedef {import("esbuild").Metafile["outputs"]} Outputs */
/**
 * @typedef {object} Entries
 * @property {string} [extension] as `outputs` names it
 * @property {string} wfs likewise
 * @property {readonly string[]} often sources that `wfs` imports late, and in most of its runs
 * @property {readonly string[]} changing sources that a switch or a resume imports late, and together
 */

/** What a shell starts, beside the extension's directory. */
const program = "../wfs.mjs";

/** Bytes of a chunk that is joined to the start although nothing needs it there. */
const largestJoined = 1500;

const late = ["import-statement", "dynamic-import"];
const atOnce = ["import-statement"];

/**
 * @param {Outputs} outputs
 * @param {readonly string[]} entries
 * @param {readonly string[]} kinds of imports that are followed
 * @returns {Set<string>} the outputs that `entries` lead to
 */
function reached(outputs, entries, kinds) {
  const found = new Set(entries);
  for (const name of found) {
    for (const { path, kind, external } of outputs[name].imports)
      if (!external && kinds.includes(kind)) found.add(path);
  }
  return found;
}

/**
 * The file that each chunk goes into that the extension or `wfs` reads at its start: what both can need, if only late, is apart from what one needs
 * alone, and what a change of sessions needs is apart from both. Nothing that the extension can need goes where a chunk of `wfs` alone is: that imports
 * the program, and to import it is to run it.
 *
 * @param {Outputs} outputs
 * @param {Entries} entries
 * @returns {Map<string, string>} chunk to file
 */
function assign(outputs, { extension, wfs, often, changing }) {
  const window = extension === undefined ? [] : [extension];
  const soon = Object.keys(outputs).filter((name) => often.includes(outputs[name].entryPoint));
  const [startOfExtension, extensionEver] = [atOnce, late].map((kinds) => reached(outputs, window, kinds));
  const startOfWfs = reached(outputs, [wfs, ...soon], atOnce);
  const wfsEver = reached(outputs, [wfs], late);
  /** @type {Map<string, string>} */
  const files = new Map();
  const assignFile = (/** @type {string} */ name) => {
    if (!extensionEver.has(name)) files.set(name, program);
    else files.set(name, wfsEver.has(name) ? "base.mjs" : "host.mjs");
  };
  for (const name of [...startOfExtension, ...startOfWfs]) assignFile(name);
  const together = Object.keys(outputs).filter((name) => changing.includes(outputs[name].entryPoint));
  const ofChanges = reached(outputs, together, atOnce);
  for (const name of smallAndShared(outputs, files, ofChanges)) assignFile(name);
  for (const name of ofChanges) {
    if (!files.has(name)) files.set(name, extensionEver.has(name) ? "changes.mjs" : "changing.mjs");
  }
  return files;
}

/** @returns {readonly string[]} the modules of node itself that an output asks for (esbuild.builtins.mjs) */
const builtinsOf = (/** @type {string} */ name) =>
  [...readFileSync(name, "utf8").matchAll(/__loadBuiltin\("([^"]+)"\)/gu)].map(([, builtin]) => builtin);

/**
 * What several late parts share and is so small that a file of its own takes more room in the package, and more time to open, than its text at the
 * start. Nothing is among them that would bring something larger with it, a module of node among that (`node:crypto` takes it 5 ms), and nothing that has a file of its own to be in.
 *
 * @param {Outputs} outputs
 * @param {ReadonlyMap<string, string>} start
 * @param {ReadonlySet<string>} elsewhere
 * @returns {readonly string[]}
 */
function smallAndShared(outputs, start, elsewhere) {
  const found = new Set();
  const builtins = new Set([...start.keys()].flatMap(builtinsOf));
  const isAtHand = ({ path, kind, external }) =>
    external || kind !== "import-statement" || start.has(path) || found.has(path);
  const isFound = (name) =>
    !start.has(name) &&
    !elsewhere.has(name) &&
    !found.has(name) &&
    outputs[name].entryPoint === undefined &&
    name.endsWith(".mjs") &&
    outputs[name].bytes <= largestJoined &&
    outputs[name].imports.every(isAtHand) &&
    builtinsOf(name).every((builtin) => builtins.has(builtin));
  for (let before = -1; before < found.size;) {
    before = found.size;
    for (const name of Object.keys(outputs).filter(isFound)) found.add(name);
  }
  return [...found];
}

/** A file as another one in the directory `from` imports it. */
const pathFrom = (/** @type {string} */ from, /** @type {string} */ file) => {
  const path = relative(from, file).replaceAll("\\", "/");
  return path.startsWith(".") ? path : `./${path}`;
};

/**
 * Joins what the extension and `wfs` read at their starts. All other outputs import from the joined files what they imported from the chunks
 * that went into them.
 *
 * @param {Outputs} outputs of the build so far, in ES modules, written
 * @param {Entries} entries
 * @param {import("esbuild").BuildOptions} options of that build, without its entries and its plugins
 * @returns {Promise<readonly string[]>} the files that nothing needs any more
 */
export async function joinStart(outputs, entries, options) {
  const directory = resolve(options.outdir, "extension");
  const chunks = [...assign(outputs, entries)].map(([name, file], index) => ({
    name,
    file,
    // Names are unique in their chunk alone.
    exports: outputs[name].exports.map((exported) => ({ exported, joined: `${exported}_${index.toString(36)}` })),
  }));
  const chunkAt = new Map(chunks.map((chunk) => [resolve(chunk.name), chunk]));
  const files = new Set(chunks.map(({ file }) => file));

  /** What a chunk exported, from the file it went into. */
  const proxy = ({ file, exports }, from) => {
    const names = exports.map(({ exported, joined }) => `${joined} as ${exported}`);
    return `export { ${names.join(", ")} } from ${JSON.stringify(pathFrom(from, resolve(directory, file)))};`;
  };
  const joined = (file) => {
    const parts = chunks
      .filter((chunk) => chunk.file === file)
      .map(({ name, exports }) => {
        const names = exports.map((each) => `${each.exported} as ${each.joined}`);
        return `export { ${names.join(", ")} } from ${JSON.stringify(resolve(name))};`;
      });
    return [...(file === program ? ["#!/usr/bin/env node"] : []), ...parts].join("\n");
  };

  /** @type {import("esbuild").Plugin} */
  const joining = {
    name: "join-start",
    setup(pass) {
      pass.onResolve({ filter: /.*/ }, ({ path, importer, kind, namespace, resolveDir }) => {
        const entry = kind === "entry-point";
        if (entry && files.has(path)) return { path, namespace: "joined" };
        const file = resolve(resolveDir, path);
        if (namespace === "proxy") return { path, external: true };
        const chunk = entry || kind === "import-statement" ? chunkAt.get(file) : undefined;
        const into = namespace === "joined" ? importer : chunkAt.get(importer)?.file;
        const from = dirname(entry ? file : into === undefined ? importer : resolve(directory, into));
        if (chunk === undefined) {
          if (entry) return { path: file };
          if (path.startsWith(".")) return { path: pathFrom(from, file), external: true };
          return { path, external: true, sideEffects: false };
        }
        if (!entry && into === chunk.file) return { path: file };
        return { path: `${file} for ${from}`, namespace: "proxy", pluginData: proxy(chunk, from) };
      });
      pass.onLoad({ filter: /.*/, namespace: "joined" }, ({ path }) => ({
        contents: joined(path),
        resolveDir: directory,
      }));
      pass.onLoad({ filter: /.*/, namespace: "proxy" }, ({ pluginData }) => ({
        contents: pluginData,
        resolveDir: directory,
      }));
    },
  };

  const { extension, wfs } = entries;
  const scripts = Object.keys(outputs).filter((name) => name.endsWith(".mjs") && name !== extension && name !== wfs);
  // A chunk that somebody imports late keeps its file, as a door to where it went.
  const kept = scripts.filter((name) => !chunkAt.has(resolve(name)) || outputs[name].entryPoint !== undefined);
  await build({
    ...options,
    bundle: true,
    splitting: false,
    allowOverwrite: true,
    entryPoints: [
      ...[...files].map((file) => ({ in: file, out: join("extension", file.replace(/\.mjs$/u, "")) })),
      ...kept.map((name) => ({ in: name, out: relative(options.outdir, name).replace(/\.mjs$/u, "") })),
    ],
    plugins: [joining],
  });
  if (extension !== undefined) {
    await writeFile(extension, `${proxy(chunkAt.get(resolve(extension)), resolve(directory))}\n`);
  }
  return [
    ...(extension === undefined ? [] : [`${extension}.map`]),
    ...scripts.filter((name) => !kept.includes(name)).flatMap((name) => [name, `${name}.map`]),
  ];
}
