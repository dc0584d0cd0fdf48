import { mkdir, rm } from "node:fs/promises";
import { build } from "esbuild";

// Builds what the package ships: the extension (its parts that start late are chunks of their own), `wfs` (runs on Node 20 and
// later) and the review page.
// `--production` minifies; without it source maps are written for debugging. `--outdir=DIR` leaves `dist` alone and
// `--only=NAME` builds one of them (tests).
const production = process.argv.includes("--production");
const option = (name) => process.argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
const outdir = option("outdir") ?? "dist";

/** @type {import("esbuild").BuildOptions} */
const common = {
  bundle: true,
  platform: "node",
  // jsonc-parser's CommonJS file requires its parts in a way no bundler can follow; its module does not.
  mainFields: ["module", "main"],
  minify: production,
  sourcemap: production ? false : "linked",
  legalComments: "none",
  logLevel: "warning",
  metafile: true,
};

// Bundled CommonJS dependencies call require() for node's own modules.
const requireForBundled =
  'import { createRequire as __createRequire } from "node:module";\nconst require = __createRequire(import.meta.url);';

/** @type {Readonly<Record<string, import("esbuild").BuildOptions>>} */
const bundles = {
  extension: {
    entryPoints: { extension: "src/extension.ts" },
    outdir: `${outdir}/extension`,
    format: "esm",
    splitting: true,
    chunkNames: "chunk-[hash]",
    target: "node22",
    external: ["vscode"],
    banner: { js: requireForBundled },
  },
  wfs: {
    entryPoints: { wfs: "src/cli/wfs.ts" },
    outdir,
    outExtension: { ".js": ".mjs" },
    format: "esm",
    // Agents start wfs often: what a verb does not need (git above all) stays in chunks that are not read.
    splitting: true,
    chunkNames: "wfs/chunk-[hash]",
    target: "node20",
    banner: { js: requireForBundled },
  },
  webview: {
    entryPoints: [
      { in: "webview/review.ts", out: "review" },
      { in: "webview/review.css", out: "review" },
    ],
    outdir: `${outdir}/webview`,
    platform: "browser",
    format: "esm",
    // Syntax colours are a chunk that nobody waits for.
    splitting: true,
    chunkNames: "chunk-[hash]",
    // The oldest VS Code in package.json runs on Chromium 142.
    target: "chrome138",
  },
};

await mkdir(outdir, { recursive: true });
for (const [name, bundle] of Object.entries(bundles)) {
  if ((option("only") ?? name) !== name) continue;
  await rm(`${outdir}/${name}`, { recursive: true, force: true });
  await rm(`${outdir}/${name}.mjs.map`, { force: true });
  await build({ ...common, ...bundle });
}
