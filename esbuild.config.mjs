import { mkdir, rm } from "node:fs/promises";
import { build } from "esbuild";

// Builds what the package ships: the extension, `wfs` (runs on Node 20 and later) and the review page.
// `--production` minifies; without it source maps are written for debugging. `--outdir=DIR` leaves `dist` alone and
// `--only=wfs` or `--only=webview` builds one of them (tests).
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

const node = {
  outdir,
  outExtension: { ".js": ".mjs" },
  format: "esm",
  // What starts late is a chunk of its own: what a verb or an activation does not need (git above all) is not read.
  splitting: true,
  chunkNames: "extension/chunk-[hash]",
  // The oldest node wfs runs on.
  target: "node20",
  external: ["vscode"],
  banner: { js: requireForBundled },
};
const [extension, wfs] = [{ "extension/extension": "src/extension.ts" }, { wfs: "src/cli/wfs.ts" }];

/** @type {Readonly<Record<string, import("esbuild").BuildOptions>>} */
const bundles = {
  // One build for both, because they share most of their chunks.
  node: { ...node, entryPoints: option("only") === "wfs" ? wfs : { ...extension, ...wfs } },
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
const only = { wfs: "node" }[option("only")] ?? option("only");
for (const [name, bundle] of Object.entries(bundles)) {
  if ((only ?? name) !== name) continue;
  const old = name === "node" ? ["extension", "wfs", "wfs.mjs", "wfs.mjs.map"] : [name];
  for (const each of old) await rm(`${outdir}/${each}`, { recursive: true, force: true });
  await build({ ...common, ...bundle });
}
