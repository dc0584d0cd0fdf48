import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openWorkspace } from "../../src/adapters/open/openWorkspace.ts";
import { SimpleGit } from "../../src/adapters/simpleGit.ts";
import { sessionIdFromSlug } from "../../src/core/sessions/model/sessionId.ts";
import { GitRepository } from "../support/gitRepository.ts";

const repositories: GitRepository[] = [];
afterAll(() => {
  for (const repository of repositories) repository.dispose();
});

/** A repository of the world with the files `a.txt`, `in/1` and `out/1`, and what its person has set. */
interface Scene {
  readonly repository: GitRepository;
  readonly root: string;
  readonly configuration?: string;
}

const files = { "a.txt": "1\n", "in/1": "1\n", "out/1": "1\n" };

function make(options: { readonly format?: "sha1" | "sha256" } = {}): GitRepository {
  const repository = new GitRepository({ files, ...options });
  repositories.push(repository);
  return repository;
}

function clone(how: (source: string) => readonly string[]): Scene {
  const repository = make();
  repository.commitAll("second");
  const root = repository.beside("clone");
  repository.git("-c", "protocol.file.allow=always", "clone", "--quiet", ...how(repository.root), root);
  return { repository, root };
}

/** What changes the output of commands people read, the order and the form of what they write, and what they refuse. */
const noisy = `
[color]
	ui = always
[column]
	ui = always
[status]
	showUntrackedFiles = no
	relativePaths = false
	short = true
	branch = true
	showStash = true
[diff]
	noprefix = true
	mnemonicPrefix = true
	renames = copies
	ignoreSubmodules = all
	external = false
	orderFile = /dev/null
	relative = true
	algorithm = patience
	interHunkContext = 5
[log]
	date = relative
	decorate = full
	follow = true
	abbrevCommit = true
	showSignature = true
[core]
	logAllRefUpdates = always
	abbrev = 5
	quotePath = true
	pager = false
	attributesFile = /nonexistent
	untrackedCache = true
[format]
	pretty = oneline
[i18n]
	commitEncoding = ISO-8859-1
	logOutputEncoding = ISO-8859-1
[merge]
	conflictStyle = diff3
	ff = only
	renames = false
[branch]
	autoSetupMerge = always
	autoSetupRebase = always
[tag]
	sort = -v:refname
	gpgSign = true
[transfer]
	fsckObjects = true
	hideRefs = refs/workflow
[commit]
	gpgSign = true
	template = /nonexistent
[gpg]
	program = /nonexistent
[index]
	version = 4
[feature]
	manyFiles = true
[rerere]
	enabled = true
[safe]
	bareRepository = explicit
[checkout]
	guess = false
	defaultRemote = nope
[worktree]
	guessRemote = true
[blame]
	ignoreRevsFile = /nonexistent
[fetch]
	prune = true
[submodule]
	recurse = true
`;

const kinds: Readonly<Record<string, () => Scene>> = {
  "with SHA-256 objects, of a person without a name": () => {
    const repository = make({ format: "sha256" });
    repository.git("config", "user.useConfigOnly", "true");
    return { repository, root: repository.root };
  },
  "that is a shallow clone": () => clone((source) => ["--depth=1", `file://${source}`]),
  "that shares the objects of another": () => clone((source) => ["--shared", source]),
  "with a sparse index, of a person whose configuration changes everything": () => {
    const repository = make();
    repository.git("sparse-checkout", "set", "--cone", "--sparse-index", "in");
    const configuration = repository.beside("configuration");
    writeFileSync(configuration, noisy);
    return { repository, root: repository.root, configuration };
  },
};

test.each(Object.entries(kinds))("a session goes the whole way in a repository %s", async (_kind, scene) => {
  const { repository, root, configuration = "/dev/null" } = scene();
  const own = (directory: string, ...args: readonly string[]): string =>
    repository.gitIn(directory, "-c", `include.path=${configuration}`, ...args);
  const commit = (directory: string, name: string): void => {
    writeFileSync(join(directory, "in", name), `${name}\n`);
    own(directory, "add", `in/${name}`);
    own(directory, "-c", "commit.template=", "commit", "--quiet", "--no-gpg-sign", "-m", `${name} ü`);
  };
  const read = (path: string): string => readFileSync(join(root, path), "utf8");
  const variables = { GIT_CONFIG_GLOBAL: configuration, GIT_CONFIG_NOSYSTEM: "1" };
  const git = new SimpleGit({ workspace: root, logger: repository.logger, variables });
  const workspace = await openWorkspace(root, { logger: repository.logger, git: () => git });
  const [base, a] = [sessionIdFromSlug("base"), sessionIdFromSlug("a")];
  await workspace.sessions.init();
  await workspace.sessions.create({ slug: base, project: "The baseline" });
  const { checkpoints, forks } = (await workspace.git?.()) ?? {};
  if (checkpoints === undefined || forks === undefined) throw new Error("There is git.");

  writeFileSync(join(root, "a.txt"), "2\n");
  writeFileSync(join(root, "in", "ü.txt"), "ü\n");
  const status = own(root, "status", "--porcelain", "--untracked-files=all");
  expect(await checkpoints.take(base, { message: "Grüße" })).toMatchObject({ id: 1, files: 2, skipped: [] });
  expect(await checkpoints.list(base)).toMatchObject([{ message: "Grüße" }]);
  expect(own(root, "ls-tree", "-r", "--name-only", "-z", "refs/workflow/WFS-base/checkpoints/1").split("\0")).toEqual([
    "a.txt",
    "in/1",
    "in/ü.txt",
    "out/1",
    "",
  ]);
  writeFileSync(join(root, "a.txt"), "3\n");
  await checkpoints.restore(base, 1);
  expect([read("a.txt"), read("in/ü.txt")]).toEqual(["2\n", "ü\n"]);
  expect(own(root, "status", "--porcelain", "--untracked-files=all")).toBe(status);
  await checkpoints.undo(base);
  expect(read("a.txt")).toBe("3\n");
  own(root, "checkout", "--quiet", "--", "a.txt");

  await forks.create({ slug: "a" });
  const { worktree } = await forks.open(a);
  expect(existsSync(join(worktree, "out"))).toBe(existsSync(join(root, "out")));
  expect(own(worktree, "status", "--porcelain", "--untracked-files=all")).toBe("");
  commit(worktree, "fork");
  commit(root, "main");
  expect(await forks.list()).toMatchObject([{ ahead: 1, behind: 1, files: 1, uncommitted: 0 }]);
  expect((await forks.diff(a)).files.map(({ path }) => path)).toEqual(["in/fork"]);
  expect(await forks.sync(a)).toMatchObject({ result: "merged" });
  expect(own(worktree, "log", "--format=%s", "-1", "HEAD^1")).toMatch(/^fork /u);
  const requests = await workspace.requests?.();
  const asked = await requests?.ask("merge", a, { summary: "Ä", requestedBy: "test" });
  expect(asked).toMatchObject({ state: "waiting", reasons: [] });
  await checkpoints.prune(base, await checkpoints.planPrune(base, { keep: 1 }));
  expect(await checkpoints.list(base)).toHaveLength(1);
  writeFileSync(join(worktree, "in", "dirty"), "1\n");
  await expect(forks.remove(a)).rejects.toMatchObject({ code: "refused" });
  expect(await forks.remove(a, { force: true })).toMatchObject({ branch_deleted: true });
  await forks.whenDiscarded();
  expect(await forks.sweep()).toEqual([]);
  expect(repository.gitIn(root, "fsck", "--no-dangling", "--no-progress")).toBe("");
});
