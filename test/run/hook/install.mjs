import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, realpathSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { root } from "../paths.mjs";

// Sets the commit hook up, at the end of `npm install`: only in a checkout of this repository where nobody has hooks of their own, and without
// a word where it is not wanted (CI, a package, an archive without git).

const hook = `#!/bin/sh
# Checks types, lint and format of what is staged (CONTRIBUTING.md). \`git commit --no-verify\` goes without.
[ -f test/run/hook/checkStaged.mjs ] || exit 0
exec node test/run/hook/checkStaged.mjs
`;

/** What git says, without its last line feed; undefined when it says no or is not there. */
const git = (/** @type {readonly string[]} */ ...args) => {
  try {
    return execFileSync("git", args, { cwd: root, stdio: ["ignore", "pipe", "ignore"], encoding: "utf8" }).trimEnd();
  } catch {
    return undefined;
  }
};

const installHook = () => {
  if ((process.env["CI"] ?? "") !== "" || git("config", "--get", "core.hooksPath") !== undefined) return;
  const top = git("rev-parse", "--show-toplevel");
  const hooks = git("rev-parse", "--git-path", "hooks");
  if (top === undefined || hooks === undefined || realpathSync(top) !== realpathSync(root)) return;
  const file = join(resolve(root, hooks), "pre-commit");
  if (existsSync(file)) return;
  mkdirSync(resolve(root, hooks), { recursive: true });
  writeFileSync(file, hook, { flag: "wx" });
  chmodSync(file, 0o755);
  console.log(
    `A commit hook checks types, lint and format of what is staged: ${file} (remove it if you do not want it).`,
  );
};

try {
  installHook();
} catch (error) {
  // An installation does not fail for the want of a hook.
  console.warn(`The commit hook could not be set up: ${error instanceof Error ? error.message : String(error)}`);
}
