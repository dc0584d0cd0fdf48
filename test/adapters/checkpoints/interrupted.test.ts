import { existsSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { say } from "../../../src/core/base/text.ts";
import { Checkpoints } from "../../../src/core/checkpoints/checkpoints.ts";
import { nodeProcesses } from "../../../src/adapters/nodeProcesses.ts";
import { GitError } from "../../../src/core/git/repository/gitError.ts";
import type { Git } from "../../../src/core/base/ports.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import { killedRestore } from "../../support/scenes/killedRestore.ts";
import { branchUpdateScenes, type BranchUpdateScene } from "../../support/scenes/branchUpdateScene.ts";
import { unfinishedIn } from "../../support/unfinishedIn.ts";

const scene = branchUpdateScenes();
const other = sessionIdFromSlug("other");

/** A restore of `a` and `b` from 2 to 1 that was killed between the two; the next process. */
async function half(
  made: Pick<BranchUpdateScene, "checkpoints" | "repository" | "options" | "id">,
  root = made.repository.root,
): Promise<Checkpoints> {
  await made.checkpoints.take(made.id);
  for (const name of ["a", "b"]) writeFileSync(`${root}/${name}`, "2");
  const next = await killedRestore(made, 1);
  writeFileSync(`${root}/a`, "1");
  return next;
}

const content = (root: string): readonly string[] => ["a", "b"].map((name) => readFileSync(`${root}/${name}`, "utf8"));
const files = { a: "1", b: "1" };

describe("a restore that was cut off", () => {
  it("is listed with the working tree it is in, and looking changes nothing", async () => {
    const made = scene({ files });
    const { repository, id } = made;
    const next = await half(made);
    const before = repository.tree();
    expect(await next.interrupted()).toEqual([
      { session: id, journal: expect.objectContaining({ operation: "restore" }) as unknown, root: repository.root },
    ]);
    expect(repository.tree()).toEqual(before);
    expect(await next.recover(id)).toEqual({ outcome: "completed", edited: [] });
    expect(await next.interrupted()).toEqual([]);
  });

  it.each<readonly [string, string, (made: BranchUpdateScene, then: boolean) => void]>([
    [
      "settings of line ends",
      "1\r\n",
      ({ repository }, then) => repository.git("config", "core.autocrlf", String(then)),
    ],
    [
      "attributes",
      "1\r\n",
      ({ repository }, then) => repository.write(".gitattributes", then ? "a text eol=crlf\n" : "b text\n"),
    ],
  ])("is completed by the %s of then", async (_, bytes, set) => {
    const made = scene({ files: { a: "1\n", b: "1\n" } });
    const { repository, checkpoints, id } = made;
    repository.git("config", "core.safecrlf", "false");
    set(made, true);
    repository.write("a", bytes);
    await checkpoints.take(id);
    const before = repository.tree();
    set(made, false);
    repository.write("a", "1\n");
    repository.write("b", "2\n");
    const next = await killedRestore(made, 1);
    expect(await next.recover(id)).toMatchObject({ outcome: "completed", edited: [] });
    expect(repository.tree()).toEqual(before);
  });

  it("is completed before another session of the same working tree keeps or changes it", async () => {
    for (const packed of [false, true]) {
      const made = scene({ files });
      const { repository } = made;
      const next = await half(made);
      if (packed) repository.git("pack-refs", "--all");
      const { tree } = await next.take(other);
      expect(content(repository.root)).toEqual(["1", "1"]);
      expect(repository.git("show", `${tree}:b`)).toBe("1");
      expect(await next.interrupted()).toEqual([]);
    }
  });

  it("stays for a person where a checkpoint that happens by itself would have to start the repository's own filters", async () => {
    const made = scene({ files });
    const { repository, id } = made;
    const next = await half(made);
    const trace = repository.beside("trace");
    repository.write(".git/info/attributes", "b filter=own\n");
    repository.git("config", "filter.own.smudge", `sh -c "touch '${trace}'; exec cat"`);
    await expect(next.take(id, { trigger: "timer" })).rejects.toMatchObject({ code: "conflict" });
    expect([existsSync(trace), content(repository.root)]).toEqual([false, ["1", "2"]]);
    await next.take(id);
    expect([existsSync(trace), content(repository.root)]).toEqual([true, ["1", "1"]]);
  });

  it("leaves files alone of which somebody has changed only the line ends since", async () => {
    const rules = "*.lf text eol=lf\n*.crlf text eol=crlf\n*.raw text\n*.rot text filter=rot\n";
    const made = scene({ files: { ".gitattributes": rules } });
    const { repository, checkpoints, id } = made;
    repository.git("config", "filter.rot.clean", "tr a-z n-za-m");
    repository.git("config", "filter.rot.smudge", "tr a-z n-za-m");
    const fill = (n: number): void => {
      for (const name of ["same.lf", "edited.lf", "edited.rot"]) repository.write(name, `text ${n}\n`);
      for (const name of ["same.crlf", "edited.crlf"]) repository.write(name, `text ${n}\r\n`);
      for (const name of ["same.raw", "edited.raw"]) repository.write(name, `text\r\n${n}\n`);
    };
    const edit = (n: number): void => {
      repository.write("edited.lf", `text ${n}\r\n`);
      repository.write("edited.crlf", `text ${n}\n`);
      repository.write("edited.raw", `text\n${n}\n`);
    };
    fill(1);
    await checkpoints.take(id);
    const first = repository.tree();
    fill(2);
    const next = await killedRestore(made, 1);
    edit(2);
    const edited = repository.tree();
    const outcome = await next.recover(id);
    const names = ["edited.crlf", "edited.lf", "edited.raw"];
    expect(outcome).toEqual({ outcome: "completed", edited: names });
    const kept = Object.fromEntries(names.map((name) => [name, edited[name]]));
    expect(repository.tree()).toEqual({ ...first, ...kept });
  });

  it("is completed where the attributes that say how lines end change with the files", async () => {
    const made = scene({ files: { ".gitattributes": "*.txt text eol=crlf\n" } });
    const { repository, checkpoints, id } = made;
    repository.write("a.txt", "1\r\n");
    await checkpoints.take(id);
    repository.write(".gitattributes", "*.txt text eol=lf\n");
    repository.write("a.txt", "2\n");
    await checkpoints.take(id);
    await checkpoints.restore(id, 1);
    const next = await killedRestore(made, 2);
    repository.write(".gitattributes", "*.txt text eol=lf\n");
    expect(await next.recover(id)).toEqual({ outcome: "completed", edited: [] });
    expect(repository.read("a.txt")).toBe("2\n");
  });

  it("is taken back on request, or where it cannot be completed", async () => {
    for (const broken of [false, true]) {
      const made = scene({ files });
      const { repository, id } = made;
      const next = await half(made);
      if (broken) {
        const blob = repository.git("rev-parse", "HEAD:b");
        repository.remove(`.git/objects/${blob.slice(0, 2)}/${blob.slice(2)}`);
      }
      expect(await next.recover(id, { back: !broken })).toEqual({ outcome: "taken-back", edited: [] });
      expect(content(repository.root)).toEqual(["2", "2"]);
      expect(await next.interrupted()).toEqual([]);
    }
  });

  it("is recovered once where two parts of a process ask for it at the same moment", async () => {
    const made = scene({ files });
    const next = await half(made);
    const beside = new Checkpoints({ ...made.options, processes: nodeProcesses });
    const completed = { outcome: "completed", edited: [] };
    expect(await Promise.all([next.recover(made.id), beside.recover(made.id)])).toEqual([completed, completed]);
    expect(made.repository.logger.lines.filter((line) => line.includes("was completed"))).toHaveLength(1);
  });

  it("is nobody's failure where another process has completed it by then", async () => {
    const made = scene({ files });
    const { repository, options, id } = made;
    const next = await half(made);
    const port = repository.port();
    let isFaster = true;
    const git: Git = {
      async run(request) {
        if (isFaster && request.args.includes("checkout-index")) {
          isFaster = false;
          for (const name of ["a", "b"]) writeFileSync(repository.path(name), "1");
          repository.git("update-ref", "-d", `refs/workflow/${id}/restoring`);
          throw new GitError("locked", say`Somebody is at it.`);
        }
        return port.run(request);
      },
    };
    const slower = new Checkpoints({ ...options, git, processes: nodeProcesses });
    expect(await slower.recover(id)).toBeUndefined();
    expect(await next.recover(id)).toBeUndefined();
  });

  it("is not recovered by itself where the repository's configuration names a filter", async () => {
    const made = scene({ files });
    const { repository, id } = made;
    const next = await half(made);
    repository.git("config", "filter.any.smudge", "cat");
    await expect(next.recover(id, { byItself: true })).rejects.toMatchObject({ code: "untrusted" });
    expect(content(repository.root)).toEqual(["1", "2"]);
    repository.git("config", "--remove-section", "filter.any");
    expect(await next.recover(id, { byItself: true })).toMatchObject({ outcome: "completed" });
  });

  it("is left alone by a process that works in another working tree of the repository", async () => {
    const made = scene({ files });
    const { repository, options } = made;
    const beside = repository.beside("another root");
    repository.git("worktree", "add", "--quiet", beside, "-b", "elsewhere");
    const next = await half(made);
    const there = new Checkpoints({ ...options, root: beside });
    await there.take(other);
    await there.take(sessionIdFromSlug("third"), { message: "again" });
    expect(content(beside)).toEqual(["1", "1"]);
    expect(content(repository.root)).toEqual(["1", "2"]);
    expect(await next.interrupted()).toHaveLength(1);
  });

  it("inside a fork's worktree is of that worktree alone", async () => {
    const made = scene({ files });
    const { repository, id } = made;
    const root = repository.path(".worktrees", id);
    repository.git("worktree", "add", "--quiet", root, "-b", `session/${id}`);
    const next = await half(made, root);
    expect(await next.interrupted()).toMatchObject([{ session: id, root }]);
    await next.take(other);
    expect(content(root)).toEqual(["1", "2"]);
    renameSync(root, `${root}.away`);
    expect(await next.interrupted()).toMatchObject([{ session: id, root: undefined }]);
    await expect(next.recover(id)).rejects.toMatchObject({ code: "refused" });
    renameSync(`${root}.away`, root);
    await next.take(id, { trigger: "timer" });
    expect(content(root)).toEqual(["1", "1"]);
  });

  it("in the main checkout is completed there although the session has a worktree since", async () => {
    const made = scene({ files });
    const { repository, id } = made;
    const next = await half(made);
    repository.git("worktree", "add", "--quiet", `.worktrees/${id}`, "-b", `session/${id}`);
    expect(await next.interrupted()).toMatchObject([{ session: id, root: repository.root }]);
    expect(await next.recover(id)).toMatchObject({ outcome: "completed" });
    expect(content(repository.root)).toEqual(["1", "1"]);
  });
});

/** Moves the git directory away; where it is now. */
function moved({ repository }: BranchUpdateScene): string {
  renameSync(repository.path(".git"), repository.beside("git"));
  return repository.beside("git");
}

describe("a restore that was cut off is found by files alone", () => {
  it.each<readonly [string, (made: BranchUpdateScene) => string]>([
    [
      "behind a link",
      (made) => {
        symlinkSync(moved(made), made.repository.path(".git"));
        return made.repository.root;
      },
    ],
    [
      "in a git directory elsewhere",
      (made) => {
        writeFileSync(made.repository.path(".git"), `gitdir: ${moved(made)}\n`);
        return made.repository.root;
      },
    ],
    [
      "from a worktree of a bare repository",
      (made) => {
        made.repository.git("config", "core.bare", "true");
        made.repository.git("worktree", "add", "--quiet", made.repository.beside("work"), "-b", "work");
        return made.repository.beside("work");
      },
    ],
  ])("%s", async (_, lay) => {
    const made = scene({ files });
    const { repository, id } = made;
    const root = lay(made);
    const options = { ...made.options, root };
    const there = { repository, options, id, checkpoints: new Checkpoints(options) };
    const next = await half(there, root);
    expect(await unfinishedIn(repository, root)).toMatchObject([{ code: "half-changed", session: id }]);
    await next.take(other);
    expect(content(root)).toEqual(["1", "1"]);
    expect(await unfinishedIn(repository, root)).toEqual([]);
  });
});

describe("a restore in progress", () => {
  it("is nobody else's, not even another object's of the same process", async () => {
    const made = scene({ files });
    const { repository, options, id, checkpoints } = made;
    await checkpoints.take(id);
    for (const name of ["a", "b"]) repository.write(name, "2");
    const port = repository.port();
    let looked: unknown;
    const git: Git = {
      async run(request) {
        if (request.args.includes("checkout-index") && looked === undefined) {
          const beside = new Checkpoints(options);
          looked = await beside.interrupted();
          for (const session of [id, other]) {
            await expect(beside.take(session)).rejects.toMatchObject({ code: "conflict" });
            await expect(beside.currentTree(session)).rejects.toMatchObject({ code: "conflict" });
          }
          await expect(beside.recover(id)).rejects.toMatchObject({ code: "conflict" });
        }
        return port.run(request);
      },
    };
    await new Checkpoints({ ...options, git }).restore(id, 1);
    expect(looked).toEqual([]);
    expect(content(repository.root)).toEqual(["1", "1"]);
  });

  it("begun while a checkpoint is taken, makes that one not be kept", async () => {
    const made = scene({ files });
    const { repository, options, id } = made;
    const processes = { host: "here", pid: 1, alive: () => true };
    await half(made);
    const journal = repository.git("rev-parse", `refs/workflow/${id}/restoring`);
    repository.git("update-ref", "-d", `refs/workflow/${id}/restoring`);
    const port = repository.port();
    const git: Git = {
      async run(request) {
        const result = await port.run(request);
        if (request.args.includes("write-tree")) repository.git("update-ref", `refs/workflow/${id}/restoring`, journal);
        return result;
      },
    };
    const taking = new Checkpoints({ ...options, git, processes: { ...processes, pid: 2 } }).take(other);
    await expect(taking).rejects.toMatchObject({ code: "conflict" });
    expect(repository.git("for-each-ref", `refs/workflow/${other}/`)).toBe("");
  });
});

describe("a journal that cannot be read", () => {
  it("is listed as such and stops no checkpoint", async () => {
    const { repository, checkpoints, id } = scene({ files });
    repository.write(`.git/refs/workflow/${id}/restoring`, `${"1".repeat(40)}\n`);
    expect(await checkpoints.interrupted()).toEqual([
      { session: id, journal: undefined, root: undefined, elsewhere: undefined },
    ]);
    expect(await checkpoints.take(other)).toMatchObject({ created: true });
    rmSync(repository.path(`.git/refs/workflow/${id}/restoring`));
  });
});
