import { lstatSync, readFileSync, rmSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { nodeProcesses } from "../../../src/adapters/nodeProcesses.ts";
import { Checkpoints } from "../../../src/core/checkpoints/checkpoints.ts";
import { CheckpointScene } from "../../support/scenes/checkpointScene.ts";
import type { GitRepositoryOptions } from "../../support/gitRepository.ts";
import { killedRestore } from "../../support/scenes/killedRestore.ts";

const scenes: CheckpointScene[] = [];
function scene(options: GitRepositoryOptions = {}): CheckpointScene {
  const made = new CheckpointScene(options);
  scenes.push(made);
  return made;
}
afterEach(() => {
  for (const { repository } of scenes.splice(0)) rmSync(repository.root, { recursive: true, force: true });
});

describe("what stands where a file comes back", () => {
  it("stays when it was left out of the checkpoint and a directory would replace it", async () => {
    const { repository, options, id } = scene({ files: { ".gitignore": "big*\n", a: "a" } });
    const checkpoints = new Checkpoints({ ...options, settings: { sizeLimit: 1000 } });
    repository.write("big/a", "small");
    repository.git("add", "-f", "big/a");
    repository.git("commit", "-qm", "big is a directory");
    await checkpoints.take(id);
    repository.git("rm", "-q", "big/a");
    repository.write("big", "small");
    repository.git("add", "-f", "big");
    repository.git("commit", "-qm", "big is a file");
    repository.write("big", "x".repeat(2000));
    const { kept } = await checkpoints.restore(id, 1);
    expect(kept.map(({ path }) => path)).toContain("big");
    expect(readFileSync(repository.path("big"), "utf8")).toBe("x".repeat(2000));
  });

  it("stays when a person put an ignored file there after a killed restore", async () => {
    const it = scene({ files: { ".gitignore": "ig*\n", a: "1" } });
    const { repository, checkpoints, id } = it;
    repository.write("igd/a", "kept");
    repository.git("add", "-f", "igd/a");
    await checkpoints.take(id);
    repository.git("rm", "-q", "-f", "igd/a");
    repository.write("a", "2");
    const survivor = await killedRestore(it, 1);
    repository.write("igd", "mine");
    expect(await survivor.recover(id)).toMatchObject({ outcome: "completed" });
    expect(repository.read("igd")).toBe("mine");
    expect(repository.read("a")).toBe("1");
  });

  it("comes back outside of a sparse checkout's patterns when it was there", async () => {
    const { repository, checkpoints, id } = scene({ files: { "a/1": "a" } });
    repository.git("sparse-checkout", "set", "a");
    repository.write("b/1", "user");
    await checkpoints.take(id);
    rmSync(repository.path("b"), { recursive: true });
    await checkpoints.restore(id, 1);
    expect(repository.read("b/1")).toBe("user");
    await checkpoints.undo(id);
    expect(() => lstatSync(repository.path("b/1"))).toThrow("ENOENT");
    await checkpoints.redo(id);
    expect(repository.read("b/1")).toBe("user");
  });
});

describe("after a killed restore", () => {
  it.each(["manual", "timer", "switch", "before-remove"] as const)(
    "no checkpoint (%s) holds the half of it: it is completed first",
    async (trigger) => {
      const it = scene({ files: { a: "1", b: "1" } });
      const { repository, checkpoints, id } = it;
      await checkpoints.take(id);
      for (const name of ["a", "b"]) repository.write(name, "2");
      const survivor = await killedRestore(it, 1);
      repository.write("a", "1"); // git had come so far.
      const { tree } = await survivor.take(id, { trigger });
      expect([repository.read("a"), repository.read("b")]).toEqual(["1", "1"]);
      expect(repository.git("show", `${tree}:b`)).toBe("1");
      expect(await survivor.interrupted()).toEqual([]);
      await survivor.undo(id);
      expect([repository.read("a"), repository.read("b")]).toEqual(["2", "2"]);
    },
  );

  it("a process id that lives again does not block for more than a day", async () => {
    const it = scene({ files: { a: "1" } });
    const { repository, checkpoints, options, id } = it;
    await checkpoints.take(id);
    repository.write("a", "2");
    await killedRestore(it, 1);
    const reused = { ...options, processes: { ...nodeProcesses, alive: () => true } };
    await expect(new Checkpoints(reused).recover(id)).rejects.toMatchObject({ code: "conflict" });
    const { clock } = options;
    const later = {
      now: () => clock.now() + 25 * 60 * 60 * 1000,
      elapsed: () => clock.elapsed(),
      sleep: async (milliseconds: number) => clock.sleep(milliseconds),
      yieldToEventLoop: async () => clock.yieldToEventLoop(),
    };
    expect(await new Checkpoints({ ...reused, clock: later }).recover(id)).toMatchObject({ outcome: "completed" });
    expect(repository.read("a")).toBe("1");
  });
});
