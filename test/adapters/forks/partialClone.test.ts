import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { SimpleGit } from "../../../src/adapters/simpleGit.ts";
import type { Forks } from "../../../src/core/forks/forks.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import { GitRepository } from "../../support/gitRepository.ts";
import { ForkScene } from "./forkScene.ts";

/** A clone without blobs of a repository that is reached with the person's own ssh; HEAD is at a commit it has no files of. */
let scene: ForkScene;
let source: GitRepository;
let ran: { readonly own: string; readonly evil: string };

function program(name: string): string {
  const path = scene.repository.beside(name);
  writeFileSync(path, `#!/bin/sh\necho ran >> '${path}.ran'\nshift; exec sh -c "$*"\n`, { mode: 0o755 });
  return path;
}

beforeAll(async () => {
  source = new GitRepository({ files: { "d/1": "old\n", "d/2": "old\n" } });
  source.git("branch", "old");
  source.write("d/1", "new\n");
  source.commitAll("new");
  source.git("config", "uploadpack.allowFilter", "true");
  source.git("config", "uploadpack.allowAnySHA1InWant", "true");
  scene = await ForkScene.make();
  const { repository } = scene;
  const [own, evil] = [program("own"), program("evil")];
  ran = { own: `${own}.ran`, evil: `${evil}.ran` };
  writeFileSync(repository.beside("global"), `[core]\n\tsshCommand = ${own}\n[ssh]\n\tvariant = simple\n`);
  repository.git("remote", "add", "origin", `ssh://host.invalid${source.root}`);
  const transport = ["-c", `core.sshCommand=${own}`, "-c", "ssh.variant=simple"];
  repository.git(...transport, "fetch", "--quiet", "--filter=blob:none", "origin");
  repository.git("config", "core.sshCommand", evil);
  repository.git("config", "ssh.variant", "simple");
  repository.git("update-ref", "--no-deref", "HEAD", "refs/remotes/origin/old");
});
beforeEach(() => {
  for (const file of Object.values(ran)) rmSync(file, { force: true });
});
afterAll(() => {
  for (const repository of [scene.repository, source]) repository.dispose();
});

function forksOf(variables: Readonly<Record<string, string>>): Forks {
  const { root, logger } = scene.repository;
  return scene.forks({ git: new SimpleGit({ workspace: root, logger, variables }) });
}

const [a, b] = [sessionIdFromSlug("a"), sessionIdFromSlug("b")] as const;

test("a worktree and a sync fetch what is missing as the person's own git does, never as the repository says; looks do not", async () => {
  const { repository } = scene;
  const forks = forksOf({ GIT_CONFIG_GLOBAL: repository.beside("global") });
  await forks.create({ slug: "a" });
  const programs = await forks.audit("checkout");
  expect(programs.filter(({ key }) => key === "core.sshcommand").map(({ from, runs }) => [from, runs])).toEqual([
    ["user", true],
    ["repository", false],
  ]);
  await forks.list();
  expect(existsSync(ran.own)).toBe(false);
  const { worktree } = await forks.open(a);
  expect(readFileSync(join(worktree, "d/1"), "utf8")).toBe("old\n");
  expect(existsSync(ran.own)).toBe(true);
  rmSync(ran.own);
  repository.git("update-ref", "--no-deref", "HEAD", "refs/remotes/origin/main");
  expect(await forks.list()).toMatchObject([{ id: a, behind: 1 }]);
  expect(existsSync(ran.own)).toBe(false);
  expect(await forks.sync(a)).toMatchObject({ result: "fast-forward" });
  expect(readFileSync(join(worktree, "d/1"), "utf8")).toBe("new\n");
  expect([existsSync(ran.own), existsSync(ran.evil)]).toEqual([true, false]);
});

test("where that does not reach it, the cause and the command are said, and nothing is left", async () => {
  const { repository } = scene;
  source.write("d/3", "newer\n");
  source.commitAll("newer");
  const transport = ["-c", `core.sshCommand=${repository.beside("own")}`];
  repository.git(...transport, "fetch", "--quiet", "origin");
  rmSync(ran.own);
  repository.git("update-ref", "--no-deref", "HEAD", "refs/remotes/origin/main");
  const forks = forksOf({ GIT_CONFIG_GLOBAL: "/dev/null" });
  await forks.create({ slug: "b" });
  await expect(forks.open(b)).rejects.toMatchObject({
    reason: "not-fetched",
    message: expect.stringMatching(/^git worktree: .*could not fetch [0-9a-f]{40} from promisor remote$/u) as string,
    hint: expect.stringContaining("git fetch --refetch --no-filter") as string,
  });
  expect([existsSync(ran.own), existsSync(ran.evil)]).toEqual([false, false]);
  expect(scene.worktrees()).not.toContain("WFS-b");
  expect(repository.git("worktree", "list", "--porcelain")).not.toContain("WFS-b");
});
