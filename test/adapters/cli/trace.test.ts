import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { event, twoAttempts } from "../../unit/events/traceScene.ts";
import { repository } from "./gitScene.ts";
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
  expect(lines).toContain("before  session.created  actor=claude-code");
  expect(text.stdout).toMatch(/\+5\.0 s {2}sh {2}[^\n]* {2}no end so far\n/u);
  expect(text.stdout).not.toMatch(/^ *-\d/mu);
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

it("has a check of the second attempt there, also in what a finished run keeps", async () => {
  const root = repository();
  await wfsJson(["new", "a", "--project", "A"], root);
  const run = async (...line: readonly string[]): Promise<void> => {
    const { exitCode, stderr } = await wfs(["run", ...line], { cwd: root });
    expect([line, exitCode, stderr]).toEqual([line, 0, expect.any(String)]);
  };
  await run("start", "fix", "--lane", "repo-fix");
  await run("retry", "fix");
  await run("exec", "fix", "--", "git", "-c", "user.name=A", "-c", "user.email=a@b", "commit", "--allow-empty", "-mx");
  await run("finish", "fix", "--check", "true");
  const { stdout } = await wfs(["trace", "--task", "fix"], { cwd: root });
  const [first = "", second = ""] = stdout.split("\n\n");
  expect([first.includes("check.ended"), second.includes("check.ended")]).toEqual([false, true]);
  const kept = readFileSync(join(root, ".workflow/WFS-fix/runs/fix/trace.json"), "utf8");
  for (const trace of [JSON.stringify(await wfsJson(["trace", "--task", "fix"], root)), kept]) {
    const { resourceSpans } = JSON.parse(trace) as {
      readonly resourceSpans: readonly {
        readonly scopeSpans: readonly {
          readonly spans: readonly { readonly events: readonly { readonly name: string }[] }[];
        }[];
      }[];
    };
    const spans = resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
    const attempts = spans.filter((span) => !("parentSpanId" in span));
    expect(attempts.map(({ events }) => events.filter(({ name }) => name === "check.ended").length)).toEqual([0, 1]);
  }
});
