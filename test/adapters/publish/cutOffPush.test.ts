import { existsSync, renameSync, writeFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import type { Gate } from "../../../src/core/review/gate.ts";
import type { RequestView } from "../../../src/core/review/requests/requests.ts";
import { DyingProgram } from "../../support/dying.ts";
import { ShiftedClock } from "../../support/fakes/shiftedClock.ts";
import { openWindow } from "../review/reviewWindow.ts";
import { ownBranch, PublishScene } from "./publishScene.ts";

const minutes = 60_000;

let program: DyingProgram;
beforeAll(async () => {
  program = await DyingProgram.bundle(new URL("../gate/dyingProcess.ts", import.meta.url));
});
afterAll(() => program.dispose());

let made: PublishScene;
let view: RequestView;
let release: string;
beforeEach(async () => {
  made = await PublishScene.make();
  made.turnOn();
  await made.gate(); // Makes the reviewer's home.
  release = made.scene.repository.beside("release");
  view = await made.ask();
});
afterEach(() => {
  writeFileSync(release, "1");
  made.dispose();
});

/** A window that is killed while the remote looks at what it has pushed; git outlives it. The remote goes on once it is released, and answers `code`. */
async function killTheWindow(code: number): Promise<void> {
  const begun = made.scene.repository.beside("begun");
  // The push leads a group of processes of its own, and the window has started that.
  const wait = `touch ${begun}; while [ -e ${begun} ] && [ ! -e ${release} ]; do sleep 0.05; done; exit ${code}`;
  made.hook("pre-receive", `kill -9 $(ps -o ppid= -p $(ps -o pgid= -p $$)); ${wait}`);
  const { root } = made.scene.repository;
  expect(await program.run(root, { grant: view.id, remotes: [made.fileUrl] })).toBe("");
  await expect.poll(() => existsSync(begun)).toBe(true);
}

/** The gate of a window that is started afterwards. */
async function next(ahead = 0, remotes: readonly string[] = [made.fileUrl]): Promise<Gate> {
  const clock = new ShiftedClock();
  clock.ahead = ahead;
  const { repository, workspace } = made.scene;
  const parts = { fs: workspace.fs, git: repository.port(), logger: repository.logger, clock, remotes };
  return (await openWindow(repository.root, parts)).gate;
}

const state = async (): Promise<string> => (await made.scene.requests.get(view.id)).state;

it("a push that outlives its window: nothing is said of it before it has arrived", async () => {
  await killTheWindow(0);
  for (const ahead of [0, 11 * minutes]) {
    expect(await (await next(ahead)).recover()).toEqual([]);
    expect(await state()).toBe("deciding");
  }
  writeFileSync(release, "1");
  await expect.poll(() => made.at(ownBranch)).toBe(made.commit);
  expect(await (await next()).recover()).toMatchObject([{ outcome: "executed", ref: ownBranch, to: made.commit }]);
  expect(await state()).toBe("executed");
});

it("a push that outlives its window and does not arrive: that is said once nothing of it runs and the server has had its time", async () => {
  await killTheWindow(1);
  writeFileSync(release, "1");
  expect(await (await next()).recover()).toEqual([]);
  await expect
    .poll(async () => await (await next(11 * minutes)).recover(), { timeout: 30_000, interval: 500 })
    .toMatchObject([{ outcome: "failed", ref: null, message: expect.stringContaining("was cut off") as string }]);
  expect(made.at(ownBranch)).toBe("");
  expect((await made.scene.requests.askAgain(view.id, "agent")).state).toBe("waiting");
});

it("a remote that cannot be asked is asked again later, for a day", async () => {
  await killTheWindow(0);
  const away = `${made.bare}.away`;
  writeFileSync(release, "1");
  await expect.poll(() => made.at(ownBranch)).toBe(made.commit);
  renameSync(made.bare, away);
  expect(await (await next(60 * minutes)).recover()).toEqual([]);
  expect(await state()).toBe("deciding");
  renameSync(away, made.bare);
  expect(await (await next()).recover()).toMatchObject([{ outcome: "executed" }]);
});

it.each([
  ["was turned off", 0, false],
  ["could not be asked for a day", 25 * 60 * minutes, true],
])("a remote that %s: it is not known, and can be asked for again", async (_what, ahead, isOn) => {
  await killTheWindow(1);
  if (isOn) renameSync(made.bare, `${made.bare}.away`);
  expect(await (await next(ahead, isOn ? [made.fileUrl] : [])).recover()).toMatchObject([
    { outcome: "indeterminate", message: expect.stringContaining("git ls-remote") as string },
  ]);
  expect(await state()).toBe("indeterminate");
  expect((await made.scene.requests.askAgain(view.id, "agent")).state).toBe("waiting");
});
