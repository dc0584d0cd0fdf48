import { expect, test } from "vitest";
import { checksOfRun, listChecks, readChecks } from "../../../src/core/forks/model/checks.ts";
import { MemoryFileSystem } from "../../support/fakes/memoryFileSystem.ts";

const checks = (...list: readonly (readonly [string, string])[]): string =>
  JSON.stringify({
    checks: list.map(([name, status]) => ({ name, status, seconds: 1 })),
    note: "unknown fields are fine",
  });

test("checks of all runs are counted, failed ones named, unreadable files said", async () => {
  const fs = new MemoryFileSystem();
  fs.disk.file("/s/runs/b/checks.json", checks(["lint", "passed"], ["test", "failed"]));
  fs.disk.file("/s/runs/a/checks.json", checks(["lint", "skipped"], ["types", "passed"]));
  fs.disk.file("/s/runs/c/summary.md", "no checks");
  fs.disk.file("/s/runs/d/checks.json", "{");
  fs.disk.file("/s/runs/e/checks.json", `{"checks":[{"name":"x","status":"green"}]}`);
  fs.disk.file("/s/runs/f/checks.json", new Uint8Array([0xff, 0xfe]));
  fs.disk.file("/secret/checks.json", checks(["stolen", "passed"]));
  fs.disk.link("/s/runs/g", "/secret");
  fs.disk.directory("/s/runs/h");
  fs.disk.link("/s/runs/h/checks.json", "/secret/checks.json");
  expect(await readChecks(fs, "/s")).toEqual({
    passed: 2,
    skipped: 1,
    failed: ["b: test"],
    unreadable: ["d", "e", "f", "h"],
  });
});

test("a session without runs has no checks", async () => {
  const fs = new MemoryFileSystem();
  fs.disk.directory("/s");
  expect(await readChecks(fs, "/s")).toEqual({ passed: 0, skipped: 0, failed: [], unreadable: [] });
});

const name = (n: number): string => `t${String(n).padStart(4, "0")}`;

test("files of one session are read up to a number and a size, and the rest is said", async () => {
  const fs = new MemoryFileSystem();
  for (let n = 0; n < 1003; n += 1) fs.disk.file(`/many/runs/${name(n)}/checks.json`, checks([`c${n}`, "passed"]));
  const many = await listChecks(fs, "/many");
  expect([many.checks.length, many.unreadable]).toEqual([1000, ["t1000", "t1001", "t1002"]]);
  expect(await checksOfRun(fs, "/many", "t1002")).toMatchObject([{ name: "c1002", status: "passed" }]);
  const large = `${checks(["c", "failed"])}${" ".repeat(1024 * 1024 - 200)}`;
  for (let n = 0; n < 18; n += 1) fs.disk.file(`/large/runs/${name(n)}/checks.json`, large);
  fs.disk.file("/large/runs/z/checks.json", checks(["small", "passed"]));
  const bounded = await readChecks(fs, "/large");
  expect([bounded.failed.length, bounded.passed, bounded.unreadable]).toEqual([16, 1, ["t0016", "t0017"]]);
});

test("a run that no directory has, has no checks, and one that is a link has none either", async () => {
  const fs = new MemoryFileSystem();
  fs.disk.file("/secret/checks.json", checks(["stolen", "passed"]));
  fs.disk.file("/s/runs/d/checks.json", "{");
  fs.disk.link("/s/runs/g", "/secret");
  for (const task of ["g", "d", "none"]) expect(await checksOfRun(fs, "/s", task)).toEqual([]);
  expect(await checksOfRun(fs, "/none", "a")).toEqual([]);
});
