import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { node24, root } from "../paths.mjs";
import { toolEnvironment } from "../processes.mjs";

// The commit hook: checks what would be committed, which may be part of what is in the files. The staged files are written out beside, so
// that no file of the person is touched and nothing is put away that could get lost.

const git = (/** @type {readonly string[]} */ ...args) =>
  execFileSync("git", args, { cwd: root, encoding: "utf8", maxBuffer: 1 << 26 });

/**
 * Options after which each tool checks all it is told; the parts of `npm run check` that a commit can break alone. Without files to name, a tool
 * would take all of the directory.
 */
const checks = (/** @type {readonly string[]} */ staged) => {
  const linted = staged.filter((file) => /^(?:src|webview|test)\/.*\.(?:ts|mjs)$|^esbuild\.\w+\.mjs$/u.test(file));
  return [
    { name: "types", tool: "tsc", args: ["--noEmit", "-p", "."] },
    { name: "lint", tool: "oxlint", args: ["--type-aware", "--deny-warnings", ...linted], skip: linted.length === 0 },
    {
      name: "format",
      tool: "oxfmt",
      args: ["--check", "--no-error-on-unmatched-pattern", ...staged],
      skip: staged.length === 0,
    },
  ].filter(({ skip }) => skip !== true);
};

/** In turn the modes, ids and status of a path, and the path. */
const told = git("diff", "--cached", "--raw", "--no-renames", "-z").split("\0");
/** Files that stand afterwards, links left out: nobody formats those. */
const staged = told.filter((_, at) => at % 2 === 1 && /^:\d+ 100\d+ /u.test(told[at - 1] ?? ""));
if (told.length > 1 && existsSync(node24)) {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "staged-")));
  try {
    git("checkout-index", "--all", `--prefix=${directory}${sep}`);
    symlinkSync(join(root, "node_modules"), join(directory, "node_modules"), "junction");
    for (const { name, tool, args } of checks(staged)) {
      const command = join(root, "node_modules", ".bin", tool);
      const { status } = spawnSync(command, args, {
        cwd: directory,
        env: toolEnvironment(),
        stdio: "inherit",
        shell: process.platform === "win32",
      });
      if (status === 0) continue;
      const mend = name === "format" ? "`npm run format` mends it. " : "";
      console.error(
        `\nNot committed: the check of ${name} found something in what is staged. ${mend}\`git commit --no-verify\` goes without.`,
      );
      process.exitCode = 1;
      break;
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
