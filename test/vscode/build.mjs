import { rm } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { build as bundle } from "esbuild";

/**
 * Bundles the extension host suites into dist/test/host: every test file of a suite becomes a file of its own.
 * They are found here, at every build, so no test can be forgotten.
 */
export const build = async () => {
  await rm("dist/test/host", { recursive: true, force: true });
  await bundle({
    entryPoints: ["test/vscode/host/entry.ts", "test/vscode/host/*/**/*.test.ts"],
    outbase: "test/vscode/host",
    outdir: "dist/test/host",
    outExtension: { ".js": ".cjs" },
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node22",
    sourcemap: "inline",
    external: ["vscode", "mocha"],
    logLevel: "warning",
  });
};

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await build();
}
