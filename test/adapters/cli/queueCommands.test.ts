import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import { repository } from "./gitScene.ts";
import { wfs, wfsJson } from "./wfs.ts";

let root: string;
beforeEach(async () => {
  root = repository();
  await wfsJson(["new", "base", "--project", "Base"], root);
});

const record = (task: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(root, `.workflow/WFS-${task}/runs/${task}/run.json`), "utf8")) as Record<
    string,
    unknown
  >;

it("gives the place of a queued run back when its command has ended", { timeout: 180_000 }, async () => {
  const log = join(root, "places.log");
  const job = `echo "+$WFS_TASK" >> ${log}; sleep 0.3; echo "-$WFS_TASK" >> ${log}; test "$WFS_TASK" != job3`;
  const tasks = ["job1", "job2", "job3", "job4", "job5"];
  const queue = ["--lane", "repo-fix", "--limit", "2", "--", "sh", "-c", job];
  const ended = await Promise.all(tasks.map(async (task) => wfs(["run", "queue", task, ...queue], { cwd: root })));
  expect(ended.map(({ exitCode }) => exitCode)).toEqual([0, 0, 1, 0, 0]);
  let now = 0;
  const counts = readFileSync(log, "utf8")
    .trim()
    .split("\n")
    .map((line) => (now += line.startsWith("+") ? 1 : -1));
  expect([counts.length, Math.max(...counts) <= 2]).toEqual([10, true]);
  expect(ended.some(({ stderr }) => /waits behind job\d, job\d \(2 of 2 places\)/u.test(stderr))).toBe(true);
  expect(await wfsJson(["run", "queue"], root)).toEqual({ queue: [], limit: 4, open: 0 });
  for (const task of tasks) {
    expect(record(task)).toMatchObject({ state: "ready", yielded: true });
    expect(await wfsJson(["run", "show", task], root)).toMatchObject({ state: "ready" });
  }
  // Another attempt is worked on, and has a place.
  await wfsJson(["run", "retry", "job1"], root);
  expect(record("job1")).not.toHaveProperty("yielded");
  expect(await wfsJson(["run", "queue"], root)).toMatchObject({ open: 1 });
});

it("keeps the place of a queued run without a command, and says who has it", { timeout: 120_000 }, async () => {
  await wfsJson(["run", "queue", "first", "--lane", "repo-fix", "--limit", "1"], root);
  const waits = ["run", "queue", "second", "--lane", "repo-fix", "--limit", "1", "--wait", "0"];
  const { exitCode, stdout } = await wfs(waits, { cwd: root });
  expect(exitCode).toBe(4);
  expect(stdout).toContain("queued at position 1\n[router] waits behind first (1 of 1 places)\n");
  expect(stdout).toContain("a place is free when a run is finished (wfs run finish)");
  expect((await wfs(["run", "queue"], { cwd: root })).stdout).toBe("1 place taken (first), 0 waiting\n");
  // A setup that fails ends what was queued with a command, too.
  await wfsJson(["run", "finish", "first"], root);
  const failing = ["--lane", "repo-fix", "--limit", "1", "--setup", "exit 7", "--", "true"];
  expect((await wfs(["run", "queue", "third", ...failing], { cwd: root })).exitCode).toBe(1);
  expect(record("third")).toMatchObject({ yielded: true, setup_failed: 7 });
  expect((await wfs(["run", "show", "third"], { cwd: root })).stdout).toContain("setup failed (7): exit 7\n");
});
