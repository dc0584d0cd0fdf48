import { execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { WorkflowError } from "../../../src/core/base/errors.ts";
import { say } from "../../../src/core/base/text.ts";
import { GitError } from "../../../src/core/git/repository/gitError.ts";
import { refName } from "../../../src/core/git/repository/refName.ts";
import type { Git } from "../../../src/core/base/ports.ts";
import { VaultScene } from "../../support/scenes/vaultScene.ts";

let scene: VaultScene | undefined;
afterEach(() => scene?.dispose());

/** A repository with so many commits on `main`. */
function withCommits(count: number): VaultScene {
  scene = new VaultScene({ files: { "a.txt": "0\n" } });
  for (let at = 1; at <= count; at += 1) {
    scene.source.write("a.txt", `${at}\n`);
    scene.source.commitAll(`commit ${at}`);
  }
  return scene;
}

function vaultPath({ directory }: VaultScene): string {
  const [name, ...others] = readdirSync(directory);
  if (name === undefined || others.length > 0) throw new Error(`There is not one vault, but ${others.length + 1}.`);
  return join(directory, name);
}

const ref = (name: string): ReturnType<typeof refName> => refName(`refs/workflow/${name}`);

test("many windows open and import at once, under names of their own and under the same", async () => {
  const one = withCommits(4);
  const ids = [0, 1, 2, 3].map((back) => one.id(`main~${back}`));
  const windows = Array.from({ length: 8 }, (_, at) => ({ at, id: ids[at % ids.length] ?? one.id("main") }));
  await Promise.all(
    windows.map(async ({ at, id }) => {
      const vault = await one.open();
      await vault.import([
        { ref: ref(`own/${at}`), id },
        { ref: ref("shared/1"), id },
      ]);
    }),
  );
  const vault = await one.open();
  expect((await vault.kept("refs/workflow/own/")).map(({ id }) => id)).toEqual(windows.map(({ id }) => id));
  const [shared] = await vault.kept("refs/workflow/shared/");
  expect(ids).toContain(shared?.id);
  expect(readdirSync(one.directory)).toHaveLength(1);
  await vault.repository.read(["fsck", "--full", "--strict"]);
});

test("what was imported before is not copied again, and what is forgotten goes when the vault is tidied", async () => {
  const one = withCommits(31);
  const vault = await one.open();
  for (let at = 0; at <= 31; at += 1) await vault.import([{ ref: ref(`x/${at}`), id: one.id(`main~${at}`) }]);
  expect(readdirSync(join(vaultPath(one), "objects/pack")).filter((name) => name.endsWith(".pack"))).toHaveLength(1);
  const late = await withoutVault(one);
  for (let at = 31; at >= 0; at -= 1) await late.import([{ ref: ref(`x/${at}`), id: one.id(`main~${at}`) }]);
  const gone = one.id("main");
  await late.forget("refs/workflow/x/0");
  for (const name of readdirSync(join(vaultPath(one), "objects"))) {
    for (const file of readdirSync(join(vaultPath(one), "objects", name))) {
      utimesSync(join(vaultPath(one), "objects", name, file), 1, 1);
    }
  }
  expect(await late.tidy()).toBe(true);
  expect(await late.hasObject(gone)).toBe(false);
  expect(await late.hasObject(one.id("main~1"))).toBe(true);
  expect(await late.tidy()).toBe(false);
});

async function withoutVault(one: VaultScene): Promise<Awaited<ReturnType<VaultScene["open"]>>> {
  rmSync(one.directory, { recursive: true });
  mkdirSync(one.directory);
  return one.open();
}

describe("what a killed import leaves behind stops no later one", () => {
  test("killed at random moments, over and over", async () => {
    const one = withCommits(3);
    for (let file = 0; file < 300; file += 1) one.source.write(`files/${file}.txt`, `${file}\n`.repeat(200));
    const id = one.source.commitAll("many files");
    const vault = await one.open();
    for (let round = 0; round < 12; round += 1) {
      const child = spawn(
        "git",
        [
          `--git-dir=${vaultPath(one)}`,
          "fetch",
          "--quiet",
          `file://${one.source.path(".git")}`,
          `+${id}:refs/workflow/x/1`,
        ],
        { env: one.source.environment(), stdio: "ignore", detached: true },
      );
      await new Promise((done) => setTimeout(done, round * 4));
      try {
        process.kill(-(child.pid ?? 0), "SIGKILL");
      } catch {
        // It was done already.
      }
      await new Promise((done) =>
        child.exitCode === null && child.signalCode === null ? child.once("exit", done) : done(0),
      );
      // A lock that is seconds old may belong to a git that works; the one just killed is made an old one.
      for (const lock of readdirSync(vaultPath(one), { recursive: true, encoding: "utf8" })) {
        if (lock.endsWith(".lock")) utimesSync(join(vaultPath(one), lock), 1, 1);
      }
      await vault.import([{ ref: ref("x/1"), id: one.id("HEAD") }]);
      await vault.repository.read(["fsck", "--full", "--strict"]);
      await vault.forget("refs/workflow/");
    }
  }, 120_000);

  test("a lock on the name it is kept under", async () => {
    const one = withCommits(1);
    const vault = await one.open();
    mkdirSync(join(vaultPath(one), "refs/workflow/x"), { recursive: true });
    const lock = join(vaultPath(one), "refs/workflow/x/1.lock");
    writeFileSync(lock, "");
    utimesSync(lock, 1, 1);
    await vault.import([{ ref: ref("x/1"), id: one.id("main") }]);
    expect(await vault.kept()).toHaveLength(1);
  });

  test("a vault with truncated packs, as after a power failure, takes what is missing again", async () => {
    const one = withCommits(2);
    const vault = await one.holding(one.id("main~1"));
    for (const name of readdirSync(join(vaultPath(one), "objects/pack"))) {
      if (!name.endsWith(".pack")) continue;
      const pack = join(vaultPath(one), "objects/pack", name);
      chmodSync(pack, 0o644);
      truncateSync(pack, 40);
    }
    await vault.import([{ ref: ref("x/1"), id: one.id("main") }]);
    expect(await vault.readFile(one.id("main~1"), "a.txt", 100)).toEqual(Buffer.from("1\n"));
  });

  test("a vault with emptied objects is noticed by the process that reads it, and made anew by the next import", async () => {
    const one = withCommits(2);
    const vault = await one.holding(one.id("main~1"));
    const packs = join(vaultPath(one), "objects/pack");
    for (const name of readdirSync(packs).filter((file) => file.endsWith(".pack"))) {
      const pack = one.source.beside(name);
      renameSync(join(packs, name), pack);
      rmSync(join(packs, name.replace(/pack$/u, "idx")));
      execFileSync("git", [`--git-dir=${vaultPath(one)}`, "unpack-objects", "-q"], { input: readFileSync(pack) });
    }
    const blob = one.id("main~1:a.txt");
    const hollow = join(vaultPath(one), "objects", blob.slice(0, 2), blob.slice(2));
    chmodSync(hollow, 0o644);
    truncateSync(hollow, 0);
    const wanted = [{ ref: ref("x/1"), id: one.id("main") }];
    await vault.import(wanted);
    await expect(vault.readFile(one.id("main~1"), "a.txt", 100)).rejects.toMatchObject({ code: "git" });
    await vault.import(wanted);
    expect(await vault.readFile(one.id("main~1"), "a.txt", 100)).toEqual(Buffer.from("1\n"));
    expect(await vault.kept()).toEqual(wanted);
    expect(vaultPath(one)).toBe(vault.repository.paths.gitDir);
  });

  test.each(["HEAD", "config", "objects"])("a vault without %s is made anew when it is opened", async (name) => {
    const one = withCommits(1);
    await one.holding(one.id("main"));
    rmSync(join(vaultPath(one), name), { recursive: true });
    const vault = await one.holding(one.id("main"));
    expect(await vault.hasObject(one.id("main"))).toBe(true);
    expect(vaultPath(one)).toBe(vault.repository.paths.gitDir);
  });
});

test("a full disk is said in words, and the next import works", async () => {
  const one = withCommits(1);
  const git = one.source.port();
  let full = true;
  const filling: Git = {
    async run(request) {
      if (full && request.args.includes("fetch")) {
        throw new GitError("no-space", say`git fetch: write error: No space left on device`);
      }
      return git.run(request);
    },
  };
  const vault = await one.open(await one.source.open(), filling);
  const wanted = [{ ref: ref("x/1"), id: one.id("main") }];
  const failure: unknown = await vault.import(wanted).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(WorkflowError);
  expect(failure).toMatchObject({ reason: "no-space", hint: expect.stringContaining("Free some disk space") });
  full = false;
  await vault.import(wanted);
  expect(await vault.kept()).toEqual(wanted);
});

test("a cancelled import leaves nothing kept", async () => {
  const one = withCommits(1);
  const vault = await one.open();
  const stop = new AbortController();
  stop.abort();
  await expect(vault.import([{ ref: ref("x/1"), id: one.id("main") }], stop.signal)).rejects.toMatchObject({
    code: "cancelled",
  });
  expect(await vault.kept()).toEqual([]);
});
