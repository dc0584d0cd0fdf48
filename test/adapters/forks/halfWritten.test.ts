import { existsSync, mkdirSync, readdirSync, renameSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { nodeProcesses } from "../../../src/adapters/nodeProcesses.ts";
import { sessionIdFromSlug, type SessionId } from "../../../src/core/sessions/model/sessionId.ts";
import { DyingProgram, removeBranchLocks } from "../../support/dying.ts";
import { ShiftedClock } from "../../support/fakes/shiftedClock.ts";
import type { DyingOperation } from "./dyingProcess.ts";
import { ForkScene } from "./forkScene.ts";

/** What a git leaves that is killed between opening one of its files and writing it. The kill harness meets that once in thousands of kills. */
let program: DyingProgram;
/** A fork whose process died while it opened it: just before git was to make the worktree, and with the worktree under its name. */
let died: Readonly<Record<"beforeGit" | "moved", { readonly scene: ForkScene; readonly bringBack: () => void }>>;
beforeAll(async () => {
  program = await DyingProgram.bundle(new URL("./dyingProcess.ts", import.meta.url));
  const beforeGit = await diedWhen({ do: "open", fork: a }, (found) => asideOf(found) !== undefined);
  const moved = await diedWhen({ do: "open", fork: a }, (found) => existsSync(found.worktree(a)));
  died = {
    beforeGit: { scene: beforeGit, bringBack: beforeGit.repository.snapshot() },
    moved: { scene: moved, bringBack: moved.repository.snapshot() },
  };
});
afterAll(() => {
  for (const { scene } of Object.values(died)) scene.repository.dispose();
  program.dispose();
});

const [a, b] = [sessionIdFromSlug("a"), sessionIdFromSlug("b")] as const;
const notes = ".git/worktrees";

/** A fork whose process died at the first step before which it looks like that. */
async function diedWhen(operation: DyingOperation, looksSo: (scene: ForkScene) => boolean): Promise<ForkScene> {
  const scene = await ForkScene.make({ files: { "a.txt": "a\n" } });
  await scene.forks().create({ slug: "a" });
  if (operation.do === "rename") await scene.forks().open(a);
  const bringBack = scene.repository.snapshot();
  for (let step = 1; (await program.run(scene.repository.root, operation, { step })) === ""; step += 1) {
    if (looksSo(scene)) return scene;
    bringBack();
  }
  throw new Error("No step looks so.");
}

/** Names of the notes that the repository keeps of its worktrees. */
function noted({ repository }: ForkScene): readonly string[] {
  return existsSync(repository.path(notes)) ? readdirSync(repository.path(notes)) : [];
}

/** Applies what is certain, as the start of the next window does; what could not be applied. */
async function settle(scene: ForkScene): Promise<string> {
  removeBranchLocks(scene.repository);
  const clock = new ShiftedClock();
  clock.ahead = 60 * 60 * 1000;
  const forks = scene.forks({ processes: nodeProcesses, clock });
  const results = await forks.applySweep((await forks.sweep()).filter(({ certain }) => certain));
  return results.map(({ done, message }) => (done ? "" : message)).join("");
}

/** `.adding-<hex>`, where the worktree is made. */
function asideOf(scene: ForkScene): string | undefined {
  return scene.worktrees().find((name) => name.startsWith(".adding-"));
}

/** One of the two as its process left it. */
function asLeft(state: keyof typeof died): ForkScene {
  died[state].bringBack();
  return died[state].scene;
}

const reason = `Workflow Sessions is making the worktree of ${a}`;

/** Git's files of a new worktree in the order in which it writes them, each opened before it is written. */
function gitsFiles(scene: ForkScene): readonly (readonly [string, string])[] {
  const { repository } = scene;
  const [note, made] = [`${notes}/${a}`, `.worktrees/${asideOf(scene)}/${a}`];
  return [
    [`${note}/locked`, reason],
    [`${note}/gitdir`, `${repository.path(made)}/.git\n`],
    [`${made}/.git`, `gitdir: ${repository.path(note)}\n`],
    [`${note}/HEAD`, `${"0".repeat(40)}\n`],
    [`${note}/commondir`, "../..\n"],
  ];
}

/** Writes them up to the one at `last`, which stays empty: there git was killed. `emptied`: one that the power failure took too. */
function leave(scene: ForkScene, last: number, emptied?: string): void {
  for (const [at, [path, text]] of gitsFiles(scene)
    .slice(0, last + 1)
    .entries()) {
    scene.repository.write(path, at === last || path.endsWith(`/${emptied}`) ? "" : text);
  }
}

/** Nothing is left, and the fork can be opened. */
async function expectWhole(scene: ForkScene, where: string): Promise<void> {
  const { repository } = scene;
  expect([where, noted(scene)]).toEqual([where, []]);
  expect([where, await settle(scene)]).toEqual([where, ""]);
  expect([where, scene.branches()]).toEqual([where, [`session/${a}`]]);
  expect([where, await scene.forks().open(a)]).toMatchObject([where, { created: true }]);
  expect([where, noted(scene)]).toEqual([where, [a]]);
  expect([where, repository.git("fsck", "--no-progress")]).toEqual([where, ""]);
}

async function expectOpened(scene: ForkScene, id: SessionId = a): Promise<void> {
  await scene.forks().open(id);
  expect(scene.repository.gitIn(scene.worktree(id), "status", "--porcelain", "--branch")).toBe(`## session/${id}`);
  expect(scene.repository.read(`${notes}/${id}/gitdir`)).toBe(`${scene.worktree(id)}/.git\n`);
}

test("a checkout that died over one of git's own files leaves nothing", async () => {
  const scene = asLeft("beforeGit");
  const bringBack = scene.repository.snapshot();
  for (const [last, [path]] of gitsFiles(scene).entries()) {
    for (const emptied of [undefined, "locked"]) {
      bringBack();
      leave(scene, last, emptied);
      const where = `${path} ${emptied}`;
      expect([where, await settle(scene)]).toEqual([where, ""]);
      await expectWhole(scene, where);
    }
  }
  bringBack();
  mkdirSync(scene.repository.path(notes, a), { recursive: true });
  expect(await settle(scene)).toBe("");
  await expectWhole(scene, "an empty note");
});

test("one that died over commondir is recovered beside a note of another tool that did so too", async () => {
  const scene = asLeft("beforeGit");
  const { repository } = scene;
  leave(scene, 4);
  repository.write(`${notes}/theirs/gitdir`, `${repository.beside("theirs")}/.git\n`);
  repository.write(`${notes}/theirs/commondir`, "");
  expect(await settle(scene)).toBe("");
  expect(noted(scene)).toEqual(["theirs"]);
  expect(() => repository.git("branch")).toThrow("commondir");
  repository.remove(`${notes}/theirs`);
  await expectOpened(scene);
});

test("one on its branch that is out of reach keeps its note too", async () => {
  const scene = asLeft("moved");
  const { repository } = scene;
  repository.write(".worktrees/WFS-a/a.txt", "staged\n");
  repository.gitIn(scene.worktree(a), "add", "a.txt");
  for (const directory of [".worktrees", `.worktrees/${a}`]) {
    renameSync(repository.path(directory), repository.beside("unplugged"));
    expect(await settle(scene)).toContain("git worktree repair");
    renameSync(repository.beside("unplugged"), repository.path(directory));
    expect(repository.gitIn(scene.worktree(a), "status", "--porcelain")).toBe("M  a.txt");
  }
  expect(await settle(scene)).toBe("");
  expect(await scene.forks().open(a)).toMatchObject({ created: false });
  expect(repository.gitIn(scene.worktree(a), "status", "--porcelain")).toBe("M  a.txt");
});

test.each([{ gitdir: "as git wrote it" }, { gitdir: "empty" }])(
  "a worktree that is out of reach keeps its note, the place in it $gitdir",
  async ({ gitdir }) => {
    const scene = asLeft("moved");
    const { repository } = scene;
    repository.gitIn(scene.worktree(a), "checkout", "--quiet", "--detach");
    const head = scene.commitIn(a, "work.txt", "w\n");
    if (gitdir === "empty") repository.write(`${notes}/${a}/gitdir`, "");
    renameSync(repository.path(".worktrees"), repository.beside("unplugged"));
    expect(await settle(scene)).toContain(gitdir === "empty" ? "" : head);
    renameSync(repository.beside("unplugged"), repository.path(".worktrees"));
    expect(repository.gitIn(scene.worktree(a), "rev-parse", "HEAD")).toBe(head);
  },
);

test("a person's lock is kept where a fork's making is carried to its end", async () => {
  const scene = asLeft("moved");
  scene.repository.write(`${notes}/${a}/locked`, "on my stick\n");
  expect(await settle(scene)).toBe("");
  expect(scene.repository.read(`${notes}/${a}/locked`)).toBe("on my stick\n");
  await expectOpened(scene);
});

test.each([
  { operation: { do: "open", fork: a }, to: a },
  { operation: { do: "rename", fork: a, to: "b" }, to: b },
] as const)("a worktree that $operation.do moved is whole when git died over its new place", async (row) => {
  const { operation, to } = row;
  const scene = await diedWhen(operation, (found) => existsSync(found.worktree(to)));
  const { repository } = scene;
  try {
    repository.write(`${notes}/${a}/gitdir`, "");
    expect(await settle(scene)).toBe("");
    expect(repository.gitIn(scene.worktree(to), "status", "--porcelain", "--branch")).toBe(`## session/${to}`);
    expect(repository.read(`${notes}/${a}/gitdir`)).toBe(`${scene.worktree(to)}/.git\n`);
    expect(await scene.forks().open(to)).toMatchObject({ created: false });
    expect(await scene.forks({ processes: nodeProcesses }).sweep()).toEqual([]);
  } finally {
    repository.dispose();
  }
});
