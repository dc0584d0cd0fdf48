import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fork } from "../review/gateScene.ts";
import type { RequestId } from "../../../src/core/sessions/model/requestId.ts";
import { wfs } from "./wfs.ts";
import { ReviewerScene } from "./reviewerScene.ts";

let at: ReviewerScene;
beforeEach(async () => {
  at = await ReviewerScene.make();
}, 60_000);
afterEach(() => at.dispose());

const merge = ["request", "merge", "--session", fork, "-m", "Bring the fork", "--json", "--wait"];
const state = (stdout: string): unknown => (JSON.parse(stdout) as { state: unknown }).state;

describe("the exit code of --wait and of approvals wait", { timeout: 120_000 }, () => {
  it("is 0 once it was granted and executed", async () => {
    const asking = at.wfs(...merge, "90");
    const view = await at.arrived();
    const watching = at.wfs("approvals", "wait", view.id, "--timeout", "90");
    const gate = await at.gate();
    await gate.grant(await gate.prepare(view.id), "ada");
    const [asked, watched] = await Promise.all([asking, watching]);
    expect(asked).toMatchObject({ exitCode: 0, stderr: `${JSON.stringify({ asked: { id: view.id } })}\n` });
    expect(state(asked.stdout)).toBe("executed");
    expect(watched.exitCode).toBe(0);
    expect(watched.stdout).toContain("granted and executed by ada");
    expect(at.scene.repository.git("log", "-1", "--format=%s", "main")).toBe("Bring the fork");
  });

  it("is 3 when it was denied or changes were asked for, with the reason on stdout", async () => {
    const main = at.scene.at("main");
    const asking = at.wfs(...merge.filter((word) => word !== "--json"), "90");
    const view = await at.arrived();
    await (await at.gate()).decline(view.id, "denied", "Too much at once.", "ada");
    const asked = await asking;
    expect(asked).toMatchObject({ exitCode: 3, stderr: `${view.id} waits for a person, 90 s at most.\n` });
    expect(asked.stdout).toContain("denied by ada\n  Too much at once.");
    const again = at.wfs(...merge, "90");
    const next = await at.arrived(new Set([view.id]));
    await (await at.gate()).decline(next.id, "changes", "A test, please.", "ada");
    const { exitCode, stdout } = await again;
    expect(exitCode).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ state: "changes", reasons: ["A test, please."] });
    expect((await at.wfs("approvals", "wait", view.id)).exitCode).toBe(3);
    expect(at.scene.at("main")).toBe(main);
  });

  it("is 4 while nobody has decided, and the request goes on waiting", async () => {
    const asked = await at.wfs(...merge, "1");
    expect(asked.exitCode).toBe(4);
    const { id } = JSON.parse(asked.stdout) as { id: string };
    const waited = await at.wfs("approvals", "wait", id, "--timeout", "0");
    expect(waited.exitCode).toBe(4);
    expect(waited.stdout).toContain("waiting for a person");
    expect((await at.arrived()).id).toBe(id);
  });

  it("is 5 when what it is about has moved, and when it was withdrawn", async () => {
    const asking = at.wfs(...merge, "90");
    const view = await at.arrived();
    at.scene.commitInFork({ "more.txt": "more\n" });
    const asked = await asking;
    expect(asked.exitCode).toBe(5);
    expect(JSON.parse(asked.stdout)).toMatchObject({
      state: "stale",
      reasons: [expect.stringContaining("has moved") as string],
    });
    expect((await at.wfs("approvals", "withdraw", view.id)).exitCode).toBe(0);
    expect((await at.wfs("approvals", "wait", view.id)).exitCode).toBe(5);
  });

  it("is 1 for a request there is not", async () => {
    const { exitCode, stderr } = await at.wfs("approvals", "wait", "20260907T100000Z-merge-1a2b3c4d");
    expect(exitCode).toBe(1);
    expect(stderr).toContain("There is no request");
  });

  it("is said beforehand by status and list: which session waits for a person, until it does not", async () => {
    const json = async (verb: string) => JSON.parse((await at.wfs(verb, "--json")).stdout) as Record<string, unknown>;
    expect(await json("status")).toMatchObject({ waiting: 0 });
    const { id } = JSON.parse((await at.wfs(...merge, "0")).stdout) as { id: string };
    expect(await json("status")).toMatchObject({ waiting: 1 });
    const { sessions } = (await json("list")) as { sessions: readonly Record<string, unknown>[] };
    const waits = Object.fromEntries(sessions.map((one) => [one["id"], one["waiting"]]));
    expect(waits).toEqual({ "WFS-fork": 1, "WFS-base": undefined });
    expect((await at.wfs("status")).stdout).toContain("Waiting for a person: 1 request, see “wfs approvals list”");
    expect((await at.wfs("list")).stdout).toMatch(/WFS-fork +\w+, waiting /u);
    await at.wfs("approvals", "withdraw", id);
    expect(await json("status")).toMatchObject({ waiting: 0 });
    expect((await at.wfs("list")).stdout).not.toContain("waiting");
  });
});

const linesOf = (text: string): readonly Readonly<Record<string, unknown>>[] =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);

describe("what is told while it is waited for", { timeout: 120_000 }, () => {
  it("with --json the id at once on stderr, and one object at the end on stdout", async () => {
    const asking = at.wfs(...merge, "90");
    const { id } = await at.arrived();
    await (await at.gate()).decline(id, "denied", "No.", "ada");
    const { stdout, stderr } = await asking;
    expect(linesOf(stderr)).toEqual([{ asked: { id } }]);
    expect(linesOf(stdout)).toMatchObject([{ id, state: "denied" }]);
  });

  it("with --events what happens, line by line, through a replacement to the answer", async () => {
    const asking = at.wfs(...merge.filter((word) => word !== "--json"), "90", "--events");
    const first = await at.arrived();
    const second = await at.scene.requests.askAgain(first.id, "ada");
    const gate = await at.gate();
    const end = performance.now() + 20_000;
    while (performance.now() < end && (await at.scene.requests.get(second.id)).state !== "waiting") continue;
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await gate.grant(await gate.prepare(second.id), "ada");
    const { stdout, stderr, exitCode } = await asking;
    expect([stderr, exitCode]).toEqual(["", 0]);
    const events = linesOf(stdout);
    expect(events[0]).toEqual({ event: "asked", id: first.id });
    expect(events).toContainEqual({ event: "state", id: first.id, state: "waiting", reasons: [] });
    expect(events).toContainEqual({ event: "replaced", id: first.id, replaced_by: second.id });
    expect(events).toContainEqual({ event: "state", id: second.id, state: "waiting", reasons: [] });
    expect(events.at(-1)).toMatchObject({
      event: "ended",
      id: second.id,
      request: { id: second.id, state: "executed" },
    });
  });

  it("needs --wait, and says so", async () => {
    const { exitCode, stderr } = await at.wfs(...merge.slice(0, -2), "--events");
    expect(exitCode).toBe(2);
    expect(stderr).toContain("give “--wait” too");
  });

  it("approvals wait tells the same of a request that is merged by hand: exit code 0", async () => {
    const { id } = JSON.parse((await at.wfs(...merge, "0")).stdout) as { id: string };
    at.scene.repository.git("merge", "--quiet", "--squash", `session/${fork}`);
    at.scene.repository.git("commit", "--quiet", "-m", "by hand");
    const { exitCode, stdout } = await at.wfs("approvals", "wait", id, "--events");
    expect(exitCode).toBe(0);
    expect(linesOf(stdout).at(-1)).toMatchObject({
      event: "ended",
      request: { state: "merged", merged_by: { commit: at.scene.at("main") } },
    });
    expect((await at.wfs("approvals", "show", id)).stdout).toContain("merged already");
  });
});

describe("a decision of a key that is not known here", { timeout: 120_000 }, () => {
  it("is shown as what it claims, and counts for nothing: exit code 5", async () => {
    const { id } = JSON.parse((await at.wfs(...merge, "0")).stdout) as { id: RequestId };
    const gate = await at.gate();
    await gate.grant(await gate.prepare(id), "ada");
    expect((await at.wfs("approvals", "wait", id)).exitCode).toBe(0);
    const options = {
      cwd: at.scene.repository.root,
      env: { XDG_CONFIG_HOME: at.scene.repository.beside("elsewhere") },
    };
    const elsewhere = await wfs(["approvals", "wait", id, "--json"], options);
    expect([elsewhere.exitCode, JSON.parse(elsewhere.stdout)]).toMatchObject([
      5,
      {
        state: "unverified",
        decision: null,
        receipt: null,
        claimed: { decision: "granted", reviewer: "ada", outcome: "executed" },
      },
    ]);
    const { stdout } = await wfs(["approvals", "show", id], options);
    expect(stdout).toMatch(/cannot be verified here\n.*\n {2}It claims: granted by ada, \S+; executed\n/u);
  });
});

describe("a merge that conflicts", { timeout: 120_000 }, () => {
  it("is not asked for: exit code 5, with the files and the way out, which says what to do in turn", async () => {
    at.scene.commitOnMain({ "a.txt": "1\n2\n3\n4\n5\n6\n7\n8\nneuf\n" });
    const refused = await at.wfs(...merge.slice(0, -1));
    expect([refused.exitCode, refused.stdout]).toEqual([5, ""]);
    expect(JSON.parse(refused.stderr)).toMatchObject({
      error: {
        code: "conflict",
        paths: ["a.txt"],
        message: "WFS-fork conflicts with main in a.txt; nobody was asked.",
        hint: "Bring the fork up to date first (wfs fork sync WFS-fork, or “git merge main” in its worktree), then ask again.",
      },
    });
    expect((await at.scene.requests.list({ all: true })).length).toBe(0);
    const sync = await at.wfs("fork", "sync", fork, "--json");
    expect(sync.exitCode).toBe(5);
    expect(JSON.parse(sync.stdout)).toMatchObject({
      conflicts: ["a.txt"],
      hint: expect.stringMatching(/in the fork's worktree .* run “git merge [0-9a-f]{7,}”/u) as string,
    });
    // The way out works as it is said.
    const way = /“(git merge [0-9a-f]+)”/u.exec((await at.wfs("fork", "sync", fork)).stdout)?.[1] ?? "";
    const worktree = at.scene.worktree();
    expect(() => at.scene.repository.gitIn(worktree, ...way.split(" ").slice(1))).toThrow();
    at.scene.commitInFork({ "a.txt": "1\n2\n3\n4\n5\n6\n7\n8\nboth\n" });
    expect((await at.wfs(...merge.slice(0, -1))).exitCode).toBe(0);
  });

  it("later is stale with the files: exit code 5", async () => {
    const { id } = JSON.parse((await at.wfs(...merge, "0")).stdout) as { id: string };
    at.scene.commitOnMain({ "a.txt": "1\n2\n3\n4\n5\n6\n7\n8\nneuf\n" });
    const { exitCode, stdout } = await at.wfs("approvals", "wait", id, "--json");
    expect([exitCode, JSON.parse(stdout)]).toMatchObject([5, { state: "stale", conflicts: ["a.txt"] }]);
  });

  it("that somebody else has asked for is refused: exit code 5, naming the first", async () => {
    const { id } = JSON.parse((await at.wfs(...merge, "0", "--by", "one")).stdout) as { id: string };
    const { exitCode, stderr } = await at.wfs(...merge, "0", "--by", "two");
    expect(exitCode).toBe(5);
    expect(stderr).toContain(id);
    const again = await at.wfs(...merge, "0", "--by", "one");
    expect(JSON.parse(again.stdout)).toMatchObject({ request: { replaces: id } });
    expect(JSON.parse((await at.wfs("approvals", "show", id, "--json")).stdout)).toMatchObject({
      state: "withdrawn",
      replaced_by: (JSON.parse(again.stdout) as { id: string }).id,
    });
  });
});
