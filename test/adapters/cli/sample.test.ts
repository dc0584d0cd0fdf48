import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { makeSample, type Sample } from "../../support/sample/makeSample.ts";
import { keptDirectory, wfs, wfsJson } from "./wfs.ts";

interface Row {
  readonly id: string;
  readonly state: string;
  readonly phase: string;
  readonly created: string;
  readonly updated: string;
}

const git = (cwd: string, ...args: readonly string[]): string =>
  execFileSync("git", args, { cwd, encoding: "utf8" }).trimEnd();

describe("the sample repository", () => {
  let sample: Sample;
  let rows: readonly Row[];

  beforeAll(async () => {
    const home = keptDirectory();
    writeFileSync(join(home, ".gitconfig"), `[core]\n\tautocrlf = true\n\texcludesFile = ${home}/ignored\n`);
    writeFileSync(join(home, "ignored"), "*.json\nsrc/\n");
    vi.stubEnv("HOME", home); // It is the same, whatever git is told there.
    sample = await makeSample(join(keptDirectory(), "ferryline"));
    vi.unstubAllEnvs();
    rows = ((await wfsJson(["list"], sample.root)) as { sessions: readonly Row[] }).sessions;
  });

  it("has a history of weeks by several people, and work nobody has committed", () => {
    const log = git(sample.root, "log", "--format=%an|%at").split("\n");
    expect(log).toHaveLength(13);
    expect(new Set(log.map((line) => line.split("|")[0])).size).toBe(4);
    const times = log.map((line) => Number(line.split("|")[1]));
    const age = Date.now() / 1000 - Math.max(...times);
    expect(age).toBeGreaterThan(0);
    expect(age).toBeLessThan(2 * 86_400);
    expect(git(sample.root, "status", "--porcelain").split("\n")).toEqual([
      " M src/store.ts",
      "?? src/jsonFile.ts",
      "?? src/profiles.ts",
      "?? test/profiles.test.ts",
    ]);
  });

  it("is software whose tests pass", () => {
    execFileSync(process.execPath, ["--test"], { cwd: sample.root, stdio: "pipe", env: { PATH: process.env["PATH"] } });
  });

  it("has sessions in every state", () => {
    const ids = (state: string): readonly string[] => rows.filter((row) => row.state === state).map(({ id }) => id);
    expect(ids("active")).toEqual([sample.active]);
    expect(ids("paused").length).toBeGreaterThanOrEqual(5);
    expect(ids("completed").length).toBeGreaterThanOrEqual(3);
    expect(ids("archived")).toHaveLength(2);
    expect(new Set(rows.map(({ phase }) => phase))).toEqual(new Set(["PLAN", "IMPLEMENT", "REVIEW"]));
  });

  it("tells times of the last weeks, in order", () => {
    for (const { id, created, updated } of rows.filter((row) => row.id !== sample.corrupt)) {
      expect(Date.parse(created), id).toBeLessThanOrEqual(Date.parse(updated));
      expect(Date.parse(updated), id).toBeLessThan(Date.now());
    }
  });

  it("has transition records that name artifacts which are there", () => {
    const directory = join(sample.root, ".workflow", sample.active);
    const transition = JSON.parse(readFileSync(join(directory, "phases", "0001-PLAN.json"), "utf8")) as {
      artifacts: Record<string, string>;
    };
    expect(transition.artifacts).toEqual({ plan_document: "IMPL_PLAN.md" });
    expect(readFileSync(join(directory, "IMPL_PLAN.md"), "utf8")).toContain("src/auth.ts");
  });

  it("has checkpoints, one pinned, and an undo that can be redone", async () => {
    const { checkpoints } = (await wfsJson(["checkpoint", "list"], sample.root)) as {
      checkpoints: { trigger: string; pinned: boolean; created: string }[];
    };
    expect(checkpoints.map(({ trigger }) => trigger)).toEqual([
      "before-restore",
      "before-restore",
      "manual",
      "manual",
      "phase",
    ]);
    expect(checkpoints.filter(({ pinned }) => pinned)).toHaveLength(1);
    expect(checkpoints.every(({ created }) => Date.parse(created) < Date.now() - 3_600_000)).toBe(true);
    await wfsJson(["redo"], sample.root);
    expect(existsSync(join(sample.root, "src", "profiles.ts"))).toBe(false);
    await wfsJson(["undo"], sample.root);
    expect(existsSync(join(sample.root, "src", "profiles.ts"))).toBe(true);
  });

  it("has two proposals that conflict with each other, not with main", async () => {
    const compared = await wfsJson(["fork", "compare", "profile-put", "profile-patch"], sample.root);
    expect(compared).toMatchObject({
      forks: [
        { conflicts: [], uncommitted: 1, checks: { passed: 1, failed: ["impl-3: routes"] } },
        { conflicts: [], uncommitted: 0, checks: { passed: 2, failed: [] } },
      ],
      pairs: [{ conflicts: ["src/server.ts"] }],
    });
    const { forks } = (await wfsJson(["fork", "list"], sample.root)) as { forks: { last_activity: string }[] };
    expect(forks.every(({ last_activity }) => Date.parse(last_activity) < Date.now() - 3_600_000)).toBe(true);
  });

  it("has two requests that wait for a person, and what people and agents said about one", async () => {
    const { approvals } = (await wfsJson(["approvals", "list"], sample.root)) as {
      approvals: { request: { kind: string }; session: string; state: string }[];
    };
    expect(approvals.map(({ request, session, state }) => [request.kind, session, state])).toEqual([
      ["teardown", "WFS-profile-put", "waiting"],
      ["merge", "WFS-profile-patch", "waiting"],
    ]);
    const { annotations } = (await wfsJson(["annotate", "list", "--session", "profile-patch"], sample.root)) as {
      annotations: { file: string | null; line: object | null; replies: object[] }[];
    };
    expect(annotations).toMatchObject([
      { file: "src/changeProfile.ts", line: { start: 10 }, labels: ["needs-review"], replies: [{}] },
      { file: null, line: null },
    ]);
  });

  it("has one corrupt record and one orphan marker, which doctor repairs", async () => {
    const found = await wfs(["doctor", "--json"], { cwd: sample.root });
    expect(found.exitCode).toBe(1);
    const { problems } = JSON.parse(found.stdout) as { problems: { code: string; path: string }[] };
    expect(problems.map(({ code }) => code).toSorted()).toEqual(["corrupt-record", "orphan-marker"]);
    expect(await wfsJson(["doctor", "--fix"], sample.root)).toMatchObject({ problems: [] });
    expect(existsSync(join(sample.root, ".workflow", sample.orphanMarker))).toBe(false);
  });

  it("has fields of other tools that survive a change", async () => {
    const id = rows.find((row) => row.id.startsWith("WFS-investigate-"))?.id ?? "";
    await wfsJson(["task", "add", "impl-2: test for October", id], sample.root);
    const text = readFileSync(join(sample.root, ".workflow", id, "workflow-session.json"), "utf8");
    expect(text).toContain('"agent": { "name": "night-shift", "run": 4120000000000000000001 }');
    expect(text).toContain('"estimate_hours": 6.50');
  });
});
