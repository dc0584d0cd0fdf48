import { chmodSync, mkdirSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { Checkpoints } from "../../../src/core/checkpoints/checkpoints.ts";
import type { Git } from "../../../src/core/base/ports.ts";
import { CheckpointScene } from "../../support/scenes/checkpointScene.ts";
import { asNobody } from "../../support/asNobody.ts";
import { killedRestore } from "../../support/scenes/killedRestore.ts";

const scenes: CheckpointScene[] = [];
function scene(): CheckpointScene {
  const made = new CheckpointScene({ files: { "kept/a": "a", top: "top" } });
  scenes.push(made);
  return made;
}
afterEach(() => {
  for (const { repository } of scenes.splice(0)) repository.dispose();
});

function filesOf({ repository }: CheckpointScene, commit: string): readonly string[] {
  return repository.git("ls-tree", "-r", "--name-only", commit).split("\n");
}

describe("a link where the directory of known files was", () => {
  it.each([
    ["to itself", "new"],
    ["to a file", "top"],
    ["to nothing", "nowhere"],
    ["to the top", "."],
  ])("%s takes the files out of the next checkpoint, and undo and restore bring them back", async (_, target) => {
    const made = scene();
    const { repository, checkpoints, id } = made;
    for (const path of ["new/a", "new/b/c", "kept/new"]) repository.write(path, path);
    const first = await checkpoints.take(id);
    repository.remove("new");
    repository.remove("kept");
    repository.link("new", target);
    repository.link("kept", "kept");
    const second = await checkpoints.take(id);
    expect(second.skipped).toEqual([]);
    expect(filesOf(made, second.commit)).toEqual(["kept", "new", "top"]);
    expect((await checkpoints.restore(id, first.id)).kept).toEqual([]);
    expect(repository.read("new/b/c")).toBe("new/b/c");
    expect(repository.read("kept/a")).toBe("a");
    await checkpoints.undo(id);
    expect(repository.tree()).toMatchObject({ kept: expect.stringContaining("kept"), new: expect.any(String) });
  });

  it.each(["diff-files", "ls-files", "check-ignore"])(
    "that comes while %s runs does not end the checkpoint",
    async (when) => {
      const made = scene();
      const { repository, options, checkpoints, id } = made;
      repository.write("new/a", "a");
      await checkpoints.take(id);
      repository.write("new/b", "b");
      repository.write("kept/b", "b");
      let isSwapped = false;
      const port = repository.port();
      const swapping: Git = {
        run: async (request) => {
          if (!isSwapped && request.args.includes(when)) {
            isSwapped = true;
            for (const name of ["new", "kept"]) {
              repository.remove(name);
              repository.link(name, name);
            }
          }
          return port.run(request);
        },
      };
      const taken = await new Checkpoints({ ...options, git: swapping }).take(id);
      expect(isSwapped).toBe(true);
      expect(filesOf(made, taken.commit)).toEqual(["kept", "new", "top"]);
    },
  );

  it("that comes after a killed restore is a person's edit", async () => {
    const made = scene();
    const { repository, checkpoints, id } = made;
    repository.write("new/a", "1");
    await checkpoints.take(id);
    repository.write("new/a", "2");
    const survivor = await killedRestore(made, 1);
    repository.remove("new");
    repository.link("new", "new");
    await survivor.recover(id);
    expect(repository.tree()["new"]).toContain("new");
    await checkpoints.take(id);
    expect(repository.git("for-each-ref", `refs/workflow/${id}/restoring`)).toBe("");
  });
});

/** What root may always look at has to be asked for as somebody else. */
describe.skipIf(process.getuid?.() !== 0)("what this user may not look at", () => {
  it("is gone behind a link that leads there", async () => {
    const made = scene();
    const { repository, checkpoints, id } = made;
    repository.write("new/a", "a");
    await asNobody(repository, async () => checkpoints.take(id));
    const closed = repository.beside("closed");
    mkdirSync(closed, { mode: 0o700 });
    repository.remove("new");
    repository.link("new", closed);
    const second = await asNobody(repository, async () => checkpoints.take(id));
    expect(second.skipped).toEqual([]);
    expect(filesOf(made, second.commit)).toEqual(["kept/a", "new", "top"]);
  });

  it("stays as it is when a killed restore is completed, and is named", async () => {
    const made = scene();
    const { repository, checkpoints, id } = made;
    repository.write("closed/a", "1");
    await checkpoints.take(id);
    repository.write("closed/a", "2");
    repository.write("top", "2");
    const survivor = await killedRestore(made, 1);
    chmodSync(repository.path("closed"), 0o700);
    const recovered = await asNobody(repository, async () => survivor.recover(id), ["closed"]);
    expect(recovered).toEqual({ outcome: "completed", edited: ["closed/a"] });
    expect([repository.read("closed/a"), repository.read("top")]).toEqual(["2", "top"]);
  });
});
