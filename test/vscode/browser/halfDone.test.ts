import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root as project } from "../../run/paths.mjs";
import { createGitShop, git, showSessions, write } from "./support/gitShop.ts";
import { shareWorkbench } from "./support/workbench.ts";

const session = "WFS-user-profile";
const names = ["src/api.py", "src/cart.py", "src/login.py"];
const all = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(names.map((name) => [name, `${text}\n`]));

/** Runs `wfs` in a process group of its own, which a filter kills as a whole when git comes to the second file: before any file has its place. */
const wfs = async (root: string, ...args: readonly string[]): Promise<void> => {
  const file = join(project, "dist", "wfs.mjs");
  await once(spawn(process.execPath, [file, ...args], { cwd: root, detached: true, stdio: "ignore" }), "close");
};

const cutOffRestore = async (root: string): Promise<void> => {
  await write(root, all("new"));
  await git(root, "config", "filter.fatal.smudge", "sh .git/fatal.sh %f");
  await write(root, {
    ".git/fatal.sh": '[ "$1" = src/cart.py ] && kill -KILL 0\nexec cat\n',
    ".git/info/attributes": "*.py filter=fatal\n",
  });
  await wfs(root, "checkpoint", "restore", "1");
  await git(root, "config", "--remove-section", "filter.fatal");
  await rm(join(root, ".git/info/attributes"));
  // As the restore would have left it a moment later.
  await write(root, { "src/api.py": "old\n" });
};

describe("a restore that was cut off", () => {
  let root = "";
  const window = shareWorkbench(async () => {
    root = await createGitShop();
    await write(root, all("old"));
    await wfs(root, "checkpoint", "create");
    await cutOffRestore(root);
    return { folder: root };
  });
  const texts = async (): Promise<readonly string[]> =>
    await Promise.all(names.map(async (name) => (await readFile(join(root, name), "utf8").catch(() => "gone")).trim()));
  const rows = async (): Promise<string> => await window().tree("Sessions").text();

  it("is completed when a trusted window opens, which says so", async () => {
    await showSessions(window(), session);
    await expect.poll(texts).toEqual(["old", "old", "old"]);
    await expect.poll(rows).not.toContain("Half-changed files");
    await expect
      .poll(() => window().notifications.texts())
      .toEqual([expect.stringMatching(/A restore \(.*was cut off.* It was completed\./u)]);
    await window().notifications.dismissOne();
  });

  it("is noticed in an open window at its next look, which offers to undo it", async () => {
    await cutOffRestore(root);
    expect(await texts()).toEqual(["old", "new", "new"]);
    await window().runCommand("Workflow Sessions: Refresh");
    await expect.poll(rows).toContain(`  Half-changed files  ${session}`);
    await expect.poll(() => window().notifications.texts()).toEqual([expect.stringContaining("was cut off")]);
    await window().screenshot("half-changed-dark");
    expect(await texts()).toEqual(["old", "new", "new"]);
    await window().notifications.press("was cut off", "Undo");
    await expect.poll(texts).toEqual(["new", "new", "new"]);
    await expect.poll(rows).not.toContain("Half-changed files");
    await expect.poll(() => window().notifications.texts()).toEqual([expect.stringContaining("It was taken back.")]);
    await window().notifications.dismissOne();
  });

  it("is finished from its row", async () => {
    await cutOffRestore(root);
    await window().runCommand("Workflow Sessions: Refresh");
    await window().tree("Sessions").row("Half-changed files").click();
    await window().dialog.waitUntilOpen();
    expect(await window().dialog.detail()).toContain(`files in ${root} `);
    expect(await window().dialog.buttons()).toEqual(expect.arrayContaining(["Finish", "Undo"]));
    await window().dialog.press("Finish");
    await expect.poll(texts).toEqual(["old", "old", "old"]);
    await expect.poll(rows).not.toContain("Half-changed files");
    await writeFile(join(root, "src/api.py"), "mine\n");
  });
});
