import { appendFileSync, mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Canary } from "../../support/scenes/armedRepository.ts";
import { CheckpointScene } from "../../support/scenes/checkpointScene.ts";

let scene: CheckpointScene;
let canary: Canary;

/** Files that a filter of the repository's own is for, beside others. */
beforeEach(() => {
  scene = new CheckpointScene({ files: { "x.y": "x\n", "plain.txt": "plain\n" } });
  const { repository } = scene;
  canary = new Canary(repository.beside("canary"));
  repository.git("config", "filter.y.clean", canary.program);
  appendFileSync(repository.path(".git/info/attributes"), "*.y filter=y\n");
  repository.write("x.y", "edited\n");
  repository.write("new.y", "new\n");
  repository.write("plain.txt", "edited\n");
  repository.link("link.y", "x.y");
});

afterEach(() => {
  vi.unstubAllEnvs();
  scene.repository.dispose();
});

const held = (ref: string): string => scene.repository.git("ls-tree", "-r", "--name-only", ref);

describe("checkpoints that happen by themselves", () => {
  it.each(["timer", "phase", "switch", "session-end"] as const)(
    "start no filter of the repository's own (%s): such a file is named, the rest is held",
    async (trigger) => {
      const { repository, checkpoints, id } = scene;
      const taken = await checkpoints.take(id, { trigger });
      expect(canary.ran).toBe("");
      expect(taken.skipped).toEqual([
        { path: "new.y", size: 0, reason: "filter" },
        { path: "x.y", size: 0, reason: "filter" },
      ]);
      expect(held(taken.ref)).toBe("link.y\nplain.txt\nx.y");
      expect(repository.git("show", `${taken.ref}:plain.txt`)).toBe("edited");
      expect(repository.git("show", `${taken.ref}:x.y`)).toBe("x");
    },
  );

  it("leave it to the next one that somebody asks for, which holds what the filter makes of it", async () => {
    const { repository, checkpoints, id } = scene;
    repository.git("config", "filter.y.clean", "tr a-z A-Z");
    await checkpoints.take(id, { trigger: "timer" });
    const { ref, skipped } = await checkpoints.take(id);
    expect(skipped).toEqual(["new.y", "x.y"].map((path) => ({ path, size: 0, reason: "stripped" })));
    expect(repository.git("show", `${ref}:x.y`)).toBe("EDITED");
    expect(repository.git("show", `${ref}:new.y`)).toBe("NEW");
    expect(await checkpoints.take(id, { trigger: "timer" })).toMatchObject({ created: false });
  });

  it("run filters of the person's own configuration, also where the repository names another under their name", async () => {
    const { repository, checkpoints, id } = scene;
    const home = repository.beside("home");
    mkdirSync(home);
    const filter = "\tclean = tr a-z A-Z\n\tsmudge = tr A-Z a-z\n\trequired = true\n";
    writeFileSync(join(home, ".gitconfig"), `[filter "y"]\n${filter}`);
    vi.stubEnv("HOME", home);
    const { ref, skipped } = await checkpoints.take(id, { trigger: "timer" });
    expect(skipped).toEqual([]);
    expect(repository.git("show", `${ref}:x.y`)).toBe("EDITED");
    expect(canary.ran).toBe("");
  });
});

describe("what changed since a checkpoint", () => {
  it("is told without the filter: files it is for are named instead", async () => {
    const { repository, checkpoints, id } = scene;
    repository.git("config", "filter.y.clean", "tr a-z A-Z");
    await checkpoints.take(id);
    repository.git("config", "filter.y.clean", canary.program);
    expect(await checkpoints.diff(id, 1, "working-tree")).toMatchObject({ files: [], notLookedAt: [] });
    utimesSync(repository.path("x.y"), 1_700_000_000, 1_700_000_000);
    repository.write("plain.txt", "again\n");
    expect(await checkpoints.diff(id, 1, "working-tree")).toMatchObject({
      files: [{ path: "plain.txt" }],
      notLookedAt: ["x.y"],
    });
    expect(await checkpoints.diff(id, 1, "head")).toMatchObject({ notLookedAt: [] });
    expect(canary.ran).toBe("");
  });
});
