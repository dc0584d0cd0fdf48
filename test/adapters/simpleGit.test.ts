import { mkdirSync, readFileSync, existsSync, rmdirSync, unlinkSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { findGitBinary } from "../../src/adapters/personsPrograms.ts";
import { personsVariables } from "../../src/adapters/personsVariables.ts";
import { SimpleGit } from "../../src/adapters/simpleGit.ts";
import type { GitError } from "../../src/core/git/repository/gitError.ts";
import type { GitRequest } from "../../src/core/base/ports.ts";
import { GitRepository } from "../support/gitRepository.ts";
import { GitShim } from "../support/gitShim.ts";

describe("the git adapter", () => {
  const repositories: GitRepository[] = [];
  const make = (options: ConstructorParameters<typeof GitRepository>[0] = {}): GitRepository => {
    const repository = new GitRepository(options);
    repositories.push(repository);
    return repository;
  };
  afterEach(() => {
    for (const repository of repositories.splice(0)) repository.dispose();
  });

  it("says that its directory is gone, however late that goes away", async () => {
    const repository = make();
    const git = repository.port();
    await git.run({ args: ["version"], cwd: repository.root, access: "read" });
    const directory = repository.beside("goes");
    const said = new Set<unknown>();
    for (let turns = 0; turns < 60; turns += 1) {
      mkdirSync(directory);
      const answer = git.run({ args: ["status"], cwd: directory, access: "read" });
      const failure = answer.then(
        () => "it ran",
        ({ code, reason, message }: GitError) => `${code}, ${reason}: ${message}`,
      );
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
      rmdirSync(directory);
      said.add(await failure);
    }
    expect([...said]).toEqual([`not-found, directory-gone: ${directory} is gone.`]);
  });

  it("says so too where a file has taken the directory's place, and does not where it stands", async () => {
    const repository = make();
    const git = repository.port();
    const place = repository.beside("place");
    writeFileSync(place, "");
    const run = async (): Promise<unknown> => await git.run({ args: ["status"], cwd: place, access: "read" });
    await expect(run()).rejects.toMatchObject({ reason: "directory-gone", message: `${place} is gone.` });
    unlinkSync(place);
    mkdirSync(place);
    await expect(run()).rejects.toMatchObject({ reason: "not-a-repository" });
  });

  it("passes stdin and returns stdout byte for byte", async () => {
    const repository = make();
    const git = repository.port();
    const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 7) % 256);
    const written = await git.run({
      args: ["hash-object", "-w", "--stdin"],
      cwd: repository.root,
      access: "write",
      stdin: bytes,
    });
    const id = Buffer.from(written.stdout).toString("utf8").trim();
    const { stdout } = await git.run({ args: ["cat-file", "blob", id], cwd: repository.root, access: "read" });
    expect(Buffer.compare(Buffer.from(stdout), Buffer.from(bytes))).toBe(0);
  });

  it("drops the process's own GIT_ variables and sets the requested ones", async () => {
    const repository = make();
    const other = make();
    process.env["GIT_DIR"] = other.path(".git");
    process.env["GIT_EXTERNAL_DIFF"] = "false";
    try {
      const git = repository.port();
      const { stdout } = await git.run({
        args: ["rev-parse", "--show-toplevel"],
        cwd: repository.root,
        access: "read",
      });
      expect(Buffer.from(stdout).toString("utf8")).toBe(`${repository.root}\n`);
      const index = repository.beside("index");
      await git.run({
        args: ["add", "README.md"],
        cwd: repository.root,
        access: "write",
        env: { GIT_INDEX_FILE: index },
      });
      expect(existsSync(index)).toBe(true);
    } finally {
      delete process.env["GIT_DIR"];
      delete process.env["GIT_EXTERNAL_DIFF"];
    }
  });

  it("sets what is hidden above the hardening, below what stands in the arguments, and where no log has it", async () => {
    const repository = make();
    const git = new SimpleGit({
      workspace: repository.root,
      logger: repository.logger,
      variables: personsVariables({
        GIT_CONFIG_NOSYSTEM: "1",
        GIT_CONFIG_GLOBAL: "/dev/null",
        GIT_CONFIG_COUNT: "1",
        GIT_CONFIG_KEY_0: "credential.helper",
        GIT_CONFIG_VALUE_0: "persons",
      }),
    });
    const settings = [
      ["credential.helper", "!echo password=hunter2"],
      ["credential.https://example.org/?a=b.helper", "odd"],
      ["core.sshCommand", "ssh"],
    ] as const;
    const ask = async (more: Partial<GitRequest>): Promise<string> => {
      const args = ["-c", "credential.helper=argued", "config", "--get-regexp", "^(credential|core.sshcommand)"];
      const { stdout } = await git.run({ cwd: repository.root, access: "read", args, settings, ...more });
      return Buffer.from(stdout).toString("utf8");
    };
    const all = [
      "credential.helper persons",
      "core.sshcommand false",
      "credential.helper ",
      "credential.helper !echo password=hunter2",
      "credential.https://example.org/?a=b.helper odd",
      "core.sshcommand ssh",
      "credential.helper argued",
      "",
    ];
    expect(await ask({})).toBe(all.join("\n"));
    // Of the person's nothing is read on the way to another machine, whatever brings it.
    expect(await ask({ network: true })).toBe(all.slice(1).join("\n"));
    expect(repository.logger.lines.join("\n")).not.toContain("hunter2");
  });

  it("believes no replaced object and no graft", async () => {
    const repository = make();
    const git = repository.port();
    const [first, second] = [repository.git("rev-parse", "HEAD"), repository.commitAll("second")];
    repository.write("README.md", "evil\n");
    repository.git(
      "replace",
      repository.git("rev-parse", "HEAD:README.md"),
      repository.git("hash-object", "-w", "README.md"),
    );
    repository.write(".git/info/grafts", `${second}\n`);
    const asks = { cwd: repository.root, access: "read" } as const;
    const history = await git.run({ ...asks, args: ["rev-list", "HEAD"] });
    expect(Buffer.from(history.stdout).toString("utf8")).toBe(`${second}\n${first}\n`);
    const content = await git.run({ ...asks, args: ["cat-file", "blob", "HEAD:README.md"] });
    expect(Buffer.from(content.stdout).toString("utf8")).toBe("Hello\n");
    expect(history.stderr + content.stderr).toBe("");
    expect(repository.git("cat-file", "blob", "HEAD:README.md")).toBe("evil");
    expect(repository.git("rev-list", "HEAD")).toBe(second);
  });

  it("runs no hook, no fsmonitor and no pager that the repository names", async () => {
    const repository = make();
    const marker = repository.beside("armed");
    const script = `#!/bin/sh\ntouch "${marker}"\n`;
    const program = repository.beside("program");
    writeFileSync(program, script, { mode: 0o755 });
    for (const hook of [
      "reference-transaction",
      "post-index-change",
      "post-checkout",
      "pre-auto-gc",
      "fsmonitor-watchman",
    ]) {
      mkdirSync(repository.path(".git", "hooks"), { recursive: true });
      repository.write(join(".git", "hooks", hook), script, 0o755);
    }
    for (const key of [
      "core.fsmonitor",
      "core.pager",
      "core.editor",
      "core.sshCommand",
      "gpg.program",
      "pager.status",
    ]) {
      repository.git("config", key, program);
    }
    const git = repository.port();
    repository.write("new.txt", "new");
    const cwd = repository.root;
    await git.run({ args: ["status", "--porcelain"], cwd, access: "read" });
    await git.run({ args: ["add", "-A"], cwd, access: "write" });
    await git.run({ args: ["update-ref", "refs/workflow/x/y", "HEAD"], cwd, access: "write" });
    expect(existsSync(marker)).toBe(false);
    // The trap is real: git without our settings walks into it.
    repository.git("status", "--porcelain");
    expect(existsSync(marker)).toBe(true);
  });

  it("takes no lock for reads", async () => {
    const repository = make();
    repository.write("README.md", "Hello\n");
    const before = readFileSync(repository.path(".git", "index"));
    await repository.port().run({ args: ["status", "--porcelain"], cwd: repository.root, access: "read" });
    expect(readFileSync(repository.path(".git", "index")).equals(before)).toBe(true);
  });

  it("ends at once when aborted, even while a filter of the repository hangs", async () => {
    const repository = make();
    const pid = repository.beside("pid");
    repository.git("config", "filter.slow.clean", `echo $$ > "${pid}"; exec sleep 60`);
    repository.write(".gitattributes", "*.slow filter=slow\n");
    repository.write("a.slow", "text");
    const abort = new AbortController();
    const cwd = repository.root;
    const running = repository.port().run({ args: ["add", "-A"], cwd, access: "write", signal: abort.signal });
    const cancelled = expect(running).rejects.toMatchObject({ code: "cancelled", reason: "cancelled" });
    await expect.poll(() => existsSync(pid) && readFileSync(pid, "utf8"), { timeout: 30_000 }).toMatch(/^\d+\n/u);
    const started = performance.now();
    abort.abort();
    await cancelled;
    expect(performance.now() - started).toBeLessThan(5000);
    expect(existsSync(repository.path(".git", "index.lock"))).toBe(false);
    process.kill(Number(readFileSync(pid, "utf8")), "SIGTERM");
  });

  it("does not start when aborted before", async () => {
    const repository = make();
    const request = {
      args: ["update-ref", "refs/workflow/x/y", "HEAD"],
      cwd: repository.root,
      access: "write",
    } as const;
    await expect(repository.port().run({ ...request, signal: AbortSignal.abort() })).rejects.toMatchObject({
      reason: "cancelled",
    });
    expect(repository.git("for-each-ref", "refs/workflow/")).toBe("");
  });

  it("runs writes one at a time and goes on after a failed one", async () => {
    const repository = make();
    const git = repository.port();
    const write = (name: string): Promise<unknown> =>
      git.run({ args: ["update-index", "--add", name], cwd: repository.root, access: "write" });
    const names = Array.from({ length: 12 }, (_, index) => `file${index}`);
    for (const name of names) repository.write(name, name);
    const results = await Promise.allSettled([write("absent"), ...names.map(write)]);
    expect(results.map(({ status }) => status)).toEqual(["rejected", ...names.map(() => "fulfilled")]);
  });

  it("names the subcommand in a failure, not the settings before it", async () => {
    const repository = make();
    const settings = ["--literal-pathspecs", "-c", "checkout.workers=0", "-c", "core.bare=false"];
    const args = [...settings, "worktree", "add", repository.root, "none"];
    await expect(repository.port().run({ args, cwd: repository.root, access: "write" })).rejects.toMatchObject({
      message: expect.stringMatching(/^git worktree: /u) as string,
    });
  });

  it("answers with the exit code where the caller knows it", async () => {
    const repository = make();
    const git = repository.port();
    const request = {
      args: ["show-ref", "--verify", "refs/heads/none"],
      cwd: repository.root,
      access: "read",
    } as const;
    expect((await git.run({ ...request, okExitCodes: [128] })).exitCode).toBe(128);
    await expect(git.run(request)).rejects.toMatchObject({ name: "GitError", exitCode: 128 });
  });
});

/** A directory with a git that is this line of a shell. */
function makeFakeGit(directory: string, line: string): void {
  mkdirSync(directory);
  writeFileSync(join(directory, "git"), `#!/bin/sh\n${line}\n`, { mode: 0o755 });
}

describe("finding git", () => {
  it("passes over the workspace, links into it, and relative entries", () => {
    const repository = new GitRepository();
    try {
      const [inside, beside] = [repository.path("bin"), repository.beside("bin")];
      for (const fake of [inside, beside]) {
        makeFakeGit(fake, "echo git version 9.9.9");
      }
      const path = [inside, beside, "bin", ".", "", "/usr/bin"].join(delimiter);
      expect(findGitBinary([repository.root, beside], path)).toBe("/usr/bin/git");
      expect(findGitBinary([repository.root], path)).toBe(join(beside, "git"));
    } finally {
      repository.dispose();
    }
  });

  it("hears the version of a git beside its first answer, and nothing of it enters what git says", async () => {
    const repository = new GitRepository();
    try {
      const shim = new GitShim(repository.beside("shim"));
      const { root, logger } = repository;
      const git = new SimpleGit({ workspace: root, logger, path: shim.path });
      const ask = (name: string) =>
        git.run({ args: ["rev-parse", "--verify", name], cwd: root, access: "read" } as const);
      const started = await shim.processesOf(async () => {
        await expect(ask("none")).rejects.toMatchObject({ stderr: "fatal: Needed a single revision\n" });
        expect(await ask("HEAD")).toMatchObject({ stderr: "" });
      });
      expect(started).toEqual(["rev-parse --verify none", "rev-parse --verify HEAD"]);
      const other = new SimpleGit({ workspace: root, logger, path: shim.path });
      const write = { args: ["update-ref", "refs/workflow/x/y", "HEAD"], cwd: root, access: "write" } as const;
      expect(await shim.processesOf(async () => other.run(write))).toEqual(["update-ref refs/workflow/x/y HEAD"]);
    } finally {
      repository.dispose();
    }
  });

  it("asks a git for its version that does not tell it by the way", async () => {
    const repository = new GitRepository();
    try {
      const silent = repository.beside("silent");
      makeFakeGit(silent, "case $* in *version) echo git version 2.99.0;; *) echo it ran;; esac");
      const git = new SimpleGit({ workspace: repository.root, logger: repository.logger, path: silent });
      const { stdout } = await git.run({ args: ["status"], cwd: repository.root, access: "read" });
      expect(Buffer.from(stdout).toString("utf8")).toBe("it ran\n");
    } finally {
      repository.dispose();
    }
  });

  it("refuses a git that is too old", async () => {
    const repository = new GitRepository();
    try {
      const old = repository.beside("old");
      makeFakeGit(old, "echo git version 2.38.9");
      const git = new SimpleGit({ workspace: repository.root, logger: repository.logger, path: old });
      const running = git.run({ args: ["status"], cwd: repository.root, access: "read" });
      await expect(running).rejects.toMatchObject({ code: "git-missing", reason: "git-too-old" });
    } finally {
      repository.dispose();
    }
  });
});
