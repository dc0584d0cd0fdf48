import { expect, test } from "vitest";
import { readChecks } from "../../../src/core/forks/model/checks.ts";
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
