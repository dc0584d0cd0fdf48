import { writeFile } from "node:fs/promises";
import { dirname, relative, resolve } from "node:path";
import { build } from "esbuild";

// esbuild makes a chunk of each set of modules that the same entries lead to: with many parts that start late, an activation reads
// some forty files, and VS Code asks its own loader for each of them, 2 ms a file. Here those are joined to two.

/** @typedef {import("esbuild").Metafile["outputs"]} Outputs */

const [shared, host] = ["shared.mjs", "host.mjs"];

/**
 * @param {Outputs} outputs
 * @param {string} entry
 * @param {readonly string[]} kinds of imports that are followed
 * @returns {Set<string>} the outputs that `entry` leads to
 */
function reached(outputs, entry, kinds) {
  const found = new Set([entry]);
  for (const name of found) {
    for (const { path, kind, external } of outputs[name].imports)
      if (!external && kinds.includes(kind)) found.add(path);
  }
  return found;
}

/**
 * Joins what the extension reads at its start: `shared.mjs` is what `wfs` can need too, `host.mjs` the rest. All other outputs
 * import from the two what they imported from the chunks that went into them.
 *
 * @param {Outputs} outputs of the build so far, in ES modules, written
 * @param {{ readonly extension: string; readonly wfs: string }} entries as `outputs` names them
 * @param {import("esbuild").BuildOptions} options of that build, without its entries and its banner
 * @returns {Promise<readonly string[]>} the files that nothing needs any more
 */
export async function joinStart(outputs, { extension, wfs }, options) {
  const directory = dirname(extension);
  const start = reached(outputs, extension, ["import-statement"]);
  const ofWfs = reached(outputs, wfs, ["import-statement", "dynamic-import"]);
  const chunks = [...start].map((name, index) => ({
    name,
    file: ofWfs.has(name) ? shared : host,
    // Names are unique in their chunk alone.
    exports: outputs[name].exports.map((exported) => ({ exported, joined: `${exported}_${index.toString(36)}` })),
  }));
  const chunkAt = new Map(chunks.map((chunk) => [resolve(chunk.name), chunk]));

  /** What a chunk exported, from the file it went into. */
  const proxy = ({ file, exports }, from) => {
    const names = exports.map(({ exported, joined }) => `${joined} as ${exported}`);
    const path = relative(from, resolve(directory, file)).replaceAll("\\", "/");
    return `export { ${names.join(", ")} } from ${JSON.stringify(path.startsWith(".") ? path : `./${path}`)};`;
  };
  const joined = (file) =>
    chunks
      .filter((chunk) => chunk.file === file)
      .map(({ name, exports }) => {
        const names = exports.map((each) => `${each.exported} as ${each.joined}`);
        return `export { ${names.join(", ")} } from ${JSON.stringify(resolve(name))};`;
      })
      .join("\n");

  /** @type {import("esbuild").Plugin} */
  const joining = {
    name: "join-start",
    setup(pass) {
      pass.onResolve({ filter: /.*/ }, ({ path, importer, kind, namespace, resolveDir }) => {
        const entry = kind === "entry-point";
        if (entry && (path === shared || path === host)) return { path, namespace: "joined" };
        const file = resolve(resolveDir, path);
        const chunk = entry || kind === "import-statement" ? chunkAt.get(file) : undefined;
        if (chunk === undefined || namespace === "proxy") return entry ? { path: file } : { path, external: true };
        const into = namespace === "joined" ? importer : chunkAt.get(importer)?.file;
        if (!entry && into === chunk.file) return { path: file };
        const from = dirname(entry ? file : importer);
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

  const scripts = Object.keys(outputs).filter((name) => name.endsWith(".mjs") && name !== extension);
  // A chunk that somebody imports late keeps its file, as a door to where it went.
  const kept = scripts.filter((name) => !chunkAt.has(resolve(name)) || outputs[name].entryPoint !== undefined);
  await build({
    ...options,
    bundle: true,
    splitting: false,
    allowOverwrite: true,
    entryPoints: [
      { in: shared, out: relative(options.outdir, resolve(directory, "shared")) },
      { in: host, out: relative(options.outdir, resolve(directory, "host")) },
      ...kept.map((name) => ({ in: name, out: relative(options.outdir, name).replace(/\.mjs$/u, "") })),
    ],
    plugins: [joining],
  });
  const main = chunkAt.get(resolve(extension));
  await writeFile(extension, `${proxy(main, resolve(directory))}\n`);
  return [
    `${extension}.map`,
    ...scripts.filter((name) => !kept.includes(name)).flatMap((name) => [name, `${name}.map`]),
  ];
}
