import { expect, it } from "vitest";
import { runProcess } from "../../run/runProcess.ts";
import type { Process } from "../../run/suites.ts";
import { summarize } from "../../run/summary.ts";
import { outsideFailure, type TestEvent } from "../../run/testEvents.ts";

const file = "test/vscode/browser/x.test.ts";
const result = (title: string, state: "passed" | "failed" | "skipped"): TestEvent => ({
  type: "test",
  file,
  title: `story > ${title}`,
  suite: "story",
  state,
  ms: 1,
});
const end: TestEvent = { type: "end" };

/** Tells these events, the second time those, and ends as vitest does; `"killed"`: by a signal. */
function processOf(first: readonly TestEvent[], again: readonly (TestEvent | "killed")[]): Process {
  const script = `
    const events = JSON.parse(process.argv[1]);
    for (const event of events) {
      if (event === "killed") process.kill(process.pid, "SIGKILL");
      require("node:fs").appendFileSync(process.env.WORKFLOW_SESSIONS_EVENTS, JSON.stringify(event) + "\\n");
    }
    process.exitCode = events.some(({ state }) => state === "failed") ? 1 : 0;`;
  return {
    suites: [],
    limitMinutes: 1,
    triesAgain: true,
    command: (selection) => ["-e", script, JSON.stringify(selection === undefined ? first : again)],
  };
}

const [a, failed] = [result("a", "passed"), result("b", "failed")];

it("a test that passes when it is tried again is flaky", async () => {
  const outcome = await runProcess(processOf([a, failed, end], [a, result("b", "passed"), end]));
  expect(summarize([outcome], 1)).toMatchObject({
    ok: true,
    totals: { passed: 2, failed: 0, flaky: [`${file} story > b`] },
  });
});

it.each<readonly [string, readonly (TestEvent | "killed")[]]>([
  ["fails again", [a, failed, end]],
  ["is skipped", [a, result("b", "skipped"), end]],
  ["is skipped because a hook throws", [outsideFailure(file, "hook"), result("b", "skipped"), end]],
  ["does not run, because the window dies", [a, outsideFailure("test/vscode/browser", "died"), end]],
  ["does not run, because the process is killed", [a, "killed"]],
  ["is unknown", [end]],
])("a test that %s is a failure", async (_, again) => {
  const outcome = await runProcess(processOf([a, failed, end], again));
  expect(summarize([outcome], 1)).toMatchObject({ ok: false, totals: { passed: 1, failed: 1, flaky: [] } });
});

it("a file that failed outside of its tests has to run", async () => {
  const broken = [outsideFailure(file, "does not load"), end];
  const skipped = await runProcess(processOf(broken, [result("a", "skipped"), end]));
  expect(summarize([skipped], 1)).toMatchObject({ ok: false });
  const mended = await runProcess(processOf(broken, [a, end]));
  expect(summarize([mended], 1)).toMatchObject({ ok: true, totals: { passed: 1, failed: 0, flaky: [file] } });
});

it("more than three flaky tests fail the run, though they are of one story", async () => {
  const titles = ["a", "b", "c", "d"];
  const first = titles.map((title) => result(title, "failed"));
  const again = titles.map((title) => result(title, "passed"));
  const outcome = await runProcess(processOf([...first, end], [...again, end]));
  expect(summarize([outcome], 1)).toMatchObject({ ok: false, totals: { passed: 0, failed: 4 } });
});
