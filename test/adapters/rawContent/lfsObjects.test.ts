import { spawnSync } from "node:child_process";
import { existsSync, lstatSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { CheckpointScene } from "../../support/scenes/checkpointScene.ts";
import { ShiftedClock } from "../../support/fakes/shiftedClock.ts";

const hour = 60 * 60 * 1000;
const scenes: CheckpointScene[] = [];
afterEach(() => {
  for (const made of scenes.splice(0)) made.repository.dispose();
});

/** Keeps content as Git LFS does: `clean` writes it to the storage and answers its pointer, `smudge` gives it back or fails. */
const standIn = `set -e
store=$(git rev-parse --path-format=absolute --git-common-dir)/lfs/objects
if [ "$1" = clean ]; then
  cat > "$store.$$"; oid=$(sha256sum < "$store.$$" | cut -c1-64); size=$(wc -c < "$store.$$")
  to="$store/$(echo $oid | cut -c1-2)/$(echo $oid | cut -c3-4)"; mkdir -p "$to"; mv "$store.$$" "$to/$oid"
  printf 'version https://git-lfs.github.com/spec/v1\\noid sha256:%s\\nsize %d\\n' $oid $size
else
  oid=$(sed -n 's/^oid sha256://p'); cat "$store/$(echo $oid | cut -c1-2)/$(echo $oid | cut -c3-4)/$oid"
fi
`;

interface Scene {
  readonly made: CheckpointScene;
  readonly clock: ShiftedClock;
  readonly prune: () => void;
}

function scene(program: string): Scene {
  const clock = new ShiftedClock();
  const made = new CheckpointScene({
    clock,
    files: { ".gitattributes": "*.bin filter=lfs -text\n", "a.txt": "one\n" },
  });
  scenes.push(made);
  const { repository } = made;
  const store = repository.path(".git/lfs/objects");
  if (program === "git-lfs") {
    for (const [key, value] of [
      ["clean", "git-lfs clean -- %f"],
      ["smudge", "git-lfs smudge -- %f"],
      ["process", "git-lfs filter-process"],
    ] as const) {
      repository.git("config", `filter.lfs.${key}`, value);
    }
    repository.git("init", "--quiet", "--bare", repository.beside("remote"));
    repository.git("remote", "add", "origin", repository.beside("remote"));
    repository.git("push", "--quiet", "origin", "main");
  } else {
    writeFileSync(repository.beside("lfs.sh"), standIn);
    repository.write(".git/lfs/objects/.keep", "");
    for (const key of ["clean", "smudge"]) {
      repository.git("config", `filter.lfs.${key}`, `sh '${repository.beside("lfs.sh")}' ${key}`);
    }
  }
  repository.git("config", "filter.lfs.required", "true");
  const prune = (): void => {
    if (program === "git-lfs") repository.git("lfs", "prune");
    else for (const name of readdirSync(store)) rmSync(`${store}/${name}`, { recursive: true });
  };
  return { made, clock, prune };
}

const installed = spawnSync("git", ["lfs", "version"]).status === 0;

describe.each(["a stand-in", ...(installed ? ["git-lfs"] : [])])("content that Git LFS keeps (%s)", (program) => {
  it("comes back after a prune has deleted it, and again after an undo", async () => {
    const { made, prune } = scene(program);
    const { checkpoints, id, repository } = made;
    repository.write("model.bin", "hours of work\n");
    await checkpoints.take(id);
    repository.write("model.bin", "other\n");
    await checkpoints.take(id);
    prune();
    expect(repository.git("show", "refs/workflow/WFS-scene/checkpoints/1:model.bin")).toContain("oid sha256:");
    await checkpoints.restore(id, 1);
    expect(repository.read("model.bin")).toBe("hours of work\n");
    prune();
    await checkpoints.undo(id);
    expect(repository.read("model.bin")).toBe("other\n");
  });

  it("is there for a fork of the checkpoint", async () => {
    const { made, prune } = scene(program);
    const { checkpoints, id, repository } = made;
    repository.write("model.bin", "hours of work\n");
    await checkpoints.take(id);
    prune();
    const { tree } = await checkpoints.find(id, 1);
    repository.remove("model.bin");
    repository.git("checkout", "--quiet", tree, "--", "model.bin");
    expect(repository.read("model.bin")).toBe("hours of work\n");
  });

  it("is kept once: as a second name, until its checkpoint is pruned", async () => {
    const { made, clock } = scene(program);
    const { checkpoints, id, repository } = made;
    repository.write("model.bin", "hours of work\n");
    const { commit } = await checkpoints.take(id);
    const kept = repository.path(".git/workflow/lfs", commit);
    const [oid = ""] = readdirSync(kept);
    expect(lstatSync(`${kept}/${oid}`).nlink).toBe(2);
    repository.remove("model.bin");
    repository.write("a.txt", "two\n");
    const next = await checkpoints.take(id);
    expect(existsSync(repository.path(".git/workflow/lfs", next.commit))).toBe(false);
    for (let round = 0; round < 2; round++) {
      expect(existsSync(kept)).toBe(true);
      clock.ahead += 2 * hour;
      await checkpoints.prune(id, await checkpoints.planPrune(id, { keep: 1 }));
    }
    expect(existsSync(kept)).toBe(false);
  });
});

describe("links of checkpoints", () => {
  it("stay while an undo can lead to their checkpoint, and while a checkpoint is being taken", async () => {
    const { made, clock, prune } = scene("a stand-in");
    const { checkpoints, id, repository } = made;
    await checkpoints.take(id);
    repository.write("model.bin", "edited before the restore\n");
    const { safety } = await checkpoints.restore(id, 1);
    repository.write("a.txt", "two\n");
    await checkpoints.take(id);
    const being = repository.path(".git/workflow/lfs", "f".repeat(40));
    repository.write(`.git/workflow/lfs/${"f".repeat(40)}/x`, "");
    for (let round = 0; round < 2; round++) {
      clock.ahead += 2 * hour;
      const now = new Date(clock.now());
      utimesSync(being, now, now);
      await checkpoints.prune(id, await checkpoints.planPrune(id, { keep: 1 }));
    }
    expect(existsSync(being)).toBe(true);
    expect((await checkpoints.list(id)).map(({ id: n }) => n)).not.toContain(safety.id);
    prune();
    await checkpoints.undo(id);
    expect(repository.read("model.bin")).toBe("edited before the restore\n");
  });

  it("are not made in a repository without Git LFS", async () => {
    const made = new CheckpointScene({ files: { "a.txt": "one\n" } });
    scenes.push(made);
    made.repository.write("a.txt", "two\n");
    await made.checkpoints.take(made.id);
    expect(existsSync(made.repository.path(".git/workflow/lfs"))).toBe(false);
  });
});
