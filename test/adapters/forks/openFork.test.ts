import { existsSync, lstatSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import type { GitRepositoryOptions } from "../../support/gitRepository.ts";
import { ForkScene } from "./forkScene.ts";

let scene: ForkScene | undefined;
afterEach(() => scene?.repository.dispose());

const a = sessionIdFromSlug("a");

async function forked(options?: GitRepositoryOptions): Promise<ForkScene> {
  scene = await ForkScene.make(options);
  await scene.forks().create({ slug: "a" });
  return scene;
}

test("the worktree is made when the fork is first opened, and only then", async () => {
  const current = await forked({ files: { "a.txt": "1\n", "d/b.txt": "2\n" } });
  const { repository } = current;
  const forks = current.forks();
  const before = repository.userState();
  const opened = await forks.open(a);
  expect(opened).toMatchObject({ id: a, branch: "session/WFS-a", created: true, setup: null, submodules: [] });
  expect(opened.worktree).toBe(repository.path(".worktrees/WFS-a"));
  expect(readFileSync(join(opened.worktree, "d/b.txt"), "utf8")).toBe("2\n");
  expect(repository.gitIn(opened.worktree, "status", "--porcelain", "--branch")).toBe("## session/WFS-a");
  expect(repository.git("status", "--porcelain")).toBe("");
  expect(repository.git("worktree", "list", "--porcelain")).not.toContain("locked");
  expect({ ...repository.userState(), "info/exclude": "" }).toEqual({ ...before, "info/exclude": "" });
  expect(await forks.open(a)).toMatchObject({ created: false, worktree: opened.worktree });
  expect(scene?.worktrees()).toEqual(["WFS-a"]);
});

test("it can be opened again after its directory was removed by hand, once git has given it up", async () => {
  const { repository } = await forked();
  await scene?.forks().open(a);
  repository.remove(".worktrees/WFS-a");
  await expect(scene?.forks().open(a)).rejects.toMatchObject({
    code: "refused",
    message: expect.stringMatching(
      `git worktree repair.*git worktree remove --force ${repository.path(".worktrees/WFS-a")}`,
    ) as string,
    hint: expect.stringContaining("disk") as string,
  });
  repository.git("worktree", "remove", "--force", ".worktrees/WFS-a");
  expect(await scene?.forks().open(a)).toMatchObject({ created: true });
  repository.remove(".worktrees/WFS-a");
  repository.git("config", "gc.worktreePruneExpire", "now");
  expect(await scene?.forks().open(a)).toMatchObject({ created: true });
  repository.remove(".worktrees/WFS-a");
  repository.git("worktree", "lock", "--reason", "on the other disk", ".worktrees/WFS-a");
  await expect(scene?.forks().open(a)).rejects.toMatchObject({ code: "refused" });
  expect(scene?.worktrees()).toEqual([]);
});

test("of two at once one makes it and the other is told", async () => {
  await forked();
  const results = await Promise.allSettled([1, 2, 3].map(async () => scene?.forks().open(a)));
  const failed = results.flatMap((result) =>
    result.status === "rejected" ? [(result.reason as { code: string }).code] : [],
  );
  expect(results.some((result) => result.status === "fulfilled")).toBe(true);
  expect(failed.every((code) => code === "conflict")).toBe(true);
  expect(scene?.worktrees()).toEqual(["WFS-a"]);
});

test("a branch that is checked out in the main checkout is refused and nothing is left behind", async () => {
  const { repository } = await forked();
  repository.git("switch", "--quiet", "session/WFS-a");
  await expect(scene?.forks().open(a)).rejects.toMatchObject({ reason: "branch-in-use" });
  expect(scene?.worktrees()).toEqual([]);
  await expect(scene?.forks().open(a)).rejects.toMatchObject({ reason: "branch-in-use" });
});

test.each<[string, (scene: ForkScene) => void]>([
  [
    "its .git leads to another repository",
    ({ repository }) => {
      repository.git("clone", "--quiet", "--bare", ".", repository.beside("evil.git"));
      writeFileSync(repository.path(".worktrees/WFS-a/.git"), `gitdir: ${repository.beside("evil.git")}\n`);
    },
  ],
  [
    "its commondir leads to another repository",
    ({ repository }) => {
      repository.git("clone", "--quiet", "--bare", ".", repository.beside("evil.git"));
      writeFileSync(repository.path(".git/worktrees/WFS-a/commondir"), `${repository.beside("evil.git")}\n`);
    },
  ],
  [
    "it is a link to another directory",
    ({ repository }) => {
      renameSync(repository.path(".worktrees/WFS-a"), repository.beside("moved"));
      symlinkSync(repository.beside("moved"), repository.path(".worktrees/WFS-a"));
    },
  ],
  [
    "its .git is gone",
    ({ repository }) => {
      rmSync(repository.path(".worktrees/WFS-a/.git"));
    },
  ],
])("a worktree is refused everywhere when %s", async (_name, spoil) => {
  await forked();
  await scene?.forks().open(a);
  if (scene !== undefined) spoil(scene);
  const forks = scene?.forks();
  await expect(forks?.open(a)).rejects.toMatchObject({ code: "unsafe-path" });
  await expect(forks?.remove(a, { force: true })).rejects.toMatchObject({ code: "unsafe-path" });
  await expect(forks?.sync(a)).resolves.toMatchObject({ result: "current" });
  const [view] = (await forks?.list()) ?? [];
  expect(view).toMatchObject({ worktree: null, uncommitted: null });
  expect(String(view?.problem)).toMatch(/is not used|git worktree repair/u);
});

test("programs of the repository's configuration run only after exactly they were approved; hooks never", async () => {
  const { repository } = await forked({ files: { "a.txt": "1\n", ".gitattributes": "*.txt filter=evil\n" } });
  const trace = repository.beside("trace");
  repository.git("config", "filter.evil.smudge", `tee -a ${trace}`);
  repository.write(".git/hooks/post-checkout", `#!/bin/sh\necho hook >> ${trace}\n`, 0o755);
  repository.git("config", "core.fsmonitor", `echo monitor >> ${trace}; false`);
  const forks = scene?.forks();
  const programs = await forks?.audit("checkout");
  const named = programs?.filter(({ from }) => from === "repository");
  expect(named?.map(({ key, runs }) => `${key} ${String(runs)}`)).toEqual([
    "core.fsmonitor false",
    "filter.evil.smudge true",
    "hook post-checkout false",
  ]);
  await expect(forks?.open(a)).rejects.toMatchObject({ code: "untrusted" });
  await expect(forks?.open(a, { approved: ["filter.evil.smudge=cat"] })).rejects.toMatchObject({ code: "untrusted" });
  expect(existsSync(trace)).toBe(false);
  expect(scene?.worktrees()).toEqual([]);
  await forks?.open(a, { approved: [`filter.evil.smudge=tee -a ${trace}`] });
  expect(readFileSync(trace, "utf8")).toBe("1\n");
});

test("files named by .worktreeinclude come along, links and what lies outside do not", async () => {
  const { repository } = await forked({
    files: {
      ".gitignore": ".env*\nconfig/*.local\nlinks/\nnested/\n",
      ".worktreeinclude":
        ".env*\nconfig/**\n/links/**\nnested/**\n../outside\n/etc/passwd\n!.env.production\n.git/**\n",
      "config/tracked.json": "{}\n",
    },
  });
  writeFileSync(repository.beside("secret"), "outside\n");
  repository.write(".env", "A=1\n", 0o600);
  repository.write(".env.production", "A=2\n");
  repository.write("config/dev.local", "dev\n");
  repository.write("config/tracked.json", "{ changed }\n");
  repository.link(".env.link", repository.beside("secret"));
  repository.link("links/up", "../..");
  repository.write("nested/inner/file", "inner\n");
  repository.gitIn(repository.path("nested"), "init", "--quiet");
  const opened = await scene?.forks().open(a);
  expect(opened?.included.copied).toEqual([".env", "config/dev.local"]);
  expect(opened?.included.skipped.map(({ path, reason }) => `${path} ${reason}`)).toEqual([
    ".env.link symlink",
    "links/up symlink",
  ]);
  const worktree = opened?.worktree ?? "";
  expect(readFileSync(join(worktree, ".env"), "utf8")).toBe("A=1\n");
  expect(lstatSync(join(worktree, ".env")).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(worktree, "config/tracked.json"), "utf8")).toBe("{}\n");
  expect(repository.gitIn(worktree, "status", "--porcelain")).toBe("");
});

test("a .worktreeinclude that is a link is not read", async () => {
  const { repository } = await forked({ files: { ".gitignore": ".env\n" } });
  writeFileSync(repository.beside("patterns"), ".env\n");
  repository.link(".worktreeinclude", repository.beside("patterns"));
  repository.write(".env", "A=1\n");
  const opened = await scene?.forks().open(a);
  expect(opened?.included).toEqual({ copied: [], skipped: [{ path: ".worktreeinclude", reason: "symlink" }] });
});

test("a tracked link of the fork cannot lead a copied file out of it", async () => {
  const { repository } = await forked({ files: { ".gitignore": "conf/*.env\n", ".worktreeinclude": "conf/*.env\n" } });
  repository.link("conf", repository.beside("outside"));
  repository.git("add", "conf");
  repository.git("commit", "--quiet", "-m", "link");
  repository.git("update-ref", "refs/heads/session/WFS-a", "HEAD");
  repository.remove("conf");
  repository.write("conf/x.env", "SECRET\n");
  const opened = await scene?.forks().open(a);
  expect(opened?.included).toEqual({ copied: [], skipped: [{ path: "conf/x.env", reason: "symlink" }] });
  expect(existsSync(repository.beside("outside"))).toBe(false);
});

test("the setup command runs in the worktree and its failure is an answer", async () => {
  await forked();
  const seen: string[] = [];
  const setup = {
    command: "npm ci",
    run: async (command: string, directory: string) => {
      seen.push(`${command} in ${directory}`);
      return Promise.resolve({ exitCode: 3, output: "no network" });
    },
  };
  const opened = await scene?.forks().open(a, { setup });
  expect(opened?.setup).toEqual({ exitCode: 3, output: "no network" });
  expect(seen).toEqual([`npm ci in ${scene?.worktree(a) ?? ""}`]);
});

test("a sparse checkout stays sparse in the fork", async () => {
  const { repository } = await forked({ files: { "in/a": "1\n", "out/b": "2\n", top: "3\n" } });
  repository.git("sparse-checkout", "set", "in");
  const opened = await scene?.forks().open(a);
  expect(existsSync(join(opened?.worktree ?? "", "in/a"))).toBe(true);
  expect(existsSync(join(opened?.worktree ?? "", "out/b"))).toBe(false);
  expect(repository.gitIn(opened?.worktree ?? "", "status", "--porcelain")).toBe("");
});

test("line ends follow the attributes", async () => {
  const { repository } = await forked({
    files: { ".gitattributes": "*.crlf text eol=crlf\n*.lf text eol=lf\n", "a.crlf": "1\r\n2\r\n", "b.lf": "1\n" },
  });
  const opened = await scene?.forks().open(a);
  expect(readFileSync(join(opened?.worktree ?? "", "a.crlf"), "utf8")).toBe("1\r\n2\r\n");
  expect(readFileSync(join(opened?.worktree ?? "", "b.lf"), "utf8")).toBe("1\n");
  expect(repository.gitIn(opened?.worktree ?? "", "status", "--porcelain")).toBe("");
});

test("submodules come from the main checkout's copies, and their origin stays", async () => {
  scene = await ForkScene.make();
  const { repository } = scene;
  const library = repository.beside("library");
  repository.git("clone", "--quiet", ".", library);
  repository.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", library, "lib/one");
  repository.git(
    "-c",
    "protocol.file.allow=always",
    "submodule",
    "--quiet",
    "add",
    "--name",
    "two",
    library,
    "lib two",
  );
  repository.commitAll("submodules");
  repository.git("submodule", "--quiet", "deinit", "--force", "lib two");
  repository.remove(".git/modules/two");
  rmSync(library, { recursive: true });
  await scene.forks().create({ slug: "a" });
  const opened = await scene.forks().open(a);
  expect(opened.submodules).toEqual([{ path: "lib/one", problem: null }]);
  expect(existsSync(join(opened.worktree, "lib/one/README.md"))).toBe(true);
  expect(repository.gitIn(join(opened.worktree, "lib/one"), "config", "remote.origin.url")).toBe(library);
  expect(repository.gitIn(opened.worktree, "status", "--porcelain")).toBe("");
});

test("cancelled while files are written: nothing is left", async () => {
  await forked({ files: Object.fromEntries(Array.from({ length: 2000 }, (_, n) => [`d${n % 50}/f${n}`, `${n}\n`])) });
  const controller = new AbortController();
  const opening = scene?.forks().open(a, { signal: controller.signal });
  setTimeout(() => controller.abort(), 30);
  await expect(opening).rejects.toMatchObject({ code: "cancelled" });
  expect(scene?.worktrees()).toEqual([]);
  expect(scene?.repository.git("worktree", "list").split("\n")).toHaveLength(1);
  expect(await scene?.forks().open(a)).toMatchObject({ created: true });
});
