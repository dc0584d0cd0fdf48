import { expect, test } from "vitest";
import type { SessionState, SessionView } from "../../../../src/core/sessions/model/session.ts";
import { nextSteps } from "../../../../src/host/forks/nextSteps.ts";
import { objectId } from "../plainGitFeatures.ts";
import { session } from "../plainSessions.ts";
import { plainWording } from "../plainWording.ts";

const forked = (slug: string, baseline: string, state: SessionState = "paused"): SessionView =>
  session(slug, state, { forked_from: { session: `WFS-${baseline}`, commit: objectId } });

const adopted = (slug: string): SessionView =>
  session(slug, "paused", { branch: `claude/${slug}`, forked_from: { session: "main", commit: objectId } });

const merged = forked("a", "base");

const steps = (...others: readonly SessionView[]): readonly string[] =>
  nextSteps(merged, [merged, ...others], plainWording.t).map(
    ({ label, command, given }) => `${label} ${command.replace("workflowSessions.", "")} ${JSON.stringify(given)}`,
  );

test("the other proposals of the same baseline can be compared and removed, and the baseline is not over", () => {
  expect(
    steps(session("base", "active"), forked("b", "base"), forked("c", "base", "active"), forked("d", "elsewhere")),
  ).toEqual([
    '$(trash) Remove WFS-a… removeFork {"session":"WFS-a"}',
    '$(split-horizontal) Compare with the Other Proposals compareForks {"forks":["WFS-a","WFS-b","WFS-c"]}',
    '$(trash) Remove WFS-b… removeFork {"session":"WFS-b"}',
    '$(trash) Remove WFS-c… removeFork {"session":"WFS-c"}',
  ]);
});

test.each<[string, readonly SessionView[], boolean]>([
  ["once its last open fork is merged", [session("base", "active"), forked("b", "base", "completed")], true],
  ["unless it is over already", [session("base", "completed")], false],
  ["unless it is gone", [], false],
])("the baseline can be completed %s", (_when, others, offered) => {
  expect(steps(...others).some((step) => step.includes('completeSession {"session":"WFS-base"}'))).toBe(offered);
});

test("work that is only measured against the same branch is no other proposal of it", () => {
  const login = adopted("login");
  const offered = nextSteps(login, [login, adopted("cart"), adopted("search")], plainWording.t);
  expect(offered.map(({ label, detail }) => `${label} ${detail}`)).toEqual([
    "$(trash) Remove WFS-login… The session goes. Its branch stays, and so does a worktree that another tool has made.",
  ]);
});
