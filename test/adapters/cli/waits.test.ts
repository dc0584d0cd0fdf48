import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fork } from "../review/gateScene.ts";
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
    expect(asked).toMatchObject({ exitCode: 0, stderr: "" });
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
    expect(asked).toMatchObject({ exitCode: 4, stderr: "" });
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
