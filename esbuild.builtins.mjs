import { readFile } from "node:fs/promises";
import { isBuiltin } from "node:module";

// An `import` of a module of node itself costs `wfs` as much as its own work: node makes a module of it that holds every export, and loads for
// each what stands behind it (of `node:fs` alone the streams, 4 ms). Asked for by a call it is an object like any other.

/**
 * Stands at the beginning of each file: how builtins are asked for. Before 20.16 node has no other way than `require`. Files that ask for none lose it when
 * they are joined (esbuild.start.mjs), because it is called pure.
 */
export const banner =
  'import { createRequire as __createRequire } from "node:module";\n' +
  "const __loadBuiltin = /* @__PURE__ */ (() => process.getBuiltinModule ?? __createRequire(import.meta.url))();";

/** `import { a, type B, c as d } from "node:fs";`, `import * as fs from "node:fs";`; types have statements of their own or a word before them. */
const importing = /^import (?!type )(?:\{([^}]*)\}|\* as (\w+)) from "(node:[a-z/]+)";$/gmu;

/** The imports of builtins in a source as calls. */
function withCalls(/** @type {string} */ source) {
  return source.replaceAll(importing, (_, names, namespace, path) => {
    const values = names?.split(",").filter((name) => name.trim() !== "" && !/^\s*type /u.test(name));
    const taken = namespace ?? `{ ${values.map((name) => name.trim().replace(" as ", ": ")).join(", ")} }`;
    return `const ${taken} = __loadBuiltin(${JSON.stringify(path)});`;
  });
}

/** Programs that commander would start for subcommands with an executable of their own, which `wfs` has none of. */
const unused = { importer: /[\\/]node_modules[\\/]commander[\\/]/u, path: /^(?:node:)?child_process$/u };

/** @type {import("esbuild").Plugin} */
export const builtins = {
  name: "builtins",
  setup(build) {
    build.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, async ({ path }) => ({
      contents: withCalls(await readFile(path, "utf8")),
      loader: "ts",
    }));
    // What packages ask for, in either way.
    build.onResolve({ filter: /^[a-z:_/]+$/ }, ({ path, importer }) => {
      if (!isBuiltin(path)) return undefined;
      const isUnused = unused.path.test(path) && unused.importer.test(importer);
      return { path, namespace: isUnused ? "unused" : "builtin" };
    });
    build.onLoad({ filter: /.*/, namespace: "builtin" }, ({ path }) => ({
      contents: `module.exports = __loadBuiltin(${JSON.stringify(path)});`,
    }));
    build.onLoad({ filter: /.*/, namespace: "unused" }, () => ({ contents: "module.exports = {};" }));
  },
};
