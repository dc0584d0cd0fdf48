import { existsSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import { ForkScene } from "./forkScene.ts";

const a = sessionIdFromSlug("a");
const names = Array.from({ length: 6 }, (_, n) => `f${n}.txt`);

/** As it is when git was killed with its caller while it wrote the files of a merge: `from` is checked out, `to` is what they become. */
describe("a merge into a fork that was killed together with its git", () => {
  let scene: ForkScene;
  let [from, to, lock] = ["", "", ""];
  beforeEach(async () => {
    const files = Object.fromEntries([...names, "gone.txt", "own.txt"].map((name) => [name, `old ${name}\n`]));
    scene = await ForkScene.make({ files });
    const { repository } = scene;
    await scene.forks().create({ slug: "a" });
    await scene.forks().open(a);
    from = repository.git("rev-parse", "session/WFS-a");
    for (const name of names) repository.write(name, `new and longer ${name}\n`);
    repository.write("added.txt", "added\n");
    rmSync(repository.path("gone.txt"));
    to = repository.commitAll("on main");
    lock = repository.path(".git/worktrees/WFS-a/index.lock");
    const who = { host: "here", process: 4, started: "2025-09-07T10:00:00Z" };
    repository.write(".workflow/.forks/WFS-a.json", JSON.stringify({ operation: "sync", from, to, ...who }));
  });
  afterEach(() => scene.repository.dispose());

  const at = (name: string): string => join(scene.worktree(a), name);
  const status = (): string => scene.repository.gitIn(scene.worktree(a), "status", "--porcelain");
  const head = (): string => scene.repository.git("rev-parse", "session/WFS-a");

  function leaveLock(age: number): void {
    writeFileSync(lock, "");
    const when = Date.now() / 1000 - age;
    utimesSync(lock, when, when);
  }

  const standing: Readonly<Record<string, () => void>> = {
    "no file": () => undefined,
    "files that were deleted": () => ["f1.txt", "f2.txt", "gone.txt"].forEach((name) => rmSync(at(name))),
    "files that were written": () => {
      for (const name of names) writeFileSync(at(name), `new and longer ${name}\n`);
      writeFileSync(at("added.txt"), "added\n");
    },
    "files that were cut off": () => {
      rmSync(at("f0.txt"));
      writeFileSync(at("f1.txt"), "new and longer f1.txt\n");
      writeFileSync(at("f2.txt"), "new and lo");
      writeFileSync(at("f3.txt"), "");
    },
    "a new file that is empty yet": () => writeFileSync(at("added.txt"), ""),
  };

  it.each(Object.keys(standing))("is completed with %s", async (what) => {
    standing[what]?.();
    leaveLock(90);
    expect(await scene.forks().recover(a)).toBe("completed");
    expect([head(), status(), existsSync(lock)]).toEqual([to, "", false]);
    expect(existsSync(scene.repository.path(".workflow/.forks/WFS-a.json"))).toBe(false);
  });

  const edits: Readonly<Record<string, () => void>> = {
    "a file the merge changes": () => writeFileSync(at("f2.txt"), "mine\n"),
    "a file it deletes": () => writeFileSync(at("gone.txt"), "mine\n"),
    "another file": () => {
      rmSync(at("f1.txt"));
      writeFileSync(at("own.txt"), "mine\n");
    },
    "a file of its own": () => {
      rmSync(at("f1.txt"));
      writeFileSync(at("mine.txt"), "mine\n");
      writeFileSync(at("f2.txt"), "new and longer f2.txt\n");
    },
    "an ignored file where a new one comes": () => {
      scene.repository.write(".git/info/exclude", "added.txt\n");
      writeFileSync(at("added.txt"), "mine\n");
    },
  };

  it.each(Object.keys(edits))("changes nothing where a person has edited %s meanwhile", async (what) => {
    if (what !== "a file of its own" && what !== "another file") writeFileSync(at("f0.txt"), "new and longer f0.txt\n");
    else writeFileSync(at("f5.txt"), "new and longer f5.txt\n");
    edits[what]?.();
    const before = status();
    expect(await scene.forks().recover(a)).toBe("abandoned");
    expect([head(), status()]).toEqual([from, before]);
  });

  it.each(["worktrees/WFS-a/ORIG_HEAD.lock", "worktrees/WFS-a/HEAD.lock", "refs/heads/session/WFS-a.lock"])(
    "is completed although git left %s",
    async (name) => {
      lock = scene.repository.path(`.git/${name}`);
      leaveLock(90);
      expect(await scene.forks().recover(a)).toBe("completed");
      expect([head(), status(), existsSync(lock)]).toEqual([to, "", false]);
    },
  );

  it("waits for a lock that a git at work may hold, and says so", async () => {
    leaveLock(5);
    await expect(scene.forks().recover(a)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("WFS-a") as string,
    });
    expect([head(), existsSync(lock)]).toEqual([from, true]);
    leaveLock(90);
    expect(await scene.forks().recover(a)).toBe("completed");
  });
});
