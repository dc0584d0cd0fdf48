import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { Checkpoints } from "../../../src/core/checkpoints/checkpoints.ts";
import { FileError } from "../../../src/core/base/errors.ts";
import { say } from "../../../src/core/base/text.ts";
import { GitError } from "../../../src/core/git/repository/gitError.ts";
import type { FileSystem, Git } from "../../../src/core/base/ports.ts";
import { CheckpointScene } from "../../support/scenes/checkpointScene.ts";
import { effort } from "../../support/effort.ts";

const scenes: CheckpointScene[] = [];
function scene(...options: ConstructorParameters<typeof CheckpointScene>): CheckpointScene {
  const made = new CheckpointScene(...options);
  scenes.push(made);
  return made;
}
afterEach(() => {
  for (const made of scenes.splice(0)) made.repository.dispose();
});

/** A program that leaves a trace when it runs. */
function trap({ repository }: CheckpointScene): { readonly program: string; readonly sprung: () => boolean } {
  const [program, trace] = [repository.beside("trap.sh"), repository.beside("sprung")];
  writeFileSync(program, `#!/bin/sh\necho "$0 $*" >> "${trace}"\nexit 0\n`, { mode: 0o755 });
  return { program, sprung: () => existsSync(trace) };
}

describe("a repository that is armed", () => {
  const keys = [
    "core.fsmonitor",
    "core.pager",
    "core.editor",
    "core.sshCommand",
    "core.askPass",
    "core.alternateRefsCommand",
    "diff.external",
    "diff.armed.command",
    "diff.armed.textconv",
    "merge.armed.driver",
    "gpg.program",
    "gpg.ssh.program",
    "credential.helper",
    "sequence.editor",
    "trailer.sign.command",
    "trailer.sign.cmd",
    "uploadpack.packObjectsHook",
    "pager.diff",
    "interactive.diffFilter",
    "submodule.x.update",
  ];
  const hooks = [
    "pre-commit",
    "prepare-commit-msg",
    "commit-msg",
    "post-commit",
    "post-checkout",
    "post-merge",
    "post-index-change",
    "pre-auto-gc",
    "post-rewrite",
    "reference-transaction",
    "fsmonitor-watchman",
  ];

  it.each(["config", "config.worktree"])(
    "runs nothing for take, list, diff, restore, undo and prune (%s)",
    async (file) => {
      const armed = scene({ files: { ".gitattributes": "* diff=armed merge=armed\n", a: "1" } });
      const { repository, checkpoints, id } = armed;
      const { program, sprung } = trap(armed);
      if (file === "config.worktree") repository.git("config", "extensions.worktreeConfig", "true");
      for (const key of keys) {
        repository.git(
          "config",
          "--file",
          repository.path(".git", file),
          key,
          key === "submodule.x.update" ? `!${program}` : program,
        );
      }
      for (const flag of ["commit.gpgSign", "tag.gpgSign", "log.showSignature"]) {
        repository.git("config", "--file", repository.path(".git", file), flag, "true");
      }
      for (const hook of hooks) repository.write(`.git/hooks/${hook}`, `#!/bin/sh\nexec "${program}" ${hook}\n`, 0o755);
      const first = await checkpoints.take(id);
      repository.write("a", "2");
      await checkpoints.diff(id, first.id, "working-tree");
      await checkpoints.restore(id, first.id, { index: true });
      await checkpoints.undo(id);
      await checkpoints.pin(id, first.id);
      await checkpoints.list(id);
      await checkpoints.size(id);
      await checkpoints.prune(id, await checkpoints.planPrune(id, { keep: 1 }));
      expect(sprung()).toBe(false);
      repository.write("a", "3");
      expect(() => repository.git("add", "-A")).not.toThrow();
      repository.git("status");
      expect(sprung()).toBe(true); // The trap is real.
    },
  );

  it("runs the clean filter that the person's own git add would run here, and no other", async () => {
    const filtered = scene({ files: { ".gitattributes": "*.up filter=up\n" } });
    const { repository, checkpoints, id } = filtered;
    repository.git("config", "filter.up.clean", "tr a-z A-Z");
    repository.write("x.up", "text");
    const { commit } = await checkpoints.take(id);
    expect(repository.git("show", `${commit}:x.up`)).toBe("TEXT");
  });

  it("leaves out and names what a filter refused, and keeps the rest", async () => {
    const filtered = scene({ files: { ".gitattributes": "*.up filter=up\n" } });
    const { repository, checkpoints, id } = filtered;
    repository.git("config", "filter.up.clean", "exit 3");
    repository.git("config", "filter.up.required", "true");
    for (const path of ["x.up", "deep/y.up", "plain"]) repository.write(path, "text");
    const taken = await checkpoints.take(id);
    expect(taken.skipped).toEqual([
      { path: "deep/y.up", size: 0, reason: "filter" },
      { path: "x.up", size: 0, reason: "filter" },
    ]);
    expect(repository.git("ls-tree", "-r", "--name-only", taken.commit).split("\n")).toEqual([
      ".gitattributes",
      "plain",
    ]);
    expect((await checkpoints.show(id, taken.id)).skipped).toEqual(taken.skipped);
    repository.git("config", "filter.up.clean", "cat");
    const whole = await checkpoints.take(id);
    expect(repository.git("show", `${whole.commit}:deep/y.up`)).toBe("text");
  });
});

describe("refs of somebody else below ours", () => {
  it("are passed over in the list, and their numbers are never taken", async () => {
    const { repository, checkpoints, id } = scene();
    const head = repository.git("rev-parse", "HEAD");
    repository.git("update-ref", `refs/workflow/${id}/checkpoints/7`, head);
    repository.git("update-ref", `refs/workflow/${id}/checkpoints/x`, head);
    repository.git("update-ref", `refs/workflow/${id}/checkpoints/9/deeper`, head);
    repository.git("symbolic-ref", `refs/workflow/${id}/checkpoints/8`, "refs/heads/main");
    expect(await checkpoints.list(id)).toEqual([]);
    expect(await checkpoints.take(id)).toMatchObject({ created: true, id: 10 });
    expect(repository.git("rev-parse", "main")).toBe(head);
    await expect(checkpoints.show(id, 7)).rejects.toMatchObject({ code: "not-found" });
    repository.git("update-ref", `refs/workflow/${id}/restoring`, head);
    expect(await checkpoints.recover(id)).toBeUndefined();
    repository.git("update-ref", `refs/workflow/${id}/undo/1`, head);
    await expect(checkpoints.undo(id)).rejects.toMatchObject({
      code: "git",
      hint: expect.stringContaining("update-ref -d"),
    });
  });
});

/** Everything git answers after its n-th write is one failure. */
function failingGit(git: Git, at: (args: readonly string[]) => boolean, error: () => Error): Git {
  return {
    async run(request) {
      if (at(request.args)) throw error();
      return git.run(request);
    },
  };
}

describe("a full or failing disk", () => {
  it.each(["update-index", "write-tree", "commit-tree", "update-ref"])(
    "at git %s leaves no checkpoint and a usable workspace",
    async (command) => {
      const { repository, checkpoints, id, options } = scene();
      const before = repository.userState();
      repository.write("x", "x");
      const full = (): GitError => new GitError("no-space", say`git ${command}: No space left on device`);
      const failing = new Checkpoints({
        ...options,
        git: failingGit(repository.port(), (args) => args.includes(command), full),
      });
      await expect(failing.take(id)).rejects.toMatchObject({ reason: "no-space" });
      expect(await checkpoints.list(id)).toEqual([]);
      expect(repository.userState()).toEqual(before);
      expect(await checkpoints.take(id)).toMatchObject({ id: 1, created: true });
    },
  );

  // Nothing looks at the reason, so the calls meet the reasons in turn.
  const reasons = ["no-space", "io", "too-many-open", "read-only"] as const;

  it("of files at any call leaves the old or the new state", async () => {
    const { repository, checkpoints, id, options } = scene({ files: { a: "1" } });
    repository.git("rm", "--quiet", "--cached", "a");
    await checkpoints.take(id);
    repository.git("add", "a");
    repository.write("a", "2");
    const state = repository.tree();
    const bringBack = repository.snapshot();
    let failed = 0;
    // Every call in the soak; else every third, which meets each reason too.
    for (let last = 0; ; last += effort.everyStep ? 1 : 3) {
      bringBack();
      const reason = reasons[last % reasons.length] ?? "io";
      let calls = 0;
      const fs = new Proxy<FileSystem>(options.fs, {
        get(target, name) {
          const member = Reflect.get(target, name) as (...parameters: readonly unknown[]) => unknown;
          if (name === "kindNow") return member.bind(target); // It answers at once and never fails.
          return async (...parameters: readonly unknown[]): Promise<unknown> => {
            if (calls++ === last) throw new FileError(reason, String(parameters[0]), say`${reason} at ${String(name)}`);
            return member.apply(target, parameters as unknown[]);
          };
        },
      });
      const failing = new Checkpoints({ ...options, fs });
      const error: unknown = await failing.restore(id, 1, { index: true }).catch((thrown: unknown) => thrown);
      if (calls <= last) break;
      if (error instanceof Error) {
        failed++;
        expect(error).toMatchObject({ reason });
        await checkpoints.recover(id);
      }
      if (repository.read("a") === "1") await checkpoints.undo(id);
      expect(repository.tree()).toEqual(state);
      expect(repository.git("ls-files")).toBe("a");
      expect(existsSync(repository.path(".git", "index.lock"))).toBe(false);
    }
    expect(failed).toBeGreaterThan(10);
    expect(repository.read("a")).toBe("1");
  }, 300_000);

  it("in the middle of a restore takes back what was done", async () => {
    const { repository, checkpoints, id, options } = scene({ files: { a: "1", b: "1", c: "1" } });
    await checkpoints.take(id);
    for (const name of ["a", "b", "c"]) repository.write(name, "2");
    repository.write("d", "2");
    const state = repository.tree();
    const inner = repository.port();
    let failures = 0;
    const git: Git = {
      async run(request) {
        if (!request.args.includes("checkout-index") || failures > 0) return inner.run(request);
        failures++;
        // As git leaves it: one file done, one missing, one cut off.
        repository.write("a", "1");
        repository.remove("b");
        repository.write("c", "");
        throw new GitError("no-space", say`git read-tree: No space left on device`);
      },
    };
    await expect(new Checkpoints({ ...options, git }).restore(id, 1)).rejects.toMatchObject({ reason: "no-space" });
    expect(repository.tree()).toEqual(state);
    expect(repository.git("for-each-ref", `refs/workflow/${id}/restoring`)).toBe("");
  });
});

describe("an interrupted restore that somebody edited after", () => {
  it("keeps the edit, completes the rest, and can be undone", async () => {
    const { repository, checkpoints, id, options } = scene({ files: { a: "1", b: "1" } });
    await checkpoints.take(id);
    repository.write("a", "2");
    repository.write("b", "2");
    const processes = { host: "here", pid: 1, alive: () => false };
    const dying: Git = failingGit(
      repository.port(),
      (args) =>
        args.includes("checkout-index") ||
        (args.includes("ls-tree") && args.some((argument) => argument.endsWith(":from"))),
      () => new GitError("failed", say`gone`),
    );
    await expect(new Checkpoints({ ...options, processes, git: dying }).restore(id, 1)).rejects.toThrow("gone");
    expect(repository.git("for-each-ref", `refs/workflow/${id}/restoring`)).not.toBe("");
    repository.write("b", "an edit after the crash");
    const survivor = new Checkpoints({ ...options, processes: { ...processes, pid: 2 } });
    expect(await survivor.recover(id)).toMatchObject({ outcome: "completed" });
    expect([repository.read("a"), repository.read("b")]).toEqual(["1", "an edit after the crash"]);
    await survivor.undo(id);
    expect(repository.read("a")).toBe("2");
    expect(await checkpoints.recover(id)).toBeUndefined();
  });

  it("is left to the process that still is at it", async () => {
    const { repository, checkpoints, id, options } = scene({ files: { a: "1" } });
    await checkpoints.take(id);
    repository.write("a", "2");
    const processes = { host: "here", pid: 1, alive: () => true };
    const git = failingGit(
      repository.port(),
      (args) => args.includes("checkout-index") || args.some((argument) => argument.endsWith(":from")),
      () => new GitError("failed", say`gone`),
    );
    await expect(new Checkpoints({ ...options, processes, git }).restore(id, 1)).rejects.toThrow("gone");
    const other = new Checkpoints({ ...options, processes: { ...processes, pid: 2 } });
    await expect(other.restore(id, 1)).rejects.toMatchObject({ code: "conflict" });
    const before = await other.list(id);
    await expect(other.take(id, { message: "half" })).rejects.toMatchObject({ code: "conflict" });
    await expect(other.currentTree(id)).rejects.toMatchObject({ code: "conflict" });
    expect(await other.list(id)).toEqual(before);
    expect(await other.interrupted()).toEqual([]);
  });
});

describe("a nested place", () => {
  it("keeps the whole repository of a workspace that is a directory in it, but not its sessions", async () => {
    const outer = scene();
    const { repository, id, options } = outer;
    mkdirSync(repository.path("packages/app/.workflow"), { recursive: true });
    repository.write("packages/app/.workflow/WFS-scene/x", "x");
    repository.write("packages/app/a", "a");
    const inner = new Checkpoints({ ...options, root: repository.path("packages/app") });
    const { commit } = await inner.take(id);
    expect(repository.git("ls-tree", "-r", "--name-only", commit)).toBe("README.md\npackages/app/a");
  });
});
