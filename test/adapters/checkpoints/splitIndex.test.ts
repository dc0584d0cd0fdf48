import { readdirSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { CheckpointScene } from "../../support/scenes/checkpointScene.ts";

let scene: CheckpointScene | undefined;
afterEach(() => scene?.repository.dispose());

const names = Array.from({ length: 60 }, (_, n) => `d/${n}`);

test.each(["never", "now"])(
  "a split index whose shared part expires %s outlives checkpoints, restores and undoing",
  async (expire) => {
    scene = new CheckpointScene({ files: Object.fromEntries(names.map((name) => [name, `${name}\n`])) });
    const { repository, checkpoints, id } = scene;
    for (const [key, value] of [
      ["core.splitIndex", "true"],
      ["splitIndex.maxPercentChange", "20"],
      ["splitIndex.sharedIndexExpire", expire],
      ["core.untrackedCache", "true"],
    ] as const)
      repository.git("config", key, value);
    repository.git("update-index", "--split-index", "--force-untracked-cache", "--index-version", "4");
    const shared = (): readonly string[] =>
      readdirSync(repository.path(".git")).filter((name) => name.startsWith("sharedindex."));
    for (const n of [1, 2, 3]) {
      repository.write(`d/${n}`, `edited ${n}\n`);
      repository.write(`new ${n}`, `${n}\n`);
      repository.git("add", `d/${n}`);
      const before = [repository.userState(), shared()];
      await checkpoints.take(id, { trigger: "manual" });
      expect([repository.userState(), shared()]).toEqual(before);
      expect(readdirSync(repository.path(".git/workflow")).filter((name) => name.startsWith("sharedindex."))).toEqual(
        [],
      );
      repository.git("status", "--porcelain");
    }
    const status = repository.git("status", "--porcelain");
    await checkpoints.restore(id, 1, { index: true });
    expect(repository.git("status", "--porcelain")).toBe('M  d/1\n?? "new 1"');
    await checkpoints.undo(id);
    expect(repository.git("status", "--porcelain")).toBe(status);
    repository.git("stash", "--quiet", "--include-untracked");
    repository.git("stash", "pop", "--quiet", "--index");
    expect(repository.git("status", "--porcelain")).toBe(status);
    expect(repository.git("ls-files", "--stage").split("\n")).toHaveLength(names.length);
  },
);
