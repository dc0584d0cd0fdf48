import { appendFileSync, chmodSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SystemClock } from "../../../src/adapters/systemClock.ts";
import type { ForkView } from "../../../src/core/forks/model/fork.ts";
import { sessionIdFromSlug, type SessionId } from "../../../src/core/sessions/model/sessionId.ts";
import { Canary } from "../../support/scenes/armedRepository.ts";
import { base, ForkScene } from "./forkScene.ts";
import { english } from "../../support/english.ts";

const a = sessionIdFromSlug("a");
const b = sessionIdFromSlug("b");

let scene: ForkScene;
let canary: Canary;

/** Two forks with worktrees, and files `x.y` and `z.y` in them that a filter of the repository's own is for. */
beforeEach(async () => {
  scene = await ForkScene.make({ files: { "x.y": "x\n", "z.y": "z\n", "plain.txt": "plain\n" } });
  const forks = scene.forks();
  for (const slug of [a, b]) {
    await forks.create({ slug, baseline: base });
    await forks.open(slug);
  }
  canary = new Canary(scene.repository.beside("canary"));
  appendFileSync(scene.repository.path(".git/info/attributes"), "*.y filter=y\n");
});

/** From then on plain git must not be used. */
function arm(): void {
  scene.repository.git("config", "filter.y.process", canary.program);
  scene.repository.git("config", "filter.y.required", "true");
}

afterEach(() => {
  expect(canary.ran).toBe("");
  vi.unstubAllEnvs();
  scene.repository.dispose();
});

let seconds = 1_700_000_000;
function touch(id: SessionId, path: string): void {
  seconds += 10;
  utimesSync(join(scene.worktree(id), path), seconds, seconds);
}

async function counts(id: SessionId): Promise<Pick<ForkView, "uncommitted" | "not_looked_at">> {
  const { uncommitted, not_looked_at } = await scene.forks().get(id);
  return { uncommitted, not_looked_at };
}

describe("a file that only a filter of the repository's own could judge", () => {
  it("was not looked at, whether it was touched or edited; everything else is told apart", async () => {
    arm();
    expect(await counts(a)).toEqual({ uncommitted: 0, not_looked_at: 0 });
    touch(a, "x.y");
    touch(a, "plain.txt");
    expect(await counts(a)).toEqual({ uncommitted: 0, not_looked_at: 1 });
    writeFileSync(join(scene.worktree(a), "z.y"), "edited\n");
    writeFileSync(join(scene.worktree(a), "new.y"), "new\n");
    expect(await counts(a)).toEqual({ uncommitted: 1, not_looked_at: 2 });
    const { forks } = await scene.forks().compare([a, b]);
    expect(forks).toMatchObject([
      { uncommitted: 1, not_looked_at: 2 },
      { uncommitted: 0, not_looked_at: 0 },
    ]);
  });

  it("has not changed when the index knows it to the nanosecond, though git itself would read it again for a second", async () => {
    scene.repository.git("config", "filter.y.clean", "tr a-z A-Z");
    for (let round = 0; round < 3; round++) {
      scene.commitIn(a, "x.y", `round ${round}\n`);
      scene.repository.git("config", "filter.y.clean", canary.program);
      expect(await counts(a)).toEqual({ uncommitted: 0, not_looked_at: 0 });
      expect((await scene.forks().loss(a)).uncommitted).toEqual([]);
      scene.repository.git("config", "filter.y.clean", "tr a-z A-Z");
    }
    scene.repository.git("config", "filter.y.clean", canary.program);
    writeFileSync(join(scene.worktree(a), "x.y"), "other 2\n");
    expect(await counts(a)).toEqual({ uncommitted: 0, not_looked_at: 1 });
  });

  it("has changed where no filter is needed to tell: its mode, its kind, what is staged", async () => {
    scene.repository.gitIn(scene.worktree(a), "rm", "--quiet", "--cached", "z.y");
    arm();
    touch(a, "x.y");
    chmodSync(join(scene.worktree(a), "x.y"), 0o755);
    const paths = (await scene.forks().loss(a)).uncommitted;
    expect(paths).toEqual([
      { path: "x.y", kind: "changed" },
      { path: "z.y", kind: "changed" },
      { path: "z.y", kind: "untracked" },
    ]);
  });

  it("counts as uncommitted where it would be removed, by name and with the reason", async () => {
    arm();
    touch(a, "x.y");
    await expect(scene.forks().remove(a)).rejects.toMatchObject({
      code: "refused",
      message: expect.stringContaining("1 uncommitted path (1 not looked at, because its filter") as string,
    });
    expect((await scene.forks().loss(a)).uncommitted).toEqual([{ path: "x.y", kind: "changed", not_looked_at: true }]);
    await scene.sessions.complete(a);
    const tomorrow = Object.assign(new SystemClock(), { now: () => Date.now() + 86_400_000 });
    expect(english(await scene.forks({ clock: tomorrow }).sweep())).toMatchObject([
      { code: "finished-worktree", message: expect.stringContaining("1 uncommitted change.") as string },
    ]);
  });

  it("is judged by a filter that the person has configured under the same name", async () => {
    const home = scene.repository.beside("home");
    mkdirSync(home);
    writeFileSync(join(home, ".gitconfig"), '[filter "y"]\n\tprocess =\n\tclean = tr A-Z a-z\n\trequired = true\n');
    vi.stubEnv("HOME", home);
    arm();
    touch(a, "x.y");
    expect(await counts(a)).toEqual({ uncommitted: 0, not_looked_at: 1 });
    scene.repository.git("config", "--unset", "filter.y.process");
    scene.repository.git("config", "filter.y.clean", canary.program);
    writeFileSync(join(home, ".gitconfig"), '[filter "y"]\n\tclean = tr A-Z a-z\n\trequired = true\n');
    writeFileSync(join(scene.worktree(a), "x.y"), "X\n");
    expect(await counts(a)).toEqual({ uncommitted: 0, not_looked_at: 0 });
    writeFileSync(join(scene.worktree(a), "x.y"), "OTHER\n");
    expect(await counts(a)).toEqual({ uncommitted: 1, not_looked_at: 0 });
  });

  it("does not stand in the way of a sync whose programs are approved", async () => {
    const program = scene.repository.beside("filter");
    writeFileSync(program, "#!/bin/sh\ncat\n", { mode: 0o755 });
    scene.repository.git("config", "filter.y.clean", program);
    scene.repository.write("more.txt", "more\n");
    scene.repository.commitAll("more");
    touch(a, "x.y");
    expect(await counts(a)).toEqual({ uncommitted: 0, not_looked_at: 1 });
    await expect(scene.forks().sync(a)).rejects.toMatchObject({ code: "untrusted" });
    const approved = [`filter.y.clean=${program}`];
    expect(await scene.forks().sync(a, { approved })).toMatchObject({ result: "fast-forward" });
  });
});

function addSubmodule(top: string, name: string): string {
  const module = join(top, name);
  scene.repository.gitIn(top, "init", "--quiet", name);
  writeFileSync(join(module, "inner.y"), "inner\n");
  scene.repository.gitIn(module, "add", "-A");
  scene.repository.gitIn(module, "commit", "--quiet", "-m", "inner");
  return module;
}

describe("submodules", () => {
  it("are looked into, however deep, without a filter or a monitor of their own", async () => {
    const top = scene.worktree(a);
    const outer = addSubmodule(top, "outer");
    const deep = addSubmodule(outer, "deep");
    scene.repository.gitIn(outer, "add", "deep");
    scene.repository.gitIn(outer, "commit", "--quiet", "-m", "deep");
    scene.repository.gitIn(top, "add", "outer");
    scene.repository.gitIn(top, "commit", "--quiet", "-m", "outer");
    scene.repository.gitIn(deep, "config", "filter.mine.clean", canary.program);
    scene.repository.gitIn(deep, "config", "core.fsmonitor", canary.program);
    appendFileSync(join(deep, ".git/info/attributes"), "* filter=mine\n");
    expect(await counts(a)).toEqual({ uncommitted: 0, not_looked_at: 0 });
    touch(a, "outer/deep/inner.y");
    expect(await counts(a)).toEqual({ uncommitted: 0, not_looked_at: 1 });
    const unknown = { path: "outer", kind: "changed", submodule: true };
    expect((await scene.forks().loss(a)).uncommitted).toEqual([{ ...unknown, not_looked_at: true }]);
    writeFileSync(join(deep, "new.txt"), "new\n");
    expect((await scene.forks().loss(a)).uncommitted).toEqual([unknown]);
    expect(await counts(a)).toEqual({ uncommitted: 1, not_looked_at: 0 });
  });

  it.each([
    ["an index of the fourth format", ["index.version", "4"]],
    ["a split index", ["core.splitIndex", "true"]],
  ])("are found in %s", async (_name, config) => {
    const top = scene.worktree(a);
    scene.repository.git("config", ...config);
    const module = addSubmodule(top, "outer");
    scene.repository.gitIn(top, "add", "outer");
    scene.repository.gitIn(top, "commit", "--quiet", "-m", "outer");
    expect(await counts(a)).toEqual({ uncommitted: 0, not_looked_at: 0 });
    writeFileSync(join(module, "inner.y"), "edited\n");
    expect(await counts(a)).toEqual({ uncommitted: 1, not_looked_at: 0 });
  });

  it("that nobody has checked out have not changed", async () => {
    const top = scene.worktree(a);
    const id = scene.repository.git("rev-parse", "HEAD");
    scene.repository.gitIn(top, "update-index", "--add", "--cacheinfo", `160000,${id},outer`);
    scene.repository.gitIn(top, "commit", "--quiet", "-m", "outer");
    mkdirSync(join(top, "outer"), { recursive: true });
    expect(await counts(a)).toEqual({ uncommitted: 0, not_looked_at: 0 });
  });
});

describe("a look at a repository without filters of its own", () => {
  it("starts one git for each worktree, and asks for no configuration", async () => {
    expect(readFileSync(scene.repository.path(".git/config"), "utf8")).not.toContain("filter");
    const asked: string[] = [];
    const { git } = scene.options;
    const forks = scene.forks({
      git: {
        run: async (request) => {
          asked.push(request.args.find((argument) => /^[a-z]+(?:-[a-z]+)*$/u.test(argument)) ?? "");
          return git.run(request);
        },
      },
    });
    await forks.list();
    expect(asked.filter((command) => command === "status")).toHaveLength(2);
    expect(asked.filter((command) => command === "config" || command === "ls-files")).toEqual([]);
  });
});
