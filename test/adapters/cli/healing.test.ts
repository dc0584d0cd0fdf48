import { execFileSync } from "node:child_process";
import { linkSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { freshDirectory, wfs, wfsJson } from "./wfs.ts";

/** Three sessions, WFS-a the active one. */
async function threeSessions(): Promise<string> {
  const root = freshDirectory();
  for (const slug of ["c", "b", "a"]) await wfsJson(["new", slug, "--project", slug], root);
  return root;
}

const marker = (root: string, session: string): string => join(root, ".workflow", `.active-${session}`);
const markers = (root: string): readonly string[] =>
  readdirSync(join(root, ".workflow")).filter((name) => name.startsWith(".active-"));

/** Marks a session as it was done long ago. */
function markOld(root: string, session: string, seconds = 1e9): void {
  writeFileSync(marker(root, session), "");
  utimesSync(marker(root, session), seconds, seconds);
}

describe("a verb that heals", () => {
  it("says what was done, a line for each thing, on stderr", async () => {
    const root = await threeSessions();
    markOld(root, "WFS-b");
    markOld(root, "WFS-gone");
    const { stdout, stderr, exitCode } = await wfs(["task", "add", "x"], { cwd: root });
    expect(exitCode).toBe(0);
    expect(stdout).not.toContain("WFS-b");
    expect(stderr).toBe(
      "Removed the markers of sessions that have no directory: WFS-gone.\n" +
        "Several sessions were marked active; kept WFS-a, removed the markers of WFS-b.\n",
    );
    expect(await wfs(["task", "add", "y"], { cwd: root })).toMatchObject({ stderr: "" });
  });

  it("says nothing with --json", async () => {
    const root = await threeSessions();
    markOld(root, "WFS-b");
    expect(await wfs(["task", "add", "x", "--json"], { cwd: root })).toMatchObject({ exitCode: 0, stderr: "" });
    expect(markers(root)).toEqual([".active-WFS-a"]);
  });

  it("keeps the time of the marker that won, so that a stray older one loses", async () => {
    const root = await threeSessions();
    markOld(root, "WFS-b", 1e9);
    markOld(root, "WFS-c", 1e9 + 5);
    utimesSync(marker(root, "WFS-a"), 1.5e9, 1.5e9);
    await wfs(["task", "add", "x"], { cwd: root });
    expect(statSync(marker(root, "WFS-a")).mtimeMs).toBe(1.5e12);
    markOld(root, "WFS-b", 1.2e9);
    expect(await wfsJson(["status"], root)).toMatchObject({ active: "WFS-a", state: "healing" });
  });

  it("switches first and cleans up later among many markers that stand for nothing", async () => {
    const root = await threeSessions();
    for (let index = 0; index < 3000; index += 1) writeFileSync(marker(root, `WFS-stray-${index}`), "");
    const status = await wfs(["status"], { cwd: root });
    expect(status.stdout).toContain("3000 problems");
    const doctor = await wfs(["doctor"], { cwd: root });
    expect(doctor.stdout).toContain("And 2900 more of this kind.");
    expect(doctor.stdout.split("\n").length).toBeLessThan(310);
    const { stdout, stderr } = await wfs(["switch", "b"], { cwd: root });
    expect(stdout).toBe("Active: WFS-b\n");
    expect(stderr).toContain("and 995 more.\n2000 more markers stand for nothing");
    expect(markers(root)).toHaveLength(2001);
    expect((await wfs(["doctor", "--fix"], { cwd: root })).exitCode).toBe(0);
    expect(markers(root)).toEqual([".active-WFS-b"]);
  });
});

describe("doctor", () => {
  it("finds nothing wrong after a shell's own switch: a record's status is informational", async () => {
    const root = await threeSessions();
    execFileSync("sh", ["-c", "rm .workflow/.active-* && touch .workflow/.active-WFS-b"], { cwd: root });
    expect(readFileSync(join(root, ".workflow", "WFS-a", "workflow-session.json"), "utf8")).toContain('"active"');
    expect(await wfsJson(["status"], root)).toMatchObject({ active: "WFS-b", state: "ok", problems: [] });
    expect(await wfsJson(["doctor"], root)).toEqual({ problems: [] });
    expect(await wfs(["doctor"], { cwd: root })).toMatchObject({ exitCode: 0, stderr: "" });
  });

  it("sets a marker from the future to now, and the session stays active", async () => {
    const root = await threeSessions();
    const ahead = new Date(Date.now() + 3_600_000);
    utimesSync(marker(root, "WFS-a"), ahead, ahead);
    const { exitCode, stdout } = await wfs(["doctor", "--json"], { cwd: root });
    const problems = [{ code: "future-marker", path: marker(root, "WFS-a") }];
    expect([exitCode, JSON.parse(stdout)]).toMatchObject([1, { problems }]);
    const told = await wfs(["doctor"], { cwd: root });
    expect(told.stdout).toContain("The marker of WFS-a has a time in the future");
    expect(await wfs(["doctor", "--fix"], { cwd: root })).toMatchObject({ exitCode: 0 });
    expect(markers(root)).toEqual([".active-WFS-a"]);
    expect(statSync(marker(root, "WFS-a")).mtimeMs).toBeLessThanOrEqual(Date.now());
    execFileSync("sh", ["-c", "sleep 0.02; touch .workflow/.active-WFS-b"], { cwd: root });
    expect(await wfsJson(["status"], root)).toMatchObject({ active: "WFS-b" });
  });

  it.each([
    ["two", ["WFS-b"]],
    ["three", ["WFS-b", "WFS-c"]],
  ])("repairs %s markers that are one file at once", async (_, others) => {
    const root = await threeSessions();
    for (const session of others) linkSync(marker(root, "WFS-a"), marker(root, session));
    expect(await wfs(["doctor", "--fix"], { cwd: root })).toMatchObject({ exitCode: 0 });
    expect(markers(root)).toEqual([".active-WFS-a"]);
  });
});
