import { chmodSync, existsSync, statSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Checkpoints } from "../../../src/core/checkpoints/checkpoints.ts";
import type { FileSystem } from "../../../src/core/base/ports.ts";
import { expectRefused, branchUpdateScenes } from "../../support/scenes/branchUpdateScene.ts";

const scene = branchUpdateScenes();

describe("files announced with “git add --intent-to-add”", () => {
  it("are in the way of a file of that name with other content, and are that file with the same", async () => {
    const it = scene({ files: { a: "1\n" } });
    const { repository, checkpoints, id } = it;
    const move = it.next(() => repository.write("announced", "landed\n"));
    repository.write("announced", "mine\n");
    repository.git("add", "--intent-to-add", "announced");
    await expectRefused(it, move, ["announced"]);
    repository.write("announced", "landed\n");
    const { safety } = await checkpoints.updateBranchAndWorktree(id, move);
    expect([it.status, it.main]).toEqual([[], move.to]);
    await checkpoints.revertBranchUpdate(id, { ...move, safety: safety.id });
    expect([repository.read("announced"), it.main]).toEqual(["landed\n", move.from]);
  });
});

describe("names that differ in case only", () => {
  const text = Array.from({ length: 12 }, (_, at) => `line ${at}\n`).join("");

  it("are two files, or the renaming of one", async () => {
    const it = scene({ files: { readme: text, "Src/a": text } });
    const { repository, checkpoints, id } = it;
    const move = it.next(() => {
      repository.git("mv", "readme", "README");
      repository.git("mv", "Src", "src");
    });
    repository.write("readme", text.replace("line 9", "mine"));
    const before = [repository.tree(), it.status];
    const { safety } = await checkpoints.updateBranchAndWorktree(id, move);
    expect(repository.read("README")).toBe(text.replace("line 9", "mine"));
    expect([existsSync(repository.path("readme")), existsSync(repository.path("Src")), it.status]).toEqual([
      false,
      false,
      [" M README"],
    ]);
    await checkpoints.revertBranchUpdate(id, { ...move, safety: safety.id });
    expect([repository.tree(), it.status]).toEqual(before);
  });

  it("are not in each other's way where the disk holds both for one", async () => {
    const it = scene({ files: { readme: text, "Src/a": text, ".gitignore": "*.LOG\n" } });
    const { repository, id, options } = it;
    const move = it.next(() => {
      repository.git("mv", "readme", "README");
      repository.git("mv", "Src", "src");
      repository.write("x.log", "landed\n");
    });
    const disk = caseless(options.fs);
    const checkpoints = new Checkpoints({ ...options, fs: disk });
    repository.write("X.LOG", "precious\n");
    expect(await checkpoints.previewBranchUpdate(id, move)).toMatchObject({ conflicts: ["x.log"] });
    repository.remove("X.LOG");
    expect(await checkpoints.previewBranchUpdate(id, move)).toMatchObject({ conflicts: [], obstacles: [], files: 5 });
    await checkpoints.updateBranchAndWorktree(id, move);
    expect([it.main, it.status]).toEqual([move.to, []]);
  });
});

/** A disk on which names that differ in case only are one; it finds what is there whatever way it is asked. */
function caseless(fs: FileSystem): FileSystem {
  return new Proxy(fs, {
    get(target, name) {
      if (name !== "lstat") return (Reflect.get(target, name) as () => unknown).bind(target);
      return async (path: string) => {
        const [directory, last] = [path.slice(0, path.lastIndexOf("/")), path.slice(path.lastIndexOf("/") + 1)];
        const exact = await target.lstat(path);
        if (exact !== undefined || last === ".git") return exact;
        const names = (await target.names(directory).catch(() => undefined)) ?? [];
        const found = names.find((other) => other.toLowerCase() === last.toLowerCase());
        return found === undefined ? undefined : target.lstat(`${directory}/${found}`);
      };
    },
  });
}

describe("links and kinds of files", () => {
  it("a link both sides have led elsewhere, or that one made of a file the other edited, is an overlap", async () => {
    const it = scene({ files: { file: "1\n", turned: "1\n" } });
    const { repository, checkpoints, id } = it;
    repository.link("link", "file");
    repository.link("same", "file");
    repository.commitAll("links");
    const move = it.next(() => {
      for (const path of ["link", "same"]) repository.link(path, "theirs");
      repository.link("turned", "file");
    });
    repository.link("link", "mine");
    repository.link("same", "theirs");
    repository.write("turned", "mine\n");
    await expectRefused(it, move, ["link", "turned"]);
    repository.git("checkout", "--quiet", "link", "turned");
    await checkpoints.updateBranchAndWorktree(id, move);
    expect(it.status).toEqual([]);
  });

  it("a mode the branch update changes and the same mode the person has changed do not overlap", async () => {
    const it = scene({ files: { script: "1\n", other: "1\n" } });
    const { repository, checkpoints, id } = it;
    const move = it.next(() => {
      for (const path of ["script", "other"]) chmodSync(repository.path(path), 0o755);
    });
    chmodSync(repository.path("script"), 0o755);
    repository.git("add", "script");
    const { safety } = await checkpoints.updateBranchAndWorktree(id, move);
    expect([it.status, statSync(repository.path("other")).mode & 0o111]).toEqual([[], 0o111]);
    await checkpoints.revertBranchUpdate(id, { ...move, safety: safety.id });
    expect(it.status).toEqual(["M  script"]);
  });
});
