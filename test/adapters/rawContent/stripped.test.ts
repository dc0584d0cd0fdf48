import { appendFileSync, chmodSync, existsSync, mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { TakenCheckpoint } from "../../../src/core/checkpoints/model/checkpoint.ts";
import { CheckpointScene } from "../../support/scenes/checkpointScene.ts";

let scene: CheckpointScene;

/** Notebooks whose output a filter strips, which gives nothing back. */
beforeEach(() => {
  scene = new CheckpointScene({
    files: { ".gitattributes": "*.nb filter=strip\n", "tracked.nb": "code 1\n", "plain.txt": "x\n" },
  });
  const { repository } = scene;
  configure("strip", "sed /^output/d", "cat");
  repository.write("tracked.nb", "code 2\noutput of tracked\n");
  repository.write("new.nb", "code\noutput of new\n");
  repository.write("quiet.nb", "code without\n");
});
afterEach(() => {
  vi.unstubAllEnvs();
  scene.repository.dispose();
});

function configure(filter: string, clean: string, smudge: string | undefined): void {
  const { repository } = scene;
  repository.git("config", `filter.${filter}.clean`, clean);
  if (smudge !== undefined) repository.git("config", `filter.${filter}.smudge`, smudge);
}

function names({ skipped }: Pick<TakenCheckpoint, "skipped">): readonly string[] {
  return skipped.map(({ path, reason }) => `${path} ${reason}`);
}

const both = ["new.nb stripped", "tracked.nb stripped"];

describe("files of which a clean filter keeps only a part", () => {
  it("are held as it makes them, and named for as long as nobody touches them", async () => {
    const { repository, checkpoints, id } = scene;
    const first = await checkpoints.take(id);
    expect(names(first)).toEqual(both);
    expect(repository.git("show", `${first.ref}:tracked.nb`)).toBe("code 2");
    expect(repository.git("show", `${first.ref}:quiet.nb`)).toBe("code without");
    expect(await checkpoints.take(id)).toMatchObject({ created: false });
    repository.write("plain.txt", "edited\n");
    expect(names(await checkpoints.take(id))).toEqual(both);
    repository.write("new.nb", "code\n");
    expect(names(await checkpoints.take(id))).toEqual(["tracked.nb stripped"]);
    repository.remove("tracked.nb");
    expect(names(await checkpoints.take(id))).toEqual([]);
  });

  it("are left alone by every restore while they have what no checkpoint holds", async () => {
    const { repository, checkpoints, id } = scene;
    repository.write("tracked.nb", "code 1\n");
    repository.remove("new.nb");
    await checkpoints.take(id);
    repository.write("tracked.nb", "code 2\noutput of hours\n");
    repository.write("new.nb", "code\noutput of hours\n");
    repository.write("quiet.nb", "code of later\n");
    await checkpoints.take(id);
    expect((await checkpoints.previewRestore(id, 1)).files.map(({ path }) => path)).toEqual(["quiet.nb"]);
    const restored = await checkpoints.restore(id, 1);
    expect(restored.kept).toEqual([
      { path: "new.nb", reason: "left-out" },
      { path: "tracked.nb", reason: "left-out" },
    ]);
    expect(repository.read("tracked.nb")).toBe("code 2\noutput of hours\n");
    expect(repository.read("new.nb")).toBe("code\noutput of hours\n");
    expect(repository.read("quiet.nb")).toBe("code without\n");
    await checkpoints.undo(id);
    expect(repository.read("quiet.nb")).toBe("code of later\n");
    expect(repository.read("tracked.nb")).toBe("code 2\noutput of hours\n");
  });

  it("come back as far as they are held, once nothing is lost by it", async () => {
    const { repository, checkpoints, id } = scene;
    await checkpoints.take(id);
    repository.remove("tracked.nb");
    repository.write("new.nb", "code of later\n");
    expect((await checkpoints.restore(id, 1)).kept).toEqual([]);
    expect(repository.read("tracked.nb")).toBe("code 2\n");
    expect(repository.read("new.nb")).toBe("code\n");
    await checkpoints.undo(id);
    expect(existsSync(repository.path("tracked.nb"))).toBe(false);
    expect(repository.read("new.nb")).toBe("code of later\n");
  });

  it("are found where git has read them before", async () => {
    const { repository, checkpoints, id } = scene;
    repository.git("add", "--all");
    repository.git("commit", "--quiet", "-m", "notebooks");
    expect(repository.git("status", "--porcelain")).toBe("");
    expect(names(await checkpoints.take(id))).toEqual(both);
    repository.write("other.nb", "code\noutput\n");
    repository.git("add", "other.nb");
    repository.git("commit", "--quiet", "-m", "another");
    expect(names(await checkpoints.take(id))).toEqual(["new.nb stripped", "other.nb stripped", "tracked.nb stripped"]);
  });

  it("are found where only a file of the person's own says which ones they are", async () => {
    const { repository, checkpoints, id } = scene;
    const home = repository.beside("home");
    mkdirSync(join(home, ".config/git"), { recursive: true });
    writeFileSync(join(home, ".config/git/attributes"), "*.nb filter=strip\n");
    vi.stubEnv("HOME", home);
    vi.stubEnv("XDG_CONFIG_HOME", undefined);
    for (const path of [".gitattributes", "new.nb", "tracked.nb", "quiet.nb"]) repository.remove(path);
    const add = (text: string): void => {
      repository.write("late.nb", text);
      // Old enough for git to take its word for it that nothing changes any more.
      utimesSync(repository.path("late.nb"), 1_700_000_000, 1_700_000_000);
      repository.git("-c", `core.attributesFile=${home}/.config/git/attributes`, "add", "--all");
    };
    add("code\n");
    expect(names(await checkpoints.take(id))).toEqual([]);
    add("code\noutput\n");
    expect(names(await checkpoints.take(id))).toEqual(["late.nb stripped"]);
  });

  it("are those of a filter without smudge too; of those whose smudge fails nobody can tell, until it works", async () => {
    const { repository, checkpoints, id } = scene;
    configure("half", "tr a-z A-Z", undefined);
    configure("broken", "tr a-z A-Z", "echo 'Permission denied' >&2; false");
    configure("same", "cat", "false");
    for (const filter of ["broken", "same"]) repository.git("config", `filter.${filter}.required`, "true");
    const attributes = ["half", "broken", "same"].map((filter) => `*.${filter} filter=${filter}\n`);
    appendFileSync(repository.path(".gitattributes"), attributes.join(""));
    for (const name of ["a.half", "b.half", "a.broken", "b.broken", "a.same"]) repository.write(name, "text\n");
    repository.write("SAME.half", "TEXT\n");
    expect(names(await checkpoints.take(id))).toEqual([
      "a.broken filter",
      "a.half stripped",
      "b.broken filter",
      "b.half stripped",
      ...both,
    ]);
    configure("broken", "tr a-z A-Z", "tr A-Z a-z");
    expect(names(await checkpoints.take(id))).toEqual(["a.half stripped", "b.half stripped", ...both]);
  });

  it("cost no checkpoint where the object of one is lost", async () => {
    const { repository, checkpoints, id } = scene;
    repository.git("add", "new.nb");
    const lost = repository.git("rev-parse", ":new.nb");
    repository.remove(`.git/objects/${lost.slice(0, 2)}/${lost.slice(2)}`);
    expect(names(await checkpoints.take(id))).toEqual(both);
  });

  it.each(["phase", "timer"] as const)(
    "stay named by a checkpoint that starts no filter of the repository's own (%s)",
    async (trigger) => {
      const { repository, checkpoints, id } = scene;
      await checkpoints.take(id);
      repository.write("plain.txt", "edited\n");
      const quiet = await checkpoints.take(id, { trigger });
      expect([quiet.created, names(quiet)]).toEqual([true, both]);
      repository.write("plain.txt", "edited again\n");
      expect(names(await checkpoints.take(id))).toEqual(both);
    },
  );

  it("are found where an earlier checkpoint could not judge them", async () => {
    const { repository, checkpoints, id } = scene;
    repository.write("tracked.nb", "code 1\n");
    await checkpoints.take(id);
    repository.write("tracked.nb", "code 1\noutput of hours\n");
    utimesSync(repository.path("tracked.nb"), 1_700_000_000, 1_700_000_000);
    expect(names(await checkpoints.take(id, { trigger: "timer" }))).toEqual(["new.nb stripped", "tracked.nb filter"]);
    // The time of a change cannot be made older, and two seconds before a checkpoint do not count as before it.
    await wait(2_500);
    repository.write("plain.txt", "edited\n");
    await checkpoints.take(id, { trigger: "timer" });
    repository.git("add", "tracked.nb");
    expect(names(await checkpoints.take(id))).toEqual(both);
  });

  it("are those whose returns a filter takes, where git converts none", async () => {
    const { repository, checkpoints, id } = scene;
    configure("cr", "tr -d '\\r'", "cat");
    appendFileSync(repository.path(".gitattributes"), "*.bin filter=cr -text\n*.txt2 filter=cr text\n");
    repository.write("a.bin", "a\r\nb\n");
    repository.write("a.txt2", "a\r\nb\n");
    expect(names(await checkpoints.take(id))).toEqual(["a.bin stripped", ...both]);
  });

  it("are none whose filter gives back what it took, whatever their line endings", async () => {
    const { repository, checkpoints, id } = scene;
    configure("turn", "tr a-z n-za-m", "tr a-z n-za-m");
    appendFileSync(repository.path(".gitattributes"), "*.secret filter=turn text\n");
    repository.write("a.secret", "hidden\r\nwords\n");
    repository.write("b.secret", "hidden\n");
    chmodSync(repository.path("b.secret"), 0o755);
    const taken = await checkpoints.take(id);
    expect(names(taken)).toEqual(both);
    expect(repository.git("show", `${taken.ref}:b.secret`)).toBe("uvqqra");
  });

  it("never enter the object database whole", async () => {
    const { repository, checkpoints, id } = scene;
    await checkpoints.take(id);
    const objects = repository.git("cat-file", "--batch-all-objects", "--batch", "--buffer");
    expect(objects).toContain("code 2");
    expect(objects).not.toContain("output of");
  });
});
