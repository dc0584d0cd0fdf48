import { execFileSync } from "node:child_process";
import { appendFileSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { arm, Canary } from "../../support/scenes/armedRepository.ts";
import { GitRepository } from "../../support/gitRepository.ts";
import { wfs, wfsJson } from "./wfs.ts";

type Looks = readonly (readonly string[])[];

/** Those that read the files of a working tree or merge. */
const filesRead: Looks = [
  ["checkpoint", "diff", "1"],
  ["fork", "list"],
  ["fork", "diff", "WFS-f"],
  ["fork", "compare", "WFS-f", "WFS-g"],
  ["fork", "sync", "WFS-f", "--dry-run"],
  ["fork", "remove", "WFS-f"],
  ["sweep"],
  ["found"],
];

/** Every verb that only looks. */
const all: Looks = [
  ...filesRead,
  ["status"],
  ["list"],
  ["doctor"],
  ["checkpoint", "list"],
  ["checkpoint", "show", "1"],
  ["checkpoint", "diff", "1", "HEAD"],
  ["annotate", "list"],
  ["approval", "list"],
  ["sweep", "--dry-run"],
];

/** Verbs beside which a checkpoint happens that nobody has asked for. */
const keptBeside: Looks = [
  ["phase", "IMPLEMENT"],
  ["phase", "REVIEW"],
  ["new", "other", "--project", "Other"],
  ["complete", "WFS-base"],
];

/** What starts while it is looked at, by the names of the keys and the places a repository has for them. */
const ways: Readonly<Record<string, (repository: GitRepository, program: string) => void>> = {
  "a clean filter in the repository's configuration": (repository, program) => {
    repository.git("config", "filter.y.clean", program);
  },
  "a required process in the repository's configuration": (repository, program) => {
    repository.git("config", "filter.y.process", program);
    repository.git("config", "filter.y.required", "true");
  },
  "a filter in an included file": (repository, program) => {
    writeFileSync(repository.beside("more"), `[filter "y"]\n\tclean = ${program}\n`);
    repository.git("config", "include.path", repository.beside("more"));
  },
  "a filter that is included for a place": (repository, program) => {
    writeFileSync(repository.beside("more"), `[filter "y"]\n\tprocess = ${program}\n`);
    repository.git("config", "includeIf.gitdir:/**.path", repository.beside("more"));
  },
  "a filter in the configuration of each worktree": (repository, program) => {
    repository.git("config", "extensions.worktreeConfig", "true");
    for (const top of [repository.root, ...forks.map((id) => repository.path(".worktrees", id))])
      repository.gitIn(top, "config", "--worktree", "filter.y.clean", program);
  },
  "a filter a merge that renormalizes would start": (repository, program) => {
    for (const key of ["clean", "smudge"]) repository.git("config", `filter.y.${key}`, program);
    repository.git("config", "merge.renormalize", "true");
  },
  "filter and monitor of a submodule": (repository, program) => {
    for (const module of ["sub", "sub/deep"]) {
      const top = repository.path(".worktrees/WFS-f", module);
      repository.gitIn(top, "config", "filter.y.clean", program);
      repository.gitIn(top, "config", "core.fsmonitor", program);
      appendFileSync(join(top, ".git", "info", "attributes"), "* filter=y\n");
    }
  },
  "the program a missing object is fetched with": (repository, program) => {
    repository.git("config", "extensions.partialClone", "origin");
    repository.git("config", "remote.origin.promisor", "true");
    repository.git("config", "remote.origin.url", repository.beside("nowhere"));
    repository.git("config", "remote.origin.uploadpack", program);
    const blob = repository.git("rev-parse", "session/WFS-f:gone.y");
    execFileSync("rm", ["-f", repository.path(".git/objects", blob.slice(0, 2), blob.slice(2))]);
  },
};

const forks = ["WFS-f", "WFS-g"];

/** A session with a checkpoint and two forks with worktrees that change the same file; one has submodules, all have uncommitted edits. */
async function makeScene(): Promise<GitRepository> {
  const repository = new GitRepository({ files: { "a.y": "1\n2\n3\n4\n5\n6\n7\n", "same.y": "same\n" } });
  const { root } = repository;
  await wfsJson(["new", "base", "--project", "Base"], root);
  await wfsJson(["checkpoint", "create"], root);
  for (const slug of ["f", "g"]) await wfsJson(["fork", "create", slug, "--worktree"], root);
  const commit = (top: string, path: string, text: string): void => {
    writeFileSync(join(top, path), text);
    repository.gitIn(top, "add", "-A");
    repository.gitIn(top, "commit", "--quiet", "-m", path);
  };
  const [f = "", g = ""] = forks.map((id) => repository.path(".worktrees", id));
  for (const module of ["sub", "sub/deep"]) {
    repository.gitIn(f, "init", "--quiet", module);
    commit(join(f, module), "inner.y", "inner\n");
  }
  repository.gitIn(join(f, "sub"), "add", "deep");
  repository.gitIn(join(f, "sub"), "commit", "--quiet", "-m", "deep");
  commit(f, "gone.y", "gone\n");
  commit(f, "a.y", "one\n2\n3\n4\n5\n6\n7\n");
  commit(g, "a.y", "1\n2\n3\n4\n5\n6\nseven\n");
  commit(root, "b.y", "baseline\n");
  return repository;
}

let seconds = 1_700_000_000;
/** Gives every file another time, none another content: what git reads again, it reads through filters. */
function touch(directory: string): void {
  seconds += 10;
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory() && entry.name !== ".git" && entry.name !== ".workflow") touch(path);
    else if (entry.isFile()) utimesSync(path, seconds, seconds);
  }
}

let scene: GitRepository;
beforeAll(async () => {
  scene = await makeScene();
  return () => {
    scene.dispose();
  };
});

/** The scene as it was made, at the same place. */
function fresh(): GitRepository {
  const restore = scene.snapshot();
  onTestFinished(restore);
  return scene;
}

/** What has started something, or ended in a stack trace. */
async function faults(looks: Looks, repository: GitRepository, canary: Canary): Promise<readonly string[]> {
  const ran: string[] = [];
  for (const look of looks) {
    touch(repository.root);
    const before = canary.ran;
    const { stderr } = await wfs(look, { cwd: repository.root });
    if (canary.ran !== before) ran.push(`${look.join(" ")}: ${canary.ran.slice(before.length)}`);
    if (/\bat .*\.m?js:/u.test(stderr)) ran.push(`${look.join(" ")}: ${stderr}`);
  }
  return ran;
}

describe("looking with wfs starts nothing that the repository names", () => {
  it.each(
    Object.keys(ways).map((way, at) => ({ way, file: at % 2 === 0 ? ".git/info/attributes" : ".gitattributes" })),
  )("$way, attributes in $file", async ({ way, file }) => {
    const repository = fresh();
    const canary = new Canary(repository.beside("canary"));
    ways[way]?.(repository, canary.program);
    for (const top of file.startsWith(".git/") ? [""] : ["", ...forks.map((id) => `.worktrees/${id}/`)])
      repository.write(`${top}${file}`, "*.y filter=y\n");
    expect(await faults(filesRead, repository, canary)).toEqual([]);
  });

  it("everything at once", async () => {
    const repository = fresh();
    const canary = arm(repository);
    expect(await faults(all, repository, canary)).toEqual([]);
  });

  it("nor does the checkpoint beside a change of phase or the end of a session", async () => {
    const repository = fresh();
    const canary = arm(repository);
    expect(await faults(keptBeside, repository, canary)).toEqual([]);
    const kept = repository.git("for-each-ref", "--format=%(refname)", "refs/workflow/WFS-base/checkpoints/");
    expect(kept.split("\n").length).toBeGreaterThan(1);
  });

  it.each(Object.keys(ways))("%s is armed: plain git starts it", async (way) => {
    const repository = fresh();
    const canary = new Canary(repository.beside("canary"));
    ways[way]?.(repository, canary.program);
    repository.write(".git/info/attributes", "*.y filter=y\n");
    touch(repository.root);
    const plain: readonly (readonly string[])[] = [
      ["status"],
      ["merge-tree", "--write-tree", "session/WFS-f", "session/WFS-g"],
      ["diff", "--numstat", "main", "session/WFS-f"],
    ];
    for (const args of plain) {
      try {
        execFileSync("git", args, {
          cwd: repository.path(".worktrees/WFS-f"),
          env: repository.environment(),
          stdio: "ignore",
          timeout: 20_000,
        });
      } catch {
        // What the canary answers is not what git wants.
      }
    }
    expect(canary.ran).not.toBe("");
  });
});
