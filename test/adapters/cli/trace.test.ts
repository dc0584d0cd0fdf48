import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { event, twoAttempts } from "../../unit/events/traceScene.ts";
import { freshDirectory, wfs, wfsError, wfsJson } from "./wfs.ts";

/** A workspace whose events another machine has written. */
async function workspace(): Promise<string> {
  const root = freshDirectory();
  await wfsJson(["new", "b", "--project", "B"], root);
  const events = join(root, ".workflow", ".events");
  mkdirSync(events, { recursive: true });
  const torn = '{"at":"2026-01-01T10:00:00Z","session":"WFS-a"';
  const lines = [...twoAttempts.map((one) => JSON.stringify(one)), "no event", JSON.stringify({ at: 1 }), torn];
  writeFileSync(join(events, "elsewhere-0001.jsonl"), lines.join("\n"));
  return root;
}

const withoutNow = (json: unknown): string => JSON.stringify(json).replaceAll(/"endTimeUnixNano":"\d+"/gu, "");

it("tells a session that is gone, as people read it and as OpenTelemetry takes it", async () => {
  const root = await workspace();
  const text = await wfs(["trace", "WFS-a"], { cwd: root });
  expect([text.exitCode, text.stderr]).toEqual([0, ""]);
  const [head, ...lines] = text.stdout.split("\n").map((line) => line.trim());
  expect(head).toBe("fix  attempt 1  WFS-a  repo-fix  claude-code  10 s  needs_review");
  expect(lines).toContain("+1.0 s  npm  4.0 s  exit 1  a.ts");
  expect(lines).toContain(
    "+20 s  request.decided  actor=claude-code  request.id=R1  request.kind=merge  decision=changes",
  );
  const printed = await wfs(["trace", "WFS-a", "--otlp"], { cwd: root });
  const answer = await wfsJson(["trace", "--task", "fix"], root);
  expect(withoutNow(JSON.parse(printed.stdout))).toBe(withoutNow(answer));
  expect(printed.stdout).toContain("wfs.permit.id");
  expect(printed.stdout).not.toContain("--token");
  const told = await wfs(["trace", "a", "--otlp", "--arguments"], { cwd: root });
  expect(told.stdout).toContain("npm test --token");
});

it("tells a session of which nothing is on record from one that never was", async () => {
  const root = freshDirectory();
  await wfsJson(["new", "b", "--project", "B", "--no-activate"], root);
  expect(await wfsError(["trace", "never"], root)).toEqual({ exitCode: 1, code: "not-found" });
  expect(await wfsError(["trace"], root)).toEqual({ exitCode: 1, code: "no-active-session" });
  expect(await wfsError(["trace", "--task", "never"], root)).toEqual({ exitCode: 1, code: "not-found" });
  const { exitCode } = await wfs(["trace", "b"], { cwd: root });
  expect(exitCode).toBe(0);
});

it("shows no character of an event that would hide or move what is shown", async () => {
  const root = await workspace();
  const lines = [event(0, "phase.entered", { phase: "\u001b[2J\u202e" }, "WFS-gone")].map((one) => JSON.stringify(one));
  writeFileSync(join(root, ".workflow", ".events", "other-0001.jsonl"), `${lines.join("\n")}\n`);
  const { stdout } = await wfs(["trace", "gone"], { cwd: root });
  expect(stdout).toContain("phase=␛[2J⟨U+202E⟩");
});
