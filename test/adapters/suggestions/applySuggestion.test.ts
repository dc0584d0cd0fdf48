import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BranchUpdateConflict } from "../../../src/core/checkpoints/branchUpdate/branchUpdateConflict.ts";
import { arm } from "../../support/scenes/armedRepository.ts";
import { base, fork } from "../review/gateScene.ts";
import { person, SuggestionScene } from "./suggestionScene.ts";

const before = "1\n2\n3\n4\n5\n6\n7\n8\nnine\n";
const after = "1\n2\nthree\n3.5\n4\n5\n6\n7\n8\nnine\n";

let scene: SuggestionScene;
beforeEach(async () => {
  scene = await SuggestionScene.make();
});
afterEach(() => scene.dispose());

const git = (...args: readonly string[]): string => scene.scene.repository.gitIn(scene.worktree, ...args);
const at = (path: string): string => readFileSync(join(scene.worktree, path), "utf8");
const inHead = (path: string): string =>
  execFileSync("git", ["show", `session/${fork}:${path}`], { cwd: scene.scene.repository.root }).toString();

/** What git makes of a patch on the fork's head, in a checkout of its own. */
function applied(patch: string, path: string): Buffer {
  const beside = scene.scene.repository.beside("agent");
  scene.scene.repository.git("worktree", "add", "--quiet", "--detach", beside, `session/${fork}`);
  execFileSync("git", ["-c", "core.autocrlf=false", "apply", "--whitespace=nowarn", "-"], {
    cwd: beside,
    input: patch,
  });
  const bytes = readFileSync(join(beside, path));
  scene.scene.repository.git("worktree", "remove", "--force", beside);
  return bytes;
}

/** A file of UTF-16 with Windows line ends, the second of its three lines as given. */
const wide = (line: string): Buffer => Buffer.from(`\uFEFFone\r\n${line}\r\nthree`, "utf16le");

describe("the patch of a suggestion", () => {
  it.each([
    ["lines in the middle", "a.txt", before, [3, 3], "three\n3.5\n"],
    ["the first line", "a.txt", before, [1, 1], "one\n"],
    ["a last line without an end", "open.txt", "a\nb\nc", [3, 3], "C\nD\n"],
    ["lines that are to go", "a.txt", before, [2, 8], ""],
    ["all lines", "one.txt", "only\n", [1, 1], ""],
    ["Windows line ends", "win.txt", "a\r\nb\r\nc\r\n", [2, 2], "B\nBB\n"],
    ["a name with blanks", "two words.txt", "a\nb\n", [1, 1], "A\n"],
    ["a name that git quotes", 'say "ü"\t.txt', "a\nb\n", [1, 1], "A\n"],
    ["a mark of UTF-8", "bom.txt", "\uFEFFa\nb\n", [1, 1], "A\n"],
    ["a mark and nothing else", "mark.txt", "\uFEFFa\n", [1, 1], ""],
    ["the line behind a mark", "first.txt", "\uFEFFa\nb\n", [1, 1], ""],
  ] as const)("is read by git: %s", async (_name, path, text, lines, suggestion) => {
    if (path !== "a.txt") scene.commit(path, text);
    const thread = await scene.suggest(path, lines, suggestion);
    const state = await scene.state(thread);
    expect(state).toMatchObject({ applies: true, applied: null, why: null });
    const patched = applied(state?.patch ?? "", path);
    await scene.apply(thread);
    expect([...patched]).toEqual([...readFileSync(join(scene.worktree, path))]);
    expect(git("status", "--porcelain")).toBe("");
  });
});

describe("applying a suggestion", () => {
  it("makes one commit of it in the person's name, with the worktree, and resolves the thread", async () => {
    const head = scene.head;
    const thread = await scene.suggest("a.txt", [3, 3], "three\n3.5\n");
    const { commit, move } = await scene.apply(thread);
    expect(scene.head).toBe(commit);
    expect(move).toMatchObject({ from: head, to: commit, safety: { session: fork } });
    expect(git("log", "-1", "--format=%P|%an <%ae>|%cn <%ce>|%s|%(trailers:only,unfold)")).toBe(
      `${head}|Grace Hopper <grace@example.org>|Grace Hopper <grace@example.org>|Apply suggestion to a.txt|Workflow-Session: ${fork}\nWorkflow-Suggestion: ${thread.id}\n`,
    );
    expect(git("diff", "--name-only", head, commit)).toBe("a.txt");
    expect(at("a.txt")).toBe(after);
    expect(git("status", "--porcelain")).toBe("");
    expect(await scene.annotations.get(thread.id)).toMatchObject({
      resolved: true,
      applied: commit,
      resolvedBy: { ...person, voice: "person" },
    });
    expect(await scene.state(thread)).toMatchObject({ applies: false, applied: commit });
    await expect(scene.apply(thread)).rejects.toThrow("already");
  });

  it("keeps what is edited and staged elsewhere, also in the same file", async () => {
    scene.scene.writeInFork("new.txt", "edited\n");
    scene.scene.writeInFork("a.txt", before.replace("nine", "NINE"));
    scene.scene.writeInFork("staged.txt", "staged\n");
    git("add", "staged.txt");
    const { commit } = await scene.apply(await scene.suggest("a.txt", [3, 3], "three\n3.5\n"));
    expect(at("a.txt")).toBe(after.replace("nine", "NINE"));
    expect(inHead("a.txt")).toBe(after);
    expect(git("rev-parse", "HEAD")).toBe(commit);
    expect(git("status", "--porcelain").split("\n")).toEqual([" M a.txt", " M new.txt", "A  staged.txt"]);
  });

  it("is refused whole for edits of the same lines, which stay", async () => {
    scene.scene.writeInFork("a.txt", before.replace("3\n", "mine\n"));
    const head = scene.head;
    const thread = await scene.suggest("a.txt", [3, 3], "three\n3.5\n");
    await expect(scene.apply(thread)).rejects.toThrow(BranchUpdateConflict);
    await expect(scene.apply(thread)).rejects.toThrow("Edits in your working tree are about the same places: a.txt");
    expect(scene.head).toBe(head);
    expect(at("a.txt")).toBe(before.replace("3\n", "mine\n"));
    expect((await scene.annotations.get(thread.id)).resolved).toBe(false);
  });

  it("moves the branch alone where it is checked out nowhere", async () => {
    scene.scene.repository.git("worktree", "remove", "--force", scene.worktree);
    const head = scene.head;
    const { commit, move } = await scene.apply(await scene.suggest("a.txt", [3, 3], "three\n3.5\n"));
    expect(move).toMatchObject({ from: head, safety: null });
    expect(scene.head).toBe(commit);
    expect(inHead("a.txt")).toBe(after);
    expect(scene.scene.repository.git("reflog", "-1", "--format=%gs", `session/${fork}`)).toContain("suggestion");
  });

  it("keeps UTF-16 and its line ends, of which git has no patch", async () => {
    scene.commit("wide.txt", wide("two"));
    const thread = await scene.suggest("wide.txt", [2, 2], "zwölf\n");
    expect(await scene.state(thread)).toMatchObject({ applies: true, patch: null });
    await scene.apply(thread);
    expect([...readFileSync(join(scene.worktree, "wide.txt"))]).toEqual([...wide("zwölf")]);
  });

  it("keeps who may execute a file, and follows a file that was renamed", async () => {
    scene.commit("run.sh", "#!/bin/sh\necho 1\necho 2\n");
    git("update-index", "--chmod=+x", "run.sh");
    git("commit", "--quiet", "-m", "executable");
    git("checkout", "--quiet", "-f");
    const thread = await scene.suggest("run.sh", [2, 2], "echo one\n");
    git("mv", "run.sh", "go.sh");
    git("commit", "--quiet", "-m", "renamed");
    expect((await scene.state(thread))?.patch).toContain("--- a/go.sh\n");
    await scene.apply(thread);
    expect(git("ls-tree", "HEAD", "go.sh", "run.sh")).toMatch(/^100755 blob [0-9a-f]+\tgo.sh$/u);
    expect(at("go.sh")).toBe("#!/bin/sh\necho one\necho 2\n");
    expect(git("log", "-1", "--format=%s")).toBe("Apply suggestion to go.sh");
  });

  it("follows its lines where the branch has moved, and is refused where these have changed", async () => {
    const thread = await scene.suggest("a.txt", [3, 3], "three\n3.5\n");
    scene.commit("a.txt", `0\n${before}`);
    await scene.apply(thread);
    expect(at("a.txt")).toBe(`0\n${after}`);
    const other = await scene.suggest("a.txt", [1, 1], "zero\n");
    scene.commit("a.txt", after);
    const head = scene.head;
    expect(await scene.state(other)).toMatchObject({ applies: false, patch: null });
    await expect(scene.apply(other)).rejects.toThrow("gone or have changed");
    expect(scene.head).toBe(head);
  });

  it("applies what was shown and nothing that was put into its place", async () => {
    const thread = await scene.suggest("a.txt", [3, 3], "three\n3.5\n");
    const shown = await scene.digest(thread);
    const head = scene.head;
    const path = scene.annotationPath(thread);
    const file = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
    const window = await scene.window();
    for (const other of [{ suggestion: { text: "evil\n" } }, { file: "b.txt" }]) {
      writeFileSync(path, JSON.stringify({ ...file, ...other }));
      // oxlint-disable-next-line no-await-in-loop -- one rewriting after the other
      await expect(window.apply(thread.id, shown, person)).rejects.toThrow("changed since it was shown");
    }
    expect(scene.head).toBe(head);
    expect(at("a.txt")).toBe(before);
    writeFileSync(path, JSON.stringify(file));
    scene.commit("later.txt", "later\n");
    await expect(window.apply(thread.id, shown, person)).rejects.toThrow("its branch has moved");
    expect((await scene.annotations.get(thread.id)).resolved).toBe(false);
  });

  it("moves nothing where the branch moves meanwhile", async () => {
    const thread = await scene.suggest("a.txt", [3, 3], "three\n3.5\n");
    const { texts } = scene;
    const window = await scene.window({
      texts: {
        renames: async (session) => texts.renames(session),
        // Reads the file as it was, and then somebody commits.
        committed: async (...wanted) => {
          const found = await texts.committed(...wanted);
          scene.commit("other.txt", "other\n");
          return found;
        },
      },
    });
    await expect(window.apply(thread.id, await scene.digest(thread), person)).rejects.toThrow("is no longer at");
    expect(git("status", "--porcelain")).toBe("");
    expect(at("other.txt")).toBe("other\n");
    expect((await scene.annotations.get(thread.id)).resolved).toBe(false);
  });

  it("says which commit it was where the window died before the thread knew", async () => {
    const thread = await scene.suggest("a.txt", [3, 3], "three\n3.5\n");
    const died = await scene.window({
      annotations: {
        get: async (id) => scene.annotations.get(id),
        resolve: async () => Promise.reject(new Error("killed")),
      },
    });
    await expect(died.apply(thread.id, await scene.digest(thread), person)).rejects.toThrow("killed");
    const commit = scene.head;
    expect((await scene.annotations.get(thread.id)).resolved).toBe(false);
    expect(await scene.apply(thread)).toMatchObject({ commit, move: null });
    expect(scene.head).toBe(commit);
    expect(await scene.annotations.get(thread.id)).toMatchObject({ resolved: true, applied: commit });
  });

  it("can be taken back where the thread was removed while it was applied, and says that it was", async () => {
    const thread = await scene.suggest("a.txt", [1, 1], "one");
    const head = git("rev-parse", "HEAD");
    const suggestions = await scene.window({
      annotations: {
        get: async (id) => await scene.annotations.get(id),
        resolve: async (id, ...how) => {
          rmSync(scene.annotationPath(thread), { force: true });
          return await scene.annotations.resolve(id, ...how);
        },
      },
    });
    const applied = await suggestions.apply(thread.id, await scene.digest(thread), person);
    expect(applied.move).toMatchObject({ from: head, to: git("rev-parse", "HEAD") });
    expect(String(applied.untold)).toContain("There is no comment");
    await suggestions.undo(applied, person);
    expect(git("rev-parse", "HEAD")).toBe(head);
    expect(at("a.txt")).toBe(before);
  });

  it("does not take an agent's commit for the person's", async () => {
    const thread = await scene.suggest("a.txt", [3, 3], "three\n3.5\n");
    writeFileSync(join(scene.worktree, "a.txt"), "something else\n");
    git("commit", "--quiet", "-a", "-m", `fake\n\nWorkflow-Suggestion: ${thread.id}`);
    await expect(scene.apply(thread)).rejects.toThrow("gone or have changed");
  });

  it("does not take a commit for it that has its trailer and the person's name, but does something else", async () => {
    const thread = await scene.suggest("a.txt", [3, 3], "three\n3.5\n");
    writeFileSync(join(scene.worktree, "a.txt"), "something else\n");
    const forged = ["-c", "user.name=Grace Hopper", "-c", "user.email=grace@example.org"];
    git(...forged, "commit", "--quiet", "-a", "-m", `fake\n\nWorkflow-Suggestion: ${thread.id}`);
    await expect(scene.apply(thread)).rejects.toThrow("gone or have changed");
    expect((await scene.annotations.get(thread.id)).resolved).toBe(false);
  });

  it("is refused on the branch that work goes into, whatever the record says", async () => {
    const thread = await scene.suggest("a.txt", [3, 3], "three\n3.5\n");
    const main = scene.scene.at("main");
    const path = join(scene.scene.repository.root, ".workflow", fork, "workflow-session.json");
    const record = JSON.parse(readFileSync(path, "utf8")) as object;
    writeFileSync(path, JSON.stringify({ ...record, branch: "main" }));
    await expect(scene.apply(thread)).rejects.toThrow("main is the branch that work goes into");
    expect(scene.scene.at("main")).toBe(main);
  });

  it("is refused where the record names another branch than the one that was shown", async () => {
    const thread = await scene.suggest("a.txt", [3, 3], "three\n3.5\n");
    const shown = await scene.digest(thread);
    scene.scene.repository.git("branch", "release", scene.head);
    const path = join(scene.scene.repository.root, ".workflow", fork, "workflow-session.json");
    const record = JSON.parse(readFileSync(path, "utf8")) as object;
    writeFileSync(path, JSON.stringify({ ...record, branch: "release" }));
    await expect((await scene.window()).apply(thread.id, shown, person)).rejects.toThrow(
      "has changed since it was shown",
    );
    expect(scene.scene.at("release")).toBe(scene.head);
  });

  it("starts no hook, and is refused where writing files would start programs of the repository's configuration", async () => {
    const thread = await scene.suggest("a.txt", [3, 3], "three\n3.5\n");
    const head = scene.head;
    const canary = arm(scene.scene.repository, /^core\.worktree$/u);
    await expect(scene.apply(thread)).rejects.toThrow("The repository's own configuration names programs");
    expect(scene.head).toBe(head);
    expect(canary.ran).toBe("");
  });

  it("starts no hook", async () => {
    const thread = await scene.suggest("a.txt", [3, 3], "three\n3.5\n");
    const log = scene.scene.repository.beside("hooks.log");
    for (const hook of ["pre-commit", "commit-msg", "post-commit", "post-checkout", "reference-transaction"])
      scene.scene.repository.write(`.git/hooks/${hook}`, `#!/bin/sh\necho ${hook} >> '${log}'\n`, 0o755);
    await scene.apply(thread);
    expect(() => readFileSync(log)).toThrow("ENOENT");
    rmSync(log, { force: true });
  });

  it("is refused in a session that has no branch of its own", async () => {
    const thread = await scene.annotations.add({
      subject: { session: base, file: "a.txt", lines: { side: "new", start: 1, end: 1 } },
      text: "1\n",
      body: "x",
      suggestion: "one",
      author: person,
    });
    await expect(scene.apply(thread)).rejects.toThrow("is no fork");
  });
});

describe("taking it back", () => {
  it("brings branch and files back, keeps what is edited, and opens the thread again", async () => {
    const head = scene.head;
    const thread = await scene.suggest("a.txt", [3, 3], "three\n3.5\n");
    scene.scene.writeInFork("new.txt", "edited\n");
    const window = await scene.window();
    const done = await window.apply(thread.id, await scene.digest(thread), person);
    await window.undo(done, person);
    expect(scene.head).toBe(head);
    expect(at("a.txt")).toBe(before);
    expect(at("new.txt")).toBe("edited\n");
    const open = await scene.annotations.get(thread.id);
    expect(open.resolved).toBe(false);
    expect(open).not.toHaveProperty("applied");
    expect(await scene.state(thread)).toMatchObject({ applies: true, applied: null });
  });

  it("is refused once the branch has moved on", async () => {
    const window = await scene.window();
    const thread = await scene.suggest("a.txt", [3, 3], "three\n3.5\n");
    const done = await window.apply(thread.id, await scene.digest(thread), person);
    scene.commit("later.txt", "later\n");
    const head = scene.head;
    await expect(window.undo(done, person)).rejects.toThrow();
    expect(scene.head).toBe(head);
    expect(at("a.txt")).toBe(after);
  });
});
