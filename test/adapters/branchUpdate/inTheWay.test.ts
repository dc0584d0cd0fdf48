import { chmodSync, existsSync, mkdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Checkpoints } from "../../../src/core/checkpoints/checkpoints.ts";
import { expectRefused, branchUpdateScenes } from "../../support/scenes/branchUpdateScene.ts";

const scene = branchUpdateScenes();

describe("what is in the way of a branch update is named, and nothing changes", () => {
  it("an untracked file that would be written, but not one that is the same", async () => {
    const it = scene();
    const { repository, checkpoints, id } = it;
    const move = it.next(() => {
      repository.write("new.txt", "landed\n");
      repository.write("same.txt", "same\n");
    });
    repository.write("new.txt", "mine\n");
    repository.write("same.txt", "same\n");
    await expectRefused(it, move, ["new.txt"]);
    repository.remove("new.txt");
    await checkpoints.updateBranchAndWorktree(id, move);
    expect([repository.read("new.txt"), it.status]).toEqual(["landed\n", []]);
  });

  it("an ignored file, an ignored file where a directory comes, a directory with ignored files where a file comes", async () => {
    const it = scene({ files: { ".gitignore": "*.log\nout\n", a: "a" } });
    const { repository } = it;
    const move = it.next(() => {
      repository.write("x.log", "landed");
      repository.write("out/file", "landed");
      repository.write("thing", "landed");
      repository.git("add", "-f", "x.log", "out/file");
    });
    repository.write("x.log", "precious");
    repository.write("out", "precious");
    repository.write("thing/y.log", "precious");
    await expectRefused(it, move, ["out/file", "thing", "x.log"], "ignored");
  });

  it("a nested repository, a link where a directory comes, a file too large for a checkpoint", async () => {
    const it = scene({ files: { "a.txt": "a", "big.bin": "small" }, settings: { sizeLimit: 1000 } });
    const { repository } = it;
    const move = it.next(() => {
      repository.write("nested/file", "landed");
      repository.write("linked/file", "landed");
      repository.write("big.bin", "landed");
      repository.write("huge.bin", "landed");
    });
    mkdirSync(repository.path("nested"));
    repository.gitIn(repository.path("nested"), "init", "--quiet");
    mkdirSync(repository.beside("outside"));
    repository.link("linked", repository.beside("outside"));
    repository.write("big.bin", "x".repeat(1001));
    repository.write("huge.bin", "x".repeat(1001));
    await expectRefused(it, move, ["big.bin", "huge.bin", "linked", "nested/file"], "left-out", "edits");
    expect(existsSync(repository.beside("outside/file"))).toBe(false);
  });

  it("an edit of a file that goes, and a deletion of a file that changes", async () => {
    const it = scene({ files: { goes: "1\n", changes: "1\n", both: "1\n" } });
    const { repository, checkpoints, id } = it;
    const move = it.next(() => {
      repository.remove("goes");
      repository.remove("both");
      repository.write("changes", "2\n");
    });
    repository.write("goes", "mine\n");
    repository.remove("changes");
    repository.remove("both");
    await expectRefused(it, move, ["changes", "goes"]);
    repository.git("checkout", "--quiet", "goes", "changes");
    const before = [repository.tree(), it.status];
    const { safety } = await checkpoints.updateBranchAndWorktree(id, move);
    expect(it.status).toEqual([]);
    await checkpoints.revertBranchUpdate(id, { ...move, safety: safety.id });
    expect([repository.tree(), it.status]).toEqual(before);
  });

  it("a staged version that overlaps, unless the file itself is what comes", async () => {
    const it = scene({ files: { a: "1\n", b: "1\n" } });
    const { repository, checkpoints, id } = it;
    const move = it.next(() => {
      repository.write("a", "landed\n");
      repository.write("b", "landed\n");
    });
    repository.write("a", "begun\n");
    repository.write("b", "begun\n");
    repository.git("add", "a", "b");
    repository.write("a", "landed\n");
    repository.write("b", "1\n");
    await expectRefused(it, move, ["b"]);
    repository.git("reset", "--quiet", "b");
    const { safety } = await checkpoints.updateBranchAndWorktree(id, move);
    expect(it.status).toEqual([]);
    await checkpoints.revertBranchUpdate(id, { ...move, safety: safety.id });
    expect([it.status, repository.git("show", ":a")]).toEqual([["MM a"], "begun"]);
  });

  it("unresolved conflicts, and an operation of git that waits to be continued", async () => {
    const it = scene({ files: { a: "1\n", "b é": "1\n" } });
    const { repository, checkpoints, id } = it;
    const move = it.next(() => repository.write("new", "landed"));
    repository.git("checkout", "--quiet", "-b", "side");
    repository.write("b é", "side\n");
    repository.commitAll("side");
    repository.git("checkout", "--quiet", "main");
    repository.write("b é", "main\n");
    const [from, ours] = [move.from, repository.commitAll("main")];
    expect(() => repository.git("merge", "side")).toThrow("Command failed");
    await expect(checkpoints.updateBranchAndWorktree(id, { ...move, from: ours as typeof from })).rejects.toMatchObject(
      {
        code: "conflict",
        message: expect.stringContaining("merge is in progress") as string,
      },
    );
    for (const name of ["MERGE_HEAD", "MERGE_MSG", "MERGE_MODE"]) repository.remove(`.git/${name}`);
    repository.git("update-ref", "refs/heads/main", from);
    await expectRefused(it, move, ["b é"], "unmerged");
  });

  it("a submodule that comes or goes, but not one that is not brought here", async () => {
    const it = scene();
    const { repository, checkpoints, id } = it;
    const gitlink = (commit: string): void =>
      void repository.git("update-index", "--add", "--cacheinfo", `160000,${commit},sub`);
    gitlink("1".repeat(40));
    repository.git("commit", "--quiet", "-m", "submodule");
    mkdirSync(repository.path("sub"));
    const move = it.next(() => undefined);
    gitlink("2".repeat(40));
    repository.git("commit", "--quiet", "-m", "submodule moves");
    const moved = { ...move, to: it.main as typeof move.to };
    repository.git("reset", "--quiet", "--hard", move.from);
    const gone = { ...moved, to: move.from, from: moved.to };
    repository.git("reset", "--quiet", "--hard", moved.to);
    repository.git("rm", "--quiet", "--cached", "sub");
    repository.git("commit", "--quiet", "-m", "submodule goes");
    const goes = { ...gone, to: it.main as typeof move.to };
    repository.git("reset", "--quiet", "--hard", moved.to);
    await expectRefused(it, goes, ["sub"], "submodule");
    repository.git("reset", "--quiet", "--hard", move.from);
    const { safety } = await checkpoints.updateBranchAndWorktree(id, moved);
    expect([it.main, it.status, repository.git("ls-files", "--stage", "sub")]).toEqual([
      moved.to,
      [],
      `160000 ${"2".repeat(40)} 0\tsub`,
    ]);
    await checkpoints.revertBranchUpdate(id, { ...moved, safety: safety.id });
    expect([it.main, it.status]).toEqual([move.from, []]);
  });

  it("a file outside of a sparse checkout", async () => {
    const it = scene({ files: { "in/a": "1\n", "out/b": "1\n" } });
    const { repository, checkpoints, id } = it;
    const outside = it.next(() => repository.write("out/b", "landed\n"));
    const inside = it.next(() => repository.write("in/a", "landed\n"));
    repository.git("sparse-checkout", "set", "in");
    expect(existsSync(repository.path("out"))).toBe(false);
    await expectRefused(it, outside, ["out/b"], "sparse");
    await checkpoints.updateBranchAndWorktree(id, inside);
    expect([repository.read("in/a"), it.status, existsSync(repository.path("out"))]).toEqual(["landed\n", [], false]);
  });

  it("a branch that is elsewhere, is not checked out, or moves meanwhile", async () => {
    const it = scene({ files: { a: "1\n" } });
    const { repository, checkpoints, id, options } = it;
    const move = it.next(() => repository.write("a", "landed\n"));
    const expectConflict = async (text: string, subject = checkpoints): Promise<void> => {
      const before = [repository.userState(), repository.tree()];
      await expect(subject.updateBranchAndWorktree(id, move)).rejects.toMatchObject({
        code: "conflict",
        message: expect.stringContaining(text) as string,
      });
      expect([repository.userState(), repository.tree()]).toEqual(before);
      expect(repository.git("for-each-ref", `refs/workflow/${id}/restoring`, `refs/workflow/${id}/undo`)).toBe("");
    };
    repository.git("checkout", "--quiet", "--detach");
    await expectConflict("not what is checked out");
    repository.git("checkout", "--quiet", "-b", "other");
    await expectConflict("not what is checked out");
    repository.git("checkout", "--quiet", "main");
    repository.git("commit", "--quiet", "--allow-empty", "-m", "somebody");
    await expectConflict("no longer at");
    repository.git("reset", "--quiet", "--hard", move.from);

    const somebody = repository.git("commit-tree", "-m", "somebody", "-p", move.from, `${move.from}^{tree}`);
    const port = repository.port();
    let armed = true;
    const racing = new Checkpoints({
      ...options,
      git: {
        async run(request) {
          if (
            armed &&
            request.args.includes("update-ref") &&
            Buffer.from(request.stdin ?? []).includes("refs/heads/main")
          ) {
            armed = false;
            repository.git("update-ref", "refs/heads/main", somebody);
          }
          return port.run(request);
        },
      },
    });
    await expect(racing.updateBranchAndWorktree(id, move)).rejects.toMatchObject({ code: "conflict" });
    expect([it.main, repository.read("a"), it.status]).toEqual([somebody, "1\n", []]);
  });

  it("an index that somebody holds", async () => {
    const it = scene({ files: { a: "1\n" } });
    const { repository, checkpoints, id } = it;
    const move = it.next(() => repository.write("a", "landed\n"));
    repository.write(".git/index.lock", "");
    const before = [repository.userState(), repository.tree()];
    await expect(checkpoints.updateBranchAndWorktree(id, move)).rejects.toMatchObject({ reason: "locked" });
    expect([repository.userState(), repository.tree()]).toEqual(before);
    repository.remove(".git/index.lock");
    await checkpoints.updateBranchAndWorktree(id, move);
    expect(it.main).toBe(move.to);
  });
});

describe("a branch update keeps what the person did to a file other than to its lines", () => {
  const text = Array.from({ length: 12 }, (_, at) => `line ${at}\n`).join("");

  it("an edit goes along with a file that is renamed, in either direction", async () => {
    const it = scene({ files: { theirs: text, ours: text.toUpperCase() } });
    const { repository, checkpoints, id } = it;
    const move = it.next(() => {
      repository.git("mv", "theirs", "renamed");
      repository.write("ours", text.toUpperCase().replace("LINE 2", "landed"));
    });
    repository.write("theirs", text.replace("line 9", "mine"));
    repository.git("mv", "ours", "moved");
    const before = [repository.tree(), repository.git("ls-files", "--stage")];
    const { safety } = await checkpoints.updateBranchAndWorktree(id, move);
    expect(repository.read("renamed")).toBe(text.replace("line 9", "mine"));
    expect(repository.read("moved")).toBe(text.toUpperCase().replace("LINE 2", "landed"));
    expect([existsSync(repository.path("theirs")), existsSync(repository.path("ours"))]).toEqual([false, false]);
    expect(it.status).toEqual(["A  moved", "D  ours", " M renamed"]);
    await checkpoints.revertBranchUpdate(id, { ...move, safety: safety.id });
    expect([repository.tree(), repository.git("ls-files", "--stage")]).toEqual(before);
  });

  it("executable bits and links", async () => {
    const it = scene({ files: { ours: text, theirs: text.toUpperCase(), link: "file" } });
    const { repository, checkpoints, id } = it;
    const move = it.next(() => {
      chmodSync(repository.path("theirs"), 0o755);
      repository.write("ours", text.replace("line 2", "landed"));
      repository.link("new link", "ours");
    });
    chmodSync(repository.path("ours"), 0o755);
    repository.write("theirs", text.toUpperCase().replace("LINE 9", "mine"));
    repository.remove("link");
    repository.link("link", "nowhere");
    const before = repository.tree();
    const { safety } = await checkpoints.updateBranchAndWorktree(id, move);
    expect(repository.git("diff", "--raw", "--abbrev=1", "HEAD", "--", "ours", "link")).toMatch(
      /^:100644 120000 \w+ \w+ T\tlink\n:100644 100755 \w+ \w+ M\tours$/u,
    );
    expect(repository.read("ours")).toBe(text.replace("line 2", "landed"));
    expect(repository.git("diff", "--raw", "HEAD", "--", "theirs")).toMatch(/^:100755 100755 /u);
    await checkpoints.revertBranchUpdate(id, { ...move, safety: safety.id });
    expect(repository.tree()).toEqual(before);
  });

  it("line endings and filters, as a checkout writes them", async () => {
    const files = { ".gitattributes": "*.txt text eol=crlf\n*.rot filter=rot\n", "w.txt": text, "s.rot": "cynva\n" };
    const it = scene({ files });
    const { repository, checkpoints, id } = it;
    repository.git("config", "filter.rot.clean", "tr a-z n-za-m");
    repository.git("config", "filter.rot.smudge", "tr a-z n-za-m");
    repository.remove("w.txt");
    repository.remove("s.rot");
    repository.git("checkout", "--quiet", ".");
    const move = it.next(() => {
      repository.write("w.txt", text.replace("line 2", "landed").replaceAll("\n", "\r\n"));
      repository.write("s.rot", "landed words\n");
    });
    repository.write("w.txt", text.replace("line 9", "mine").replaceAll("\n", "\r\n"));
    const before = repository.tree();
    const { safety } = await checkpoints.updateBranchAndWorktree(id, move);
    const both = text.replace("line 2", "landed").replace("line 9", "mine");
    expect(repository.read("w.txt")).toBe(both.replaceAll("\n", "\r\n"));
    expect(repository.read("s.rot")).toBe("landed words\n");
    await checkpoints.revertBranchUpdate(id, { ...move, safety: safety.id });
    expect(repository.tree()).toEqual(before);
  });

  it("with core.autocrlf, and edits git was told not to look at", async () => {
    const it = scene({ files: { a: text, b: text } });
    const { repository, checkpoints, id } = it;
    repository.git("config", "core.autocrlf", "true");
    repository.git("config", "core.safecrlf", "false");
    for (const path of ["a", "b"]) repository.remove(path);
    repository.git("checkout", "--quiet", ".");
    const move = it.next(() => {
      for (const path of ["a", "b"]) repository.write(path, text.replace("line 2", "landed").replaceAll("\n", "\r\n"));
    });
    repository.git("update-index", "--assume-unchanged", "b");
    repository.write("b", text.replace("line 9", "mine").replaceAll("\n", "\r\n"));
    await checkpoints.updateBranchAndWorktree(id, move);
    expect(repository.read("a")).toBe(text.replace("line 2", "landed").replaceAll("\n", "\r\n"));
    expect(repository.read("b")).toContain("line 1\r\nlanded\r\n");
    expect(repository.read("b")).toContain("line 8\r\nmine\r\n");
  });

  it("files announced with “git add --intent-to-add”", async () => {
    const it = scene({ files: { a: "1\n" } });
    const { repository, checkpoints, id } = it;
    const move = it.next(() => repository.write("a", "landed\n"));
    repository.write("announced", "mine\n");
    repository.git("add", "--intent-to-add", "announced");
    await checkpoints.updateBranchAndWorktree(id, move);
    expect(it.status).toEqual([" A announced"]);
  });
});
