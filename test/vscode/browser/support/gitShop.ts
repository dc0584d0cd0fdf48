import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect } from "vitest";
import { createShop } from "../../support/projectFolder.ts";
import { temporaryDirectory } from "./temporaryDirectory.ts";
import { openLimitMs, type Workbench } from "./workbench.ts";

const execute = promisify(execFile);

/** What git prints in a directory, without the last line feed. */
export const git = async (directory: string, ...args: readonly string[]): Promise<string> => {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" };
  const person = ["-c", "user.name=Dana", "-c", "user.email=dana@example.org"];
  const { stdout } = await execute("git", ["-C", directory, ...person, ...args], { env });
  return stdout.replace(/\n$/u, "");
};

/** Writes files by their path relative to a directory. */
export const write = async (directory: string, files: Readonly<Record<string, string>>): Promise<void> => {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text);
  }
};

/** Replaces the first occurrence in a file, as a person in another editor. */
export const replaceInFile = async (path: string, from: string, to: string): Promise<void> => {
  await writeFile(path, (await readFile(path, "utf8")).replace(from, to));
};

/** Writes files and commits them. */
export const commitFiles = async (
  directory: string,
  files: Readonly<Record<string, string>>,
  message: string,
): Promise<void> => {
  await write(directory, files);
  await git(directory, "add", "--", ...Object.keys(files));
  await git(directory, "commit", "--quiet", "-m", message);
};

/** The shop with a few committed source files. */
export const createGitShop = async (): Promise<string> => {
  const root = await createShop(join(await temporaryDirectory(), "shop"));
  const files = {
    "src/login.py": "def login(user):\n    return check(user.pw)\n",
    "src/cart.py": "def total(items):\n    return sum(item.price for item in items)\n",
    "src/api.py": "ROUTES = ['/login', '/cart']\n",
  };
  await commitFiles(root, files, "Sign in and pay");
  return root;
};

/** Opens the sessions view and waits for its first row, in a window that may have just opened. */
export const showSessions = async (workbench: Workbench, first: string): Promise<void> => {
  await workbench.showViewContainer("Workflow Sessions");
  await expect.poll(async () => (await workbench.tree("Sessions").labels())[0], { timeout: openLimitMs }).toBe(first);
};
