import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { NodeFileSystem } from "../../../src/adapters/nodeFileSystem.ts";
import { SystemRandom } from "../../../src/adapters/systemRandom.ts";
import { refName, type RefName } from "../../../src/core/git/repository/refName.ts";
import type { FileSystem, Git } from "../../../src/core/base/ports.ts";
import type { Vault } from "../../../src/core/review/vault/vault.ts";
import { DyingProgram, worthTaking, type Death } from "../../support/dying.ts";
import { effort } from "../../support/effort.ts";
import { scatter, VaultScene } from "../../support/scenes/vaultScene.ts";
import type { VaultOperation } from "./vaultProcess.ts";

let program: DyingProgram;
let scene: VaultScene | undefined;
beforeAll(async () => void (program = await DyingProgram.bundle(new URL("./vaultProcess.ts", import.meta.url))));
afterAll(() => program.dispose());
afterEach(() => scene?.dispose());

const ref = (name: string): RefName => refName(`refs/workflow/${name}`);

/** A repository with so many commits on `main`, of many files, so that an import takes a while. */
function withCommits(count: number): VaultScene {
  scene = new VaultScene({ files: { "a.txt": "0\n" } });
  for (let file = 0; file < 200; file += 1) scene.source.write(`files/${file}.txt`, `${file}\n`.repeat(100));
  for (let at = 1; at <= count; at += 1) {
    scene.source.write("a.txt", `${at}\n`);
    scene.source.commitAll(`commit ${at}`);
  }
  return scene;
}

type Doing<Operation> = Operation extends unknown ? Omit<Operation, "directory"> : never;

async function inProcess(one: VaultScene, operation: Doing<VaultOperation>, death?: Death): Promise<string> {
  return program.run(one.source.root, { ...operation, directory: one.directory }, death);
}

/** The only vault there is; whatever else lies beside it was left by a process that died. */
function vaultPath({ directory }: VaultScene): string {
  const [name, ...others] = readdirSync(directory).filter((found) => found.endsWith(".git"));
  if (name === undefined || others.length > 0) throw new Error(`There is not one vault, but ${others.length + 1}.`);
  return join(directory, name);
}

/** A lock that is seconds old may belong to a git that works: those of the dead one are made old. */
function ageLocks({ directory }: VaultScene): void {
  for (const name of readdirSync(directory, { recursive: true, encoding: "utf8" })) {
    if (/(?:\.lock|\/packed-refs\.new|\/tidying)$/u.test(name)) utimesSync(join(directory, name), 1, 1);
  }
}

async function expectWhole(vault: Vault, names: readonly string[]): Promise<void> {
  expect((await vault.kept()).map((one) => one.ref)).toEqual(names.map(ref).toSorted());
  await vault.repository.read(["fsck", "--full", "--strict", "--no-dangling"]);
}

function packs(one: VaultScene): number {
  return readdirSync(join(vaultPath(one), "objects/pack")).filter((name) => name.endsWith(".pack")).length;
}

test("processes that make the vault and import at the same moment all succeed, and leave one vault", async () => {
  const one = withCommits(3);
  const wanted = [0, 1, 2, 3, 4, 5].map((at) => [
    { ref: ref(`own/${at}`), id: one.id(`main~${at % 3}`) },
    { ref: ref("shared/1"), id: one.id(`main~${at % 2}`) },
  ]);
  await Promise.all(wanted.map(async (kept) => inProcess(one, { do: "import", wanted: kept })));
  expect(readdirSync(one.directory)).toEqual([vaultPath(one).slice(one.directory.length + 1)]);
  const vault = await one.open();
  await expectWhole(vault, ["own/0", "own/1", "own/2", "own/3", "own/4", "own/5", "shared/1"]);
  for (const { id } of wanted.flat()) expect(await vault.hasObject(id)).toBe(true);
  const [shared] = await vault.kept("refs/workflow/shared/");
  expect([one.id("main"), one.id("main~1")]).toContain(shared?.id);
});

/** Files whose call number `step` comes behind what `meanwhile` does. */
function interrupted(step: number, meanwhile: () => Promise<void>): { readonly fs: FileSystem; calls: number } {
  const seen = { calls: 0 };
  const fs = new Proxy(new NodeFileSystem(new SystemRandom()), {
    get(target, name) {
      const method = Reflect.get(target, name) as (...parameters: readonly unknown[]) => Promise<unknown>;
      return async (...parameters: readonly unknown[]): Promise<unknown> => {
        if (seen.calls++ === step) await meanwhile();
        return method.apply(target, parameters as unknown[]);
      };
    },
  });
  return Object.assign(seen, { fs });
}

describe("a vault that another process makes between the look and the making", () => {
  test.each([
    { was: "absent", before: () => undefined },
    { was: "broken", before: (path: string): void => void mkdirSync(join(path, "objects"), { recursive: true }) },
  ])("is used, not taken for what was there ($was)", async ({ before }) => {
    const one = withCommits(1);
    await one.open();
    const path = vaultPath(one);
    for (let step = 0; ; step += 1) {
      rmSync(path, { recursive: true });
      before(path);
      const seen = interrupted(step, async () => void (await one.holding(one.id("main"))));
      const second = await one.open(undefined, undefined, seen.fs);
      expect(readdirSync(one.directory)).toHaveLength(1);
      if (seen.calls <= step) {
        expect(step).toBeGreaterThan(4);
        return;
      }
      expect([step, await second.kept()]).toMatchObject([step, [{ ref: ref("test/0") }]]);
      await expectWhole(second, ["test/0"]);
    }
  });

  test("is imported into, when it takes the place of one that was in use", async () => {
    const one = withCommits(1);
    const port = one.source.port();
    let away = false;
    const git: Git = {
      async run(request) {
        if (!request.args.includes("fetch") || away) return port.run(request);
        away = true;
        const path = vaultPath(one);
        renameSync(path, `${path}.away`);
        const failure: unknown = await port.run(request).catch((error: unknown) => error);
        renameSync(`${path}.away`, path);
        throw failure;
      },
    };
    const vault = await one.open(undefined, git);
    await vault.import(importing(one).wanted);
    expect(away).toBe(true);
    await expectWhole(vault, ["x/source", "x/target"]);
  });
});

test("processes import while another tidies, over and over: nothing that is kept is lost", async () => {
  const one = withCommits(4);
  await one.holding(one.id("main~3"));
  for (let round = 0; round < 2; round += 1) {
    scatter(vaultPath(one));
    const imports = [0, 1, 2].map(async (at) =>
      inProcess(one, { do: "import", wanted: [{ ref: ref(`round${round}/${at}`), id: one.id(`main~${at}`) }] }),
    );
    await Promise.all([...imports, inProcess(one, { do: "tidy" })]);
  }
  expect(packs(one)).toBeLessThan(32);
  const names = [0, 1].flatMap((round) => [0, 1, 2].map((at) => `round${round}/${at}`));
  await expectWhole(await one.open(), [...names, "test/0"]);
});

/** Before each step worth it, and so many milliseconds into it: a step on files is over by then, so only the soak does that there too. */
function deathsOf(steps: string, delay: number): readonly Death[] {
  return worthTaking(steps).flatMap((step) =>
    effort.everyStep || /^(?:g|o)$/u.test(steps[step] ?? "") ? [{ step }, { step, delay }] : [{ step }],
  );
}

describe("a process that is killed", () => {
  test("at any step of making the vault and importing: the next import is whole", async () => {
    const one = withCommits(2);
    const steps = await inProcess(one, importing(one));
    expect(steps.length).toBeGreaterThanOrEqual(4);
    const deaths = deathsOf(steps, 8);
    for (const death of deaths) {
      rmSync(one.directory, { recursive: true });
      mkdirSync(one.directory);
      await inProcess(one, importing(one), death);
      ageLocks(one);
      const vault = await one.open();
      const early = await vault.kept();
      for (const { id } of early) await vault.repository.read(["rev-list", "--objects", id]);
      await vault.import(importing(one).wanted);
      await expectWhole(vault, ["x/source", "x/target"]);
      await vault.forget("refs/workflow/");
      expect(await vault.kept()).toEqual([]);
    }
  });

  test("at any step of tidying: what is kept can be read, forgotten, and tidied by the next", async () => {
    const one = withCommits(2);
    const vault = await one.holding(one.id("main"), one.id("main~1"));
    scatter(vaultPath(one));
    const steps = await inProcess(one, { do: "tidy" });
    expect(steps.length).toBeGreaterThanOrEqual(5);
    const deaths = deathsOf(steps, 15);
    for (const [round, death] of deaths.entries()) {
      scatter(vaultPath(one));
      await vault.keep([{ ref: ref(`round/${round}`), id: one.id("main") }]);
      await inProcess(one, { do: "tidy" }, death);
      await expectWhole(vault, [`round/${round}`, "test/0", "test/1"]);
      ageLocks(one);
      await vault.forget(`refs/workflow/round/${round}`);
      await vault.import([{ ref: ref("test/1"), id: one.id("main~1") }]);
      scatter(vaultPath(one));
      expect([death, await vault.tidy()]).toEqual([death, true]);
      expect(existsSync(join(vaultPath(one), "tidying"))).toBe(false);
      await expectWhole(vault, ["test/0", "test/1"]);
    }
  });

  test.each(["packed-refs.lock", "packed-refs.new"])("with %s in its hands: names can be forgotten", async (left) => {
    const one = withCommits(1);
    const vault = await one.holding(one.id("main"), one.id("main~1"));
    await vault.repository.write(["pack-refs", "--all"]);
    writeFileSync(join(vaultPath(one), left), "");
    await expect(vault.forget("refs/workflow/test/1")).rejects.toMatchObject({ code: "git" });
    ageLocks(one);
    await vault.forget("refs/workflow/test/1");
    await expectWhole(vault, ["test/0"]);
  });

  test("leaves nothing beside the vault for ever", async () => {
    const one = withCommits(1);
    // The renames: of what is there but no vault, and of what was just made.
    for (const step of [0, 1, 2]) await inProcess(one, importing(one), { step });
    const vault = await one.holding(one.id("main"));
    const left = readdirSync(one.directory).filter((name) => !name.endsWith(".git"));
    expect(left.length).toBeGreaterThan(0);
    await vault.tidy();
    expect(readdirSync(one.directory)).toEqual(expect.arrayContaining(left));
    for (const name of left) utimesSync(join(one.directory, name), 1, 1);
    await vault.tidy();
    expect(readdirSync(one.directory).map((name) => statSync(join(one.directory, name)).isDirectory())).toEqual([true]);
    await expectWhole(vault, ["test/0"]);
  });
});

function importing(one: VaultScene): Extract<Doing<VaultOperation>, { readonly do: "import" }> {
  return {
    do: "import",
    wanted: [
      { ref: ref("x/source"), id: one.id("main") },
      { ref: ref("x/target"), id: one.id("main~1") },
    ],
  };
}
