import { lstatSync, readFileSync, rmSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { Checkpoints } from "../../../src/core/checkpoints/checkpoints.ts";
import { GitError } from "../../../src/core/git/gitError.ts";
import type { Git } from "../../../src/core/ports.ts";
import { CheckpointScene } from "../../support/checkpointScene.ts";
import type { GitRepositoryOptions } from "../../support/gitRepository.ts";

const scenes: CheckpointScene[] = [];
function scene(options: GitRepositoryOptions = {}): CheckpointScene {
  const made = new CheckpointScene(options);
  scenes.push(made);
  return made;
}
afterEach(() => {
  for (const { repository } of scenes.splice(0)) rmSync(repository.root, { recursive: true, force: true });
});

/** The scene's checkpoints in a process that dies at the first `read-tree -m -u`. */
async function killedRestore({ repository, options, id }: CheckpointScene, n: number): Promise<Checkpoints> {
  const port = repository.port();
  const git: Git = {
    async run(request) {
      const moving = request.args.includes("read-tree") || request.args.some((argument) => argument.endsWith(":from"));
      if (moving) throw new GitError("failed", "gone");
      return port.run(request);
    },
  };
  const processes = { host: "here", pid: 1, alive: () => false };
  await expect(new Checkpoints({ ...options, processes, git }).restore(id, n)).rejects.toThrow("gone");
  expect(repository.git("for-each-ref", `refs/workflow/${id}/restoring`)).not.toBe("");
  return new Checkpoints({ ...options, processes: { ...processes, pid: 2 } });
}

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
    expect(await survivor.recover(id)).toBe(true);
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
  it("a checkpoint keeps what stands there and changes no file", async () => {
    const it = scene({ files: { a: "1" } });
    const { repository, checkpoints, id } = it;
    await checkpoints.take(id);
    repository.write("a", "2");
    const survivor = await killedRestore(it, 1);
    await survivor.take(id);
    expect(repository.read("a")).toBe("2");
  });

  it("a process id that lives again does not block for more than a day", async () => {
    const it = scene({ files: { a: "1" } });
    const { repository, checkpoints, options, id } = it;
    await checkpoints.take(id);
    repository.write("a", "2");
    await killedRestore(it, 1);
    const reused = { ...options, processes: { host: "here", pid: 2, alive: () => true } };
    await expect(new Checkpoints(reused).recover(id)).rejects.toMatchObject({ code: "conflict" });
    const { clock } = options;
    const later = {
      now: () => clock.now() + 25 * 60 * 60 * 1000,
      elapsed: () => clock.elapsed(),
      sleep: async (milliseconds: number) => clock.sleep(milliseconds),
      breathe: async () => clock.breathe(),
    };
    expect(await new Checkpoints({ ...reused, clock: later }).recover(id)).toBe(true);
    expect(repository.read("a")).toBe("1");
  });
});
