import { existsSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { Checkpoints } from "../../../src/core/checkpoints/checkpoints.ts";
import type { LandingMove } from "../../../src/core/checkpoints/landing.ts";
import { dieAt, LaterClock } from "../../support/dying.ts";
import { LandingScene } from "../../support/landingScene.ts";

let current: LandingScene | undefined;
afterEach(() => current?.repository.dispose());

const text = Array.from({ length: 12 }, (_, at) => `line ${at}\n`).join("");

/** A working tree with edits of every kind; `big`: with files large enough that git can be cut off while it writes them. */
function prepare(big: boolean): {
  readonly scene: LandingScene;
  readonly move: LandingMove;
  readonly state: () => unknown;
} {
  const scene = new LandingScene({ files: { a: text, goes: "goes\n", staged: text, ".gitignore": "*.log\n" } });
  current = scene;
  const { repository } = scene;
  const move = scene.next(() => {
    repository.write("a", text.replace("line 2", "landed"));
    repository.write("staged", text.replace("line 2", "landed"));
    repository.write("dir/new", "landed\n");
    repository.remove("goes");
    for (let n = 0; n < (big ? 6 : 0); n++) repository.write(`big/${n}`, `landed ${n}\n`.repeat(20_000));
  });
  repository.write("a", text.replace("line 9", "mine"));
  repository.write("staged", text.replace("line 9", "mine"));
  repository.git("add", "staged");
  repository.write("untracked", "mine\n");
  repository.write("x.log", "mine\n");
  const state = (): unknown => [repository.tree(), repository.git("ls-files", "--stage"), scene.main, scene.status];
  return { scene, move, state };
}

/** The next process finds the old or the new state, completes what was begun, and nothing is lost. True: the new one. */
async function lookAfter(
  scene: LandingScene,
  where: string,
  state: () => unknown,
  old: unknown,
  fresh: unknown,
  moved: () => boolean,
): Promise<boolean> {
  const { repository, id } = scene;
  await new Checkpoints({ ...scene.options, clock: new LaterClock() }).recover(id);
  const done = moved();
  expect([where, state()]).toEqual([where, done ? fresh : old]);
  expect(repository.git("for-each-ref", `refs/workflow/${id}/restoring`)).toBe("");
  expect([where, existsSync(repository.path(".git/index.lock"))]).toEqual([where, false]);
  expect(repository.git("fsck", "--connectivity-only")).not.toMatch(/missing|broken|error/u);
  return done;
}

describe("a process killed with its git while it lands a commit", () => {
  it("leaves the old or the new state at every step of landing and of taking back", async () => {
    const { scene, move, state } = prepare(false);
    const { checkpoints, id } = scene;
    const before = state();
    const { safety } = await checkpoints.land(id, move);
    const after = state();
    const [reached, undone] = [new Set<boolean>(), new Set<boolean>()];
    let landed = safety.id;
    const newest = async (): Promise<number> => (await checkpoints.list(id))[0]?.id ?? 0;
    const moved = (): boolean => scene.main === move.to;
    const count = Number(await dieAt(scene, "take-back", -1, 0, move.from, move.to, String(landed)));
    expect(state()).toEqual(before);
    expect(count).toBeGreaterThan(10);
    for (let step = 0; step < count + 10; step++) {
      // Another file each time, so that each landing has a safety checkpoint of its own.
      scene.repository.write("untracked", `mine ${step}\n`);
      const [old, fresh] = [state(), withUntracked(after, `mine ${step}\n`)];
      const killed = await dieAt(scene, "land", step, 0, move.from, move.to);
      const where = `killed before step ${step} of landing`;
      reached.add(await lookAfter(scene, where, state, old, fresh, moved));
      if (!moved()) await checkpoints.land(id, move);
      expect([where, state()]).toEqual([where, fresh]);
      landed = await newest();
      const back = await dieAt(scene, "take-back", step, 0, move.from, move.to, String(landed));
      const there = `killed before step ${step} of taking back`;
      undone.add(await lookAfter(scene, there, state, fresh, old, () => !moved()));
      if (moved()) await checkpoints.takeBack(id, { ...move, safety: landed });
      expect([there, state()]).toEqual([there, old]);
      if (killed !== "" && back !== "") break;
    }
    expect(reached).toEqual(new Set([false, true]));
    expect(undone).toEqual(new Set([false, true]));
  }, 900_000);

  it("leaves the old or the new state when cut off in the middle of a step", async () => {
    const probe = prepare(true);
    const count = Number(await dieAt(probe.scene, "land", -1, 0, probe.move.from, probe.move.to));
    probe.scene.repository.dispose();
    let between = 0;
    // From the end: the last transaction, before it the files, then the index, and the transaction that moves the branch.
    for (let back = 2; back < 16; back++) {
      for (const delay of [2, 6]) {
        const { scene, move, state } = prepare(true);
        const old = state();
        await dieAt(scene, "land", count - back, delay, move.from, move.to);
        const cut = scene.main === move.to ? JSON.stringify(scene.status) : "";
        for (const lock of ["HEAD.lock", "refs/heads/main.lock"]) scene.repository.remove(`.git/${lock}`);
        const where = `cut off ${delay} ms into step ${count - back} of ${count}`;
        await new Checkpoints({ ...scene.options, clock: new LaterClock() }).recover(scene.id);
        if (scene.main === move.to) {
          if (cut !== JSON.stringify(scene.status)) between++;
          expect([where, scene.status]).toEqual([where, [" M a", "M  staged", "?? untracked"]]);
          expect(scene.repository.read("a")).toBe(text.replace("line 2", "landed").replace("line 9", "mine"));
          expect(scene.repository.read("untracked")).toBe("mine\n");
        } else expect([where, state()]).toEqual([where, old]);
        scene.repository.dispose();
      }
    }
    expect(between).toBeGreaterThan(0); // Otherwise the test has not looked where it hurts.
  }, 900_000);
});

/** Dies behind the transaction that moves the branch. */
async function kill(scene: LandingScene, move: LandingMove): Promise<Checkpoints> {
  const port = scene.repository.port();
  let dead = false;
  const options = {
    ...scene.options,
    processes: { host: "here", pid: 1, alive: () => false },
    git: {
      async run(request: Parameters<typeof port.run>[0]) {
        if (dead) throw new Error("dead");
        const result = await port.run(request);
        dead = request.args.includes("update-ref") && Buffer.from(request.stdin ?? []).includes(move.ref);
        return result;
      },
    },
  };
  await expect(new Checkpoints(options).land(scene.id, move)).rejects.toThrow("dead");
  expect(scene.main).toBe(move.to);
  return new Checkpoints({ ...scene.options, processes: { host: "here", pid: 2, alive: () => false } });
}

describe("after a killed landing", () => {
  it("what was edited and staged since is kept when the next call completes it", async () => {
    const { scene, move } = prepare(false);
    const { repository, id } = scene;
    const next = await kill(scene, move);
    repository.write("goes", "edited since\n");
    repository.git("add", "untracked");
    expect(await next.recover(id)).toBe(true);
    expect(repository.read("goes")).toBe("edited since\n");
    expect(repository.read("a")).toBe(text.replace("line 2", "landed").replace("line 9", "mine"));
    expect(scene.status).toEqual([" M a", "M  staged", "A  untracked", "?? goes"]);
  });

  it("nothing is touched when the person has gone on: reset, committed, or checked something else out", async () => {
    for (const goOn of [
      ["reset", "--quiet", "--hard", "HEAD~1"],
      ["commit", "--quiet", "--allow-empty", "-am", "on top"],
      ["checkout", "--quiet", "--force", "-b", "elsewhere"],
    ]) {
      const { scene, move, state } = prepare(false);
      const { repository, id } = scene;
      const next = await kill(scene, move);
      repository.git(...goOn);
      const gone = state();
      expect(await next.recover(id)).toBe(true);
      expect(state()).toEqual(gone);
      expect(repository.git("for-each-ref", `refs/workflow/${id}/restoring`)).toBe("");
      const [safety] = await next.list(id);
      expect(repository.git("show", `${safety?.commit}:a`)).toBe(text.replace("line 9", "mine").trimEnd());
      repository.dispose();
    }
  });
});

function withUntracked(state: unknown, content: string): unknown {
  const [tree, ...rest] = state as [Readonly<Record<string, string>>, ...unknown[]];
  return [{ ...tree, untracked: `file ${Buffer.from(content).toString("base64")}` }, ...rest];
}
