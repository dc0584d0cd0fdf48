import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { branchRef } from "../../../src/core/git/repository/refName.ts";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ActionOf } from "../../../src/core/review/kinds/actionDocument.ts";
import type { Git } from "../../../src/core/base/ports.ts";
import type { Gate, PreparedAction } from "../../../src/core/review/gate.ts";
import { fork } from "../review/gateScene.ts";
import { ownBranch, PublishScene, token } from "./publishScene.ts";

let made: PublishScene;
let gate: Gate;
beforeEach(async () => {
  made = await PublishScene.make();
  made.turnOn();
  gate = await made.gate();
});
afterEach(() => {
  vi.unstubAllEnvs();
  made.dispose();
});

const published = ({ document }: PreparedAction): ActionOf<"publish"> => {
  if (document.kind !== "publish") throw new Error(document.kind);
  return document;
};

const reasons = ({ obstacles }: PreparedAction): readonly string[] => obstacles.map(({ reason }) => reason);

describe("a remote that is not turned on", () => {
  it("is not asked: everything is shown but where it stands, and nothing can be granted", async () => {
    made.turnedOn = [];
    const view = await made.ask();
    const shown = await gate.prepare(view.id);
    expect(published(shown)).toMatchObject({ url: made.fileUrl, moves: "unknown", target: { from: "unknown" } });
    expect(shown.files.map(({ path }) => path)).toEqual(["a.txt", "new.txt"]);
    expect(reasons(shown)).toEqual(["remote-off"]);
    await expect(gate.grant(shown, "ada")).rejects.toMatchObject({ code: "refused" });
    expect(made.at(ownBranch)).toBe("");
    expect((await made.scene.requests.get(view.id)).state).toBe("waiting");
  });

  it("is off again when its address changes, and the request is about the old one", async () => {
    const view = await made.ask();
    const shown = await gate.prepare(view.id);
    made.leadTo(`${made.fileUrl}/../other.git`);
    expect(await gate.differing(shown)).toEqual(["url"]);
    await expect(gate.prepare(view.id)).rejects.toMatchObject({ code: "conflict" });
    const { receipt } = await gate.grant(shown, "ada");
    expect(receipt).toMatchObject({ outcome: "refused", differing: ["url"] });
    expect(made.at(ownBranch)).toBe("");
    expect(reasons(await gate.prepare((await made.ask()).id))).toEqual(["remote-off"]);
  });

  it("is turned off meanwhile: nothing is granted, nothing decided", async () => {
    const view = await made.ask();
    const shown = await gate.prepare(view.id);
    made.turnedOn = [];
    expect(await gate.differing(shown)).toEqual(["target.from"]);
    await expect(gate.grant(shown, "ada")).rejects.toMatchObject({ code: "conflict" });
    expect((await made.scene.requests.get(view.id)).state).toBe("waiting");
  });
});

describe("a push that is granted", () => {
  it("makes exactly that ref, from the vault: no hook and no setting of the repository has a say, and it only notes what is there now", async () => {
    const { repository } = made.scene;
    const ran = repository.beside("ran");
    writeFileSync(repository.path(".git/config"), `${repository.read(".git/config")}\n[push]\n\tfollowTags = true\n`);
    for (const name of ["pre-push", "reference-transaction"]) {
      repository.write(`.git/hooks/${name}`, `#!/bin/sh\ntouch ${ran}\n`, 0o755);
      chmodSync(repository.path(".git/hooks", name), 0o755);
    }
    repository.git("config", "core.sshCommand", `touch ${ran}`);
    repository.git("config", "remote.origin.receivepack", `touch ${ran}; git-receive-pack`);
    repository.git("config", `url.file://${repository.beside("elsewhere")}.insteadOf`, made.fileUrl);
    repository.git("tag", "-a", "v1", "-m", "v1", made.commit);
    // What setting this up has started is not what is looked at.
    if (existsSync(ran)) repository.gitIn(repository.root, "-c", "core.hooksPath=/dev/null", "version");
    const before = repository.userState();
    const view = await made.ask();
    const shown = await gate.prepare(view.id);
    expect(published(shown)).toMatchObject({
      remote: "origin",
      url: made.fileUrl,
      target: { ref: ownBranch, from: "none" },
      source: { ref: ownBranch, commit: made.commit },
      moves: "new",
      base: made.at("refs/heads/main"),
      commits: 1,
      title: "Count to nine",
      body: "It is *nine* now.",
      pull_request: null,
    });
    expect(shown.files.map(({ path }) => path)).toEqual(["a.txt", "new.txt"]);
    expect(reasons(shown)).toEqual([]);
    const { receipt } = await gate.grant(shown, "ada");
    expect(receipt).toMatchObject({
      outcome: "executed",
      ref: ownBranch,
      from: null,
      to: made.commit,
      published: { remote: "origin", url: made.fileUrl, pull_request: null },
    });
    expect(made.at(ownBranch)).toBe(made.commit);
    expect(made.at("refs/tags")).toBe("");
    const noted = `refs/remotes/origin/session/${fork}`;
    const { [noted]: _ref, [`logs/${noted}`]: log, ...after } = repository.userState();
    expect(after).toEqual(before);
    expect(repository.git("rev-parse", noted)).toBe(made.commit);
    expect(Buffer.from(log ?? "", "base64").toString()).toMatch(/\tworkflow: published\n$/u);
    await expect(made.ask()).rejects.toMatchObject({ code: "refused" });
    expect(await made.scene.requests.get(view.id)).toMatchObject({
      state: "executed",
      receipt: { outcome: "executed" },
    });
    await expect(gate.undo(view.id, "ada")).rejects.toMatchObject({ code: "refused" });
  });

  it("names the person's own proxy without its password", async () => {
    const { repository } = made.scene;
    repository.git("config", "--global", "http.proxy", "http://dana:hunter2@proxy.example:3128");
    vi.stubEnv("HOME", repository.environment()["HOME"]);
    gate = await made.gate();
    const { programs } = published(await gate.prepare((await made.ask()).id));
    expect(programs.join("\n")).toContain("http.proxy=");
    expect(programs.join("\n")).not.toContain("hunter2");
  });

  it("moves main forward from where it stands", async () => {
    const main = made.at("refs/heads/main");
    const shown = await gate.prepare((await made.ask({ to: "main" })).id);
    expect(published(shown)).toMatchObject({ moves: "forward", target: { from: main }, base: main, commits: 1 });
    const { receipt } = await gate.grant(shown, "ada");
    expect(receipt).toMatchObject({ outcome: "executed", ref: "refs/heads/main", from: main, to: made.commit });
    expect(made.at("refs/heads/main")).toBe(made.commit);
  });

  it("shows what the remote has and this repository has not, without bringing it into the repository", async () => {
    const theirs = made.moveRemote("topic");
    const shown = await gate.prepare((await made.ask({ to: "topic" })).id);
    expect(published(shown)).toMatchObject({ moves: "rewrite", target: { from: theirs }, dropped: 1 });
    expect(reasons(shown)).toEqual(["rewrites"]);
    expect(() => made.scene.repository.git("cat-file", "-e", theirs)).toThrow();
  });

  it("replaces the history of the session's own branch, and says what is lost", async () => {
    const { repository } = made.scene;
    await gate.grant(await gate.prepare((await made.ask()).id), "ada");
    const old = made.commit;
    repository.git("fetch", "--quiet", "origin");
    repository.gitIn(made.scene.worktree(), "commit", "--quiet", "--amend", "-m", "said better");
    const shown = await gate.prepare((await made.ask()).id);
    expect(published(shown)).toMatchObject({ moves: "rewrite", target: { from: old }, commits: 1, dropped: 1 });
    expect(reasons(shown)).toEqual([]);
    expect((await gate.grant(shown, "ada")).receipt.outcome).toBe("executed");
    expect(made.at(ownBranch)).toBe(made.commit);
    expect(made.commit).not.toBe(old);
  });

  it("replaces the history of a branch that was there before the fork that is made of it, too", async () => {
    const { repository, gitFeatures, requests } = made.scene;
    const place = repository.path(".claude/worktrees/login");
    repository.git("worktree", "add", "--quiet", "-b", "claude/login", place, "main");
    repository.write(".claude/worktrees/login/login.txt", "new\n");
    repository.gitIn(place, "add", "-A");
    repository.gitIn(place, "commit", "--quiet", "-m", "Sign in");
    const { session } = await gitFeatures.forks.adoptBranch({ branch: "claude/login", baseline: branchRef("main") });
    const ask = async () => requests.ask("publish", session.id, { summary: "Sign in", requestedBy: "agent" });
    await gate.grant(await gate.prepare((await ask()).id), "ada");
    repository.git("fetch", "--quiet", "origin");
    repository.gitIn(place, "commit", "--quiet", "--amend", "-m", "Sign in, said better");
    const shown = await gate.prepare((await ask()).id);
    expect(published(shown)).toMatchObject({ moves: "rewrite", dropped: 1 });
    expect(reasons(shown)).toEqual([]);
    expect((await gate.grant(shown, "ada")).receipt.outcome).toBe("executed");
    expect(made.at("refs/heads/claude/login")).toBe(repository.git("rev-parse", "claude/login"));
  });

  it("of a remote whose HEAD leads nowhere is shown as what it is on top of its main branch", async () => {
    made.scene.repository.gitIn(made.bare, "symbolic-ref", "HEAD", "refs/heads/trunk");
    const main = made.at("refs/heads/main");
    const shown = await gate.prepare((await made.ask({ pullRequest: true })).id);
    expect(published(shown)).toMatchObject({ base: main, commits: 1, pull_request: { base: "main" } });
    expect(shown.files.map(({ path }) => path)).toEqual(["a.txt", "new.txt"]);
    expect(reasons(shown)).toEqual([]);
  });

  it("publishes into a remote without anything", async () => {
    made.scene.repository.gitIn(made.bare, "update-ref", "-d", "refs/heads/main");
    const shown = await gate.prepare((await made.ask()).id);
    expect(published(shown)).toMatchObject({ moves: "new", base: null, commits: 2 });
    expect(shown.files.map(({ path }) => path)).toContain("b.txt");
    expect((await gate.grant(shown, "ada")).receipt.outcome).toBe("executed");
    expect(made.at(ownBranch)).toBe(made.commit);
  });
});

describe("a remote that says no", () => {
  it.each([
    ["pre-receive", "echo 'Only on Mondays.' >&2; exit 1", /declined.*Only on Mondays/su],
    [
      "update",
      '[ "$1" = refs/heads/main ] && echo "GH006: Protected branch update failed" >&2 && exit 1; exit 0',
      /protected.*pull request/su,
    ],
    ["pre-receive", "echo 'You are not allowed here \u001B[31m' >&2; exit 1", /may not push.*not allowed/su],
  ])("%s: is told as what it is, and nothing has changed", async (name, script, said) => {
    const main = made.at("refs/heads/main");
    made.hook(name, script);
    const view = await made.ask({ to: "main" });
    const { receipt } = await gate.grant(await gate.prepare(view.id), "ada");
    expect(receipt).toMatchObject({ outcome: "failed", ref: null, to: null });
    expect(receipt.message).toMatch(said);
    expect(receipt.message).toMatch(/Nothing has changed/u);
    // oxlint-disable-next-line no-control-regex -- the remote's words are drawn, not sent on
    expect(receipt.message).not.toMatch(/\u001B/u);
    expect(made.at("refs/heads/main")).toBe(main);
    expect((await made.scene.requests.askAgain(view.id, "agent")).state).toBe("waiting");
  });

  it("what it says is kept without secrets and draws what draws nothing", async () => {
    made.hook("pre-receive", `echo 'use ${token} \u202Eplease' >&2; exit 1`);
    const view = await made.ask();
    const { receipt } = await gate.grant(await gate.prepare(view.id), "ada");
    const kept = readFileSync(made.scene.file(view, "receipt.json"), "utf8");
    expect(receipt.message).toContain("use [redacted:");
    expect(receipt.message).toContain("⟨U+202E⟩please");
    expect(kept).not.toMatch(/\u202E|ghp_/u);
  });

  it("a name that is in the way of the branch is told as what it is, and not as a branch that has moved", async () => {
    made.scene.repository.gitIn(made.bare, "update-ref", "refs/heads/session", made.at("refs/heads/main"));
    const view = await made.ask();
    const { receipt } = await gate.grant(await gate.prepare(view.id), "ada");
    expect(receipt).toMatchObject({ outcome: "failed", ref: null });
    expect(receipt.message).toMatch(/declined.*refs\/heads\/session/su);
    expect((await made.scene.requests.askAgain(view.id, "agent")).state).toBe("waiting");
  });

  it("a remote that says yes and does something else is not believed", async () => {
    made.hook("post-receive", `git update-ref -d ${ownBranch}`);
    const { receipt } = await gate.grant(await gate.prepare((await made.ask()).id), "ada");
    expect(receipt.outcome).toBe("failed");
    expect(made.at(ownBranch)).toBe("");
  });
});

describe("a ref that moves", () => {
  it("before the click, past what is pushed: shown anew with what is in the way, nothing decided", async () => {
    const view = await made.ask({ to: "main" });
    const shown = await gate.prepare(view.id);
    const theirs = made.moveRemote("main");
    await expect(gate.grant(shown, "ada")).rejects.toMatchObject({ code: "conflict" });
    expect(made.at("refs/heads/main")).toBe(theirs);
    const again = await gate.prepare(view.id);
    expect(reasons(again)).toEqual(["rewrites"]);
    await expect(gate.grant(again, "ada")).rejects.toMatchObject({ code: "refused" });
    expect(made.at("refs/heads/main")).toBe(theirs);
  });

  it("is the session's own, and somebody has gone on with it: that is not thrown away", async () => {
    await gate.grant(await gate.prepare((await made.ask()).id), "ada");
    made.scene.repository.git("fetch", "--quiet", "origin");
    const theirs = made.moveRemote(`session/${fork}`);
    made.scene.repository.gitIn(made.scene.worktree(), "commit", "--quiet", "--amend", "-m", "said better");
    expect(reasons(await gate.prepare((await made.ask()).id))).toEqual(["rewrites"]);
    expect(made.at(ownBranch)).toBe(theirs);
  });

  it("is the session's own, and git has never heard of it: what somebody has put there is not thrown away", async () => {
    const theirs = made.moveRemote(`session/${fork}`);
    const shown = await gate.prepare((await made.ask()).id);
    expect(published(shown)).toMatchObject({ moves: "rewrite", target: { from: theirs }, dropped: 1 });
    expect(reasons(shown)).toEqual(["rewrites"]);
    await expect(gate.grant(shown, "ada")).rejects.toMatchObject({ code: "refused" });
    expect(made.at(ownBranch)).toBe(theirs);
  });

  it("is another session's own: that is not replaced, although git knows where it stands", async () => {
    const theirs = made.moveRemote("session/WFS-another");
    made.scene.repository.git("fetch", "--quiet", "origin");
    const view = await made.ask({ to: "session/WFS-another" });
    expect(view.request).toMatchObject({ target_commit: theirs });
    expect(reasons(await gate.prepare(view.id))).toEqual(["rewrites"]);
  });

  it("before the click, to where the push goes forward from: shown anew, nothing granted, nothing decided", async () => {
    made.scene.repository.git("push", "--quiet", "origin", "main:topic");
    made.scene.commitInFork({ "more.txt": "more\n" });
    const view = await made.ask({ to: "topic" });
    const shown = await gate.prepare(view.id);
    made.scene.repository.git("push", "--quiet", made.fileUrl, `${made.commit}~1:refs/heads/topic`);
    await expect(gate.grant(shown, "ada")).rejects.toMatchObject({ code: "conflict" });
    const again = await gate.prepare(view.id);
    expect(published(again)).toMatchObject({ moves: "forward", target: { from: made.scene.at(`${ownBranch}~1`) } });
    expect((await gate.grant(again, "ada")).receipt.outcome).toBe("executed");
  });

  it("between the last look and the push: the lease holds, and somebody else's commit stays", async () => {
    let theirs = "";
    const port = made.scene.repository.port();
    const racing: Git = {
      run: async (request) => {
        if (request.args.includes("push")) theirs = made.moveRemote("main");
        return await port.run(request);
      },
    };
    const raced = await made.gate({ git: racing });
    const { receipt } = await raced.grant(await raced.prepare((await made.ask({ to: "main" })).id), "ada");
    expect(receipt).toMatchObject({ outcome: "refused", differing: ["target.from"] });
    expect(made.at("refs/heads/main")).toBe(theirs);
  });

  it("in the repository's own notes tells every door that it was published already", async () => {
    const view = await made.ask();
    made.scene.repository.git("push", "--quiet", "origin", ownBranch);
    const seen = await made.scene.requests.get(view.id);
    expect(seen.state).toBe("merged");
    expect(seen.reasons.map(String).join(" ")).toContain(`origin/session/${fork}`);
  });
});
