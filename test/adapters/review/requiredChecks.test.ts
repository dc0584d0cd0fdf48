import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { OpenedGate } from "../../../src/adapters/open/openGate.ts";
import type { CheckResult } from "../../../src/core/review/checks/checkResult.ts";
import type { CheckSubject } from "../../../src/core/review/checks/requiredChecks.ts";
import type { RequiredCheck } from "../../../src/core/review/checks/requiredCheck.ts";
import type { RequestView } from "../../../src/core/review/requests/requests.ts";
import { GateScene } from "./gateScene.ts";

let scene: GateScene;
let opened: OpenedGate;
let outside: string;
beforeEach(async () => {
  scene = await GateScene.make();
  opened = await scene.open();
  outside = mkdtempSync(join(tmpdir(), "outside-"));
});
afterEach(() => {
  scene.dispose();
  rmSync(outside, { recursive: true, force: true });
});

const check = (command: string, more: Partial<RequiredCheck> = {}): RequiredCheck => ({
  name: "Tests",
  command,
  seconds: 60,
  kinds: ["merge", "commit", "publish"],
  ...more,
});

async function subjectOf(view: RequestView): Promise<CheckSubject> {
  const { document } = await opened.gate.prepare(view.id);
  const subject = await opened.checks.subjectOf(document);
  if (subject === undefined) throw new Error("Nothing is to be checked.");
  return subject;
}

const merge = async (): Promise<CheckSubject> => await subjectOf(await scene.askMerge());
const run = async (command: string, more: Partial<RequiredCheck> = {}): Promise<CheckResult> =>
  await opened.checks.run(await merge(), check(command, more));
/** Where proposals are checked out: the person's own, so that nobody else can put anything above them. */
const checkouts = (): string => scene.home.checkoutsDirectory;
/** Checkouts of this process. */
const left = (): readonly string[] =>
  (existsSync(checkouts()) ? readdirSync(checkouts()) : []).filter((name) => {
    const owner = join(checkouts(), name, "owner.json");
    return existsSync(owner) && readFileSync(owner, "utf8").includes(`:${process.pid},`);
  });
const results = (): string => scene.home.checksOf(scene.workspace.root);
const note = (name: string): string => join(outside, name);

/** A command that leaves a process running, whose id it notes. */
const leave = (name: string, then: string): string => `sleep 600 & echo $! > ${note(name)}; ${then}`;
const pid = (name: string): string => readFileSync(note(name), "utf8").trim();

/** Whether it still runs; one that nobody has fetched the end of does not. */
function runs(pid: string): boolean {
  return /^[^Z]/u.test(spawnSync("ps", ["-o", "stat=", "-p", pid]).stdout.toString("utf8").trim());
}

describe.skipIf(process.platform === "win32")("a required check", () => {
  it("runs on a clean checkout of the proposal's commit, and its result is of that tree", async () => {
    const subject = await merge();
    expect(subject.commit).toBe(scene.at("session/WFS-fork"));
    expect(subject.tree).toBe(scene.at("session/WFS-fork^{tree}"));
    scene.writeInFork("new.txt", "not committed\n");
    scene.writeInFork("untracked.txt", "not committed\n");
    const command = [
      "git rev-parse HEAD HEAD^{tree}",
      "git status --porcelain --ignored",
      "git symbolic-ref -q HEAD || echo detached",
      "git remote; ls .git/hooks 2>/dev/null; git config --local --list; cat .git/objects/info/alternates 2>/dev/null",
      "cat new.txt; ls; git log --oneline | wc -l; echo said >&2",
    ].join("\n");
    const { output, ...result } = await opened.checks.run(subject, check(command));
    expect(output.split("\n").map((line) => line.trim())).toEqual([
      subject.commit,
      subject.tree,
      "detached",
      "core.repositoryformatversion=0",
      "core.bare=false",
      "new",
      "a.txt",
      "b.txt",
      "d",
      "new.txt",
      "1",
      "said",
      "",
    ]);
    expect(result).toMatchObject({ ...subject, status: "passed", exit: 0, timeout: false, name: "Tests" });
    expect(left()).toEqual([]);
    expect(await opened.checks.look(subject, [check(command)])).toMatchObject([{ result: { status: "passed" } }]);
    expect(await opened.checks.look(subject, [check("true")])).toMatchObject([{ result: undefined }]);
    const events = join(scene.workspace.root, ".workflow/.events");
    const lines = existsSync(events) ? readdirSync(events).map((name) => readFileSync(join(events, name), "utf8")) : [];
    expect(lines.join("")).toContain('"check.ended"');
  });

  it("starts no filter, hook or program of the repository, and gets neither credentials nor variables of git", async () => {
    const { repository } = scene;
    scene.commitInFork({ ".gitattributes": "new.txt filter=evil\n" });
    const touch = (name: string): string => `touch ${note(name)}; cat`;
    repository.git("config", "filter.evil.smudge", touch("smudge"));
    repository.git("config", "filter.evil.process", touch("process"));
    repository.git("config", "core.fsmonitor", touch("fsmonitor"));
    mkdirSync(repository.path(".git/hooks"));
    writeFileSync(repository.path(".git/hooks/post-checkout"), `#!/bin/sh\ntouch ${note("hook")}\n`, { mode: 0o755 });
    const subject = await merge();
    for (const name of readdirSync(outside)) rmSync(note(name));
    process.env["GIT_DIR"] = "/nowhere";
    process.env["MY_API_TOKEN"] = "hunter2";
    try {
      const command = "git status --porcelain; git checkout --quiet -f HEAD; env; cat new.txt";
      const { output, status } = await opened.checks.run(subject, check(command));
      expect(status).toBe("passed");
      expect(output).toMatch(/new\n$/u);
      expect(output).not.toMatch(/GIT_DIR|hunter2/u);
      expect(output).toMatch(/^PATH=/mu);
    } finally {
      delete process.env["GIT_DIR"];
      delete process.env["MY_API_TOKEN"];
    }
    expect(readdirSync(outside)).toEqual([]);
  });

  it("changes neither the person's repository nor the vault, whatever it does to its own", async () => {
    const before = [scene.repository.git("for-each-ref"), scene.checkout()];
    const attack =
      "git checkout -q -b main; echo x > a.txt; git commit -qam x; rm -rf .git/objects; chmod -w . ; git fsck";
    expect((await run(attack)).status).toBe("failed");
    expect([scene.repository.git("for-each-ref"), scene.checkout()]).toEqual(before);
    scene.repository.git("fsck", "--full");
    expect(await run("git fsck --full && cat a.txt > /dev/null")).toMatchObject({ status: "passed" });
  });

  it("that fails says with which exit code, and the last that it printed, colours taken out", async () => {
    const noisy = "seq 1 100000; printf '\\033[31mred\\033[0m\\a \\377 end\\n'; exit 7";
    const { output, ...failed } = await run(noisy);
    expect(failed).toMatchObject({ status: "failed", exit: 7, timeout: false });
    expect(output).toHaveLength(64 * 1024);
    expect(output.endsWith("100000\nred\u0007 \uFFFD end\n")).toBe(true);
  });

  it("ends with all it has started: at its time, where it is cancelled, and by itself", async () => {
    const late = await run(leave("late", "echo begun; wait"), { seconds: 1 });
    expect(late).toMatchObject({ status: "failed", exit: null, timeout: true, output: "begun\n" });
    expect(runs(pid("late"))).toBe(false);

    const controller = new AbortController();
    const subject = await merge();
    const cancelled = check(leave("cancelled", "wait"));
    const running = opened.checks.run(subject, cancelled, controller.signal);
    await expect.poll(() => existsSync(note("cancelled")) && pid("cancelled")).toBeTruthy();
    controller.abort();
    await expect(running).rejects.toMatchObject({ code: "cancelled" });
    expect(runs(pid("cancelled"))).toBe(false);
    expect(await opened.checks.look(subject, [cancelled])).toMatchObject([{ result: undefined, earlier: undefined }]);

    expect(await run(leave("left", "exit 0"))).toMatchObject({ status: "passed" });
    await expect.poll(() => runs(pid("left"))).toBe(false);
    expect(left()).toEqual([]);
  });

  it("counts for a tree: another head with the same one keeps it, any other has an earlier one", async () => {
    const first = await scene.askMerge();
    const subject = await subjectOf(first);
    const own = check("true");
    await opened.checks.run(subject, own);
    scene.repository.gitIn(scene.worktree(), "commit", "--quiet", "--amend", "-m", "in other words");
    const same = await subjectOf(await scene.askMerge());
    expect(same.commit).not.toBe(subject.commit);
    expect(await opened.checks.look(same, [own])).toMatchObject([{ result: { status: "passed" } }]);
    scene.commitInFork({ "new.txt": "newer\n" });
    const moved = await subjectOf(await scene.askMerge());
    expect(await opened.checks.look(moved, [own])).toMatchObject([
      { result: undefined, earlier: { status: "passed", tree: subject.tree } },
    ]);
    expect((await scene.open()).checks).not.toBe(opened.checks);
    expect(await (await scene.open()).checks.look(same, [own])).toMatchObject([{ result: { status: "passed" } }]);
  });

  it("is for commits, too, and not for what removes", async () => {
    scene.writeInFork("new.txt", "to be committed\n");
    const subject = await subjectOf(await scene.askCommit());
    expect((await opened.checks.run(subject, check("cat new.txt"))).output).toBe("to be committed\n");
    const teardown = await opened.gate.prepare((await scene.askTeardown()).id);
    expect(await opened.checks.subjectOf(teardown.document)).toBeUndefined();
  });
});

describe.skipIf(process.platform === "win32")("a result", () => {
  it("that somebody else wrote, changed, or put under another name counts for nothing", async () => {
    const subject = await merge();
    const own = check("false");
    await opened.checks.run(subject, own);
    const [name = ""] = readdirSync(results());
    const path = join(results(), name);
    const genuine = readFileSync(path, "utf8");
    const state = async (): Promise<unknown> => {
      const [one] = await (await scene.open()).checks.look(subject, [own]);
      return one?.result?.status;
    };
    expect(await state()).toBe("failed");
    writeFileSync(path, genuine.replace('"failed"', '"passed"').replace('"exit": 1', '"exit": 0'));
    expect(await state()).toBeUndefined();
    writeFileSync(path, "{".repeat(2000));
    expect(await state()).toBeUndefined();
    rmSync(path);
    mkdirSync(path);
    expect(await state()).toBeUndefined();
    rmSync(path, { recursive: true });
    writeFileSync(path, genuine);
    expect(await state()).toBe("failed");

    scene.commitInFork({ "new.txt": "newer\n" });
    const moved = await merge();
    const passes = check("true");
    await opened.checks.run(subject, passes);
    const [other = ""] = readdirSync(results()).filter((one) => one !== name);
    const file = (text: string): void => {
      for (const one of readdirSync(results())) writeFileSync(join(results(), one), text);
    };
    file(readFileSync(join(results(), other), "utf8"));
    const again = (await scene.open()).checks;
    expect(await again.look(moved, [passes, own])).toMatchObject([{ result: undefined }, { result: undefined }]);
    expect(await again.look(subject, [own])).toMatchObject([{ result: undefined }]);
  });

  it("goes when there are too many", async () => {
    const subject = await merge();
    for (let at = 0; at < 3; at += 1) await opened.checks.run(subject, check(`true ${at}`));
    for (let at = 0; at < 120; at += 1) {
      writeFileSync(join(results(), `${String(at).padStart(32, "0")}.json`), "{}");
    }
    await opened.checks.run(subject, check("true last"));
    expect(readdirSync(results())).toHaveLength(100);
    expect(await opened.checks.look(subject, [check("true last")])).toMatchObject([{ result: { status: "passed" } }]);
  });
});

describe.skipIf(process.platform === "win32")("checkouts that a killed window left", () => {
  it("are removed by the next run; those of others that run are not", async () => {
    const script = join(import.meta.dirname, "checkProcess.ts");
    const begin = async (): Promise<{ readonly child: ChildProcess; readonly directory: string }> => {
      mkdirSync(checkouts(), { recursive: true });
      const child = spawn(process.execPath, [script, scene.repository.root, scene.at("main"), checkouts()], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      const [said] = (await once(child.stdout, "data")) as [Buffer];
      return { child, directory: dirname(String(said).trim()) };
    };
    const [dead, alive] = [await begin(), await begin()];
    try {
      dead.child.kill("SIGKILL");
      await once(dead.child, "exit");
      expect(readdirSync(join(dead.directory, "tree"))).toContain("a.txt");
      await run("true");
      expect([existsSync(dead.directory), existsSync(alive.directory)]).toEqual([false, true]);
    } finally {
      alive.child.kill("SIGKILL");
      await once(alive.child, "exit");
      await run("true");
      expect(existsSync(alive.directory)).toBe(false);
    }
  });
});
