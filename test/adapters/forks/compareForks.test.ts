import { afterEach, expect, test } from "vitest";
import type { Git, GitRequest, GitResult } from "../../../src/core/base/ports.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import { base, ForkScene } from "./forkScene.ts";
import { english } from "../../support/english.ts";

let scene: ForkScene | undefined;
afterEach(() => scene?.repository.dispose());

const [a, b, c] = ["a", "b", "c"].map(sessionIdFromSlug) as [
  ReturnType<typeof sessionIdFromSlug>,
  ReturnType<typeof sessionIdFromSlug>,
  ReturnType<typeof sessionIdFromSlug>,
];

/** Counts the processes of git. */
class CountingGit implements Git {
  readonly #git: Git;
  readonly commands: string[] = [];

  constructor(git: Git) {
    this.#git = git;
  }

  async run(request: GitRequest): Promise<GitResult> {
    this.commands.push(
      request.args
        .filter((argument) => !argument.startsWith("--"))
        .slice(0, 1)
        .join(" "),
    );
    return this.#git.run(request);
  }
}

async function three(): Promise<ForkScene> {
  scene = await ForkScene.make({ files: { "a.txt": "1\n2\n3\n", "b.txt": "b\n", "bin.dat": "\0\0" } });
  for (const slug of ["a", "b", "c"]) {
    await scene.forks().create({ slug });
    await scene.forks().open(sessionIdFromSlug(slug));
  }
  scene.commitIn(a, "a.txt", "A\n2\n3\n");
  scene.commitIn(b, "a.txt", "B\n2\n3\n");
  scene.commitIn(b, "b.txt", "b\nb\n");
  scene.commitIn(c, "new\nline.txt", "c\n");
  return scene;
}

test("files, lines, overlap, conflicts and checks side by side", async () => {
  const { repository } = await three();
  repository.write("b.txt", "main\n");
  repository.commitAll("on main");
  repository.write(".worktrees/WFS-c/untracked", "");
  repository.write(
    ".workflow/WFS-a/runs/t1/checks.json",
    JSON.stringify({
      checks: [
        { name: "lint", status: "passed" },
        { name: "test", status: "failed" },
      ],
    }),
  );
  const before = [repository.userState(), repository.tree()];
  const comparison = await scene?.forks().compare([a, b, c]);
  expect(
    comparison?.forks.map(({ id, files, added, removed, uncommitted, conflicts, checks }) => ({
      id,
      files: files.map(({ path }) => path),
      added,
      removed,
      uncommitted,
      conflicts,
      failed: checks.failed,
      passed: checks.passed,
    })),
  ).toEqual([
    { id: a, files: ["a.txt"], added: 1, removed: 1, uncommitted: 0, conflicts: [], failed: ["t1: test"], passed: 1 },
    {
      id: b,
      files: ["a.txt", "b.txt"],
      added: 2,
      removed: 1,
      uncommitted: 0,
      conflicts: ["b.txt"],
      failed: [],
      passed: 0,
    },
    { id: c, files: ["new\nline.txt"], added: 1, removed: 0, uncommitted: 1, conflicts: [], failed: [], passed: 0 },
  ]);
  expect(comparison?.pairs).toEqual([
    { forks: [a, b], overlap: ["a.txt"], conflicts: ["a.txt"] },
    { forks: [a, c], overlap: [], conflicts: [] },
    { forks: [b, c], overlap: [], conflicts: [] },
  ]);
  expect([repository.userState(), repository.tree()]).toEqual(before);
});

test("two different forks are needed, and only forks are compared", async () => {
  await three();
  await expect(scene?.forks().compare([a, a])).rejects.toMatchObject({ code: "usage" });
  await expect(scene?.forks().compare([a, base])).rejects.toMatchObject({ code: "refused" });
});

test("the diff shows what the fork committed, also after the baseline was merged in", async () => {
  const { repository } = await three();
  repository.write("b.txt", "main\n");
  repository.commitAll("on main");
  await scene?.forks().sync(a);
  const diff = await scene?.forks().diff(a);
  expect(diff?.files).toMatchObject([{ path: "a.txt", status: "changed", added: 1, removed: 1 }]);
  expect(diff?.base).toBe(repository.git("rev-parse", "HEAD"));
});

test("the list says how forks stand, and asks git nothing twice", async () => {
  const { repository, sessions } = await three();
  repository.commitAll("on main");
  repository.write(".worktrees/WFS-c/untracked", "");
  await sessions.complete(b, { archive: true });
  const git = new CountingGit(repository.port());
  const forks = scene?.forks({ git });
  const views = (await forks?.list())?.toSorted((one, other) => (one.id < other.id ? -1 : 1));
  expect(
    views?.map(({ id, ahead, behind, files, uncommitted, problem }) => ({
      id,
      ahead,
      behind,
      files,
      uncommitted,
      problem,
    })),
  ).toEqual([
    { id: a, ahead: 1, behind: 1, files: 1, uncommitted: 0, problem: null },
    { id: c, ahead: 1, behind: 1, files: 1, uncommitted: 1, problem: null },
  ]);
  expect((await forks?.list({ all: true }))?.map(({ id }) => id).toSorted()).toEqual([a, b, c]);
  git.commands.length = 0;
  await forks?.list();
  expect(git.commands.toSorted()).toEqual(["cat-file", "for-each-ref", "status", "status"]);
  git.commands.length = 0;
  await forks?.list({ status: false });
  expect(git.commands.toSorted()).toEqual(["cat-file", "for-each-ref"]);
});

test("a list takes no lock and writes nothing", async () => {
  const { repository } = await three();
  repository.write(".worktrees/WFS-c/a.txt", "1\n2\n3\n");
  const before = [
    repository.userState(),
    repository.git("--no-optional-locks", "-C", ".worktrees/WFS-c", "ls-files", "--debug"),
  ];
  await scene?.forks().list();
  expect([
    repository.userState(),
    repository.git("--no-optional-locks", "-C", ".worktrees/WFS-c", "ls-files", "--debug"),
  ]).toEqual(before);
});

test("a fork whose branch is gone is listed with its problem", async () => {
  const { repository } = await three();
  repository.git("worktree", "remove", "--force", ".worktrees/WFS-a");
  repository.git("branch", "--quiet", "-D", "session/WFS-a");
  const views = await scene?.forks().list();
  expect(english(views?.find(({ id }) => id === a))).toMatchObject({
    head: null,
    ahead: null,
    problem: "The branch refs/heads/session/WFS-a is gone.",
  });
});
