import { mkdir, rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { build } from "esbuild";
import { banner, builtins } from "./esbuild.builtins.mjs";
import { joinStart } from "./esbuild.start.mjs";

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
  plugins: [builtins],
  banner: { js: banner },
};
const wfs = { wfs: "src/cli/wfs.ts" };
// One build for both, because they share most of their chunks.
const both = { "extension/extension": "src/extension.ts", ...wfs };

/** @type {Readonly<Record<string, import("esbuild").BuildOptions>>} */
const bundles = {
  node: { ...node, entryPoints: option("only") === "wfs" ? wfs : both },
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
  const { metafile } = await build({ ...common, ...bundle });
  if (name === "node") {
    const output = (file) => relative(process.cwd(), join(outdir, file)).replaceAll("\\", "/");
    const wfsEntry = {
      wfs: output("wfs.mjs"),
      often: ["src/cli/commands/status.ts", "src/cli/commands/list.ts"],
      changing: [
        "src/cli/commands/activation.ts",
        "src/core/sessions/sessionChanges.ts",
        "src/core/sessions/record/recordEditing.ts",
        "src/adapters/open/openEvents.ts",
        "src/adapters/files/fileTail.ts",
      ],
    };
    const entries =
      bundle.entryPoints === both ? { ...wfsEntry, extension: output("extension/extension.mjs") } : wfsEntry;
    const { plugins: _, banner: __, ...options } = { ...common, ...node };
    for (const old of await joinStart(metafile.outputs, entries, options)) await rm(old, { force: true });
  }
}
