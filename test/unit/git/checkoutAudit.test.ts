import { expect, test } from "vitest";
import { auditPrograms, unapproved } from "../../../src/core/git/config/checkoutAudit.ts";

function configuration(...entries: readonly (readonly [scope: string, key: string, value?: string])[]): Uint8Array {
  const text = entries.map(([scope, key, value]) => `${scope}\0${key}${value === undefined ? "" : `\n${value}`}\0`);
  return new TextEncoder().encode(text.join(""));
}

const armed = configuration(
  ["local", "filter.evil.smudge", "sh -c 'touch /tmp/x'\n# more"],
  ["worktree", "filter.evil.process", "evil"],
  ["global", "filter.lfs.smudge", "git-lfs smudge -- %f"],
  ["local", "filter.empty.clean", ""],
  ["local", "filter.flag.required", "true"],
  ["local", "merge.evil.driver", "evil %A"],
  ["local", "core.fsmonitor", "/tmp/monitor"],
  ["local", "core.hookspath", "/tmp/hooks"],
  ["local", "core.sshcommand", "evil"],
  ["local", "core.bare"],
);

test("a checkout runs filters; hooks and the monitor are switched off", () => {
  const programs = auditPrograms(armed, ["pre-commit.sample", "post-checkout", "pre-commit"], "checkout");
  expect(programs.map(({ key, from, runs }) => `${key} ${from} ${String(runs)}`)).toEqual([
    "filter.evil.smudge repository true",
    "filter.evil.process repository true",
    "filter.lfs.smudge user true",
    "core.fsmonitor repository false",
    "core.hookspath repository false",
    "hook post-checkout repository false",
  ]);
});

test("a merge runs merge drivers as well", () => {
  const keys = auditPrograms(armed, [], "merge").map(({ key }) => key);
  expect(keys).toContain("merge.evil.driver");
});

test("helpers that fetch count only in a partial clone, and the repository's own ssh and passwords are not used", () => {
  const partial = configuration(
    ["local", "remote.origin.promisor", "true"],
    ["global", "core.sshcommand", "ssh -i key"],
    ["local", "core.sshcommand", "evil"],
    ["local", "remote.origin.uploadpack", "evil"],
    ["command", "credential.https://host.helper", "store"],
    ["local", "credential.helper", "evil"],
  );
  const programs = auditPrograms(partial, [], "checkout");
  expect(programs.map(({ key, value, from, runs }) => `${key}=${value} ${from} ${String(runs)}`)).toEqual([
    "core.sshcommand=ssh -i key user true",
    "core.sshcommand=evil repository false",
    "remote.origin.uploadpack=evil repository true",
    "credential.https://host.helper=store user true",
    "credential.helper=evil repository false",
  ]);
});

test("the last value of a key counts, and an emptied one runs nothing", () => {
  const emptied = configuration(["local", "filter.a.smudge", "evil"], ["local", "filter.a.smudge", ""]);
  expect(auditPrograms(emptied, [], "checkout")).toEqual([]);
  const overridden = configuration(["global", "filter.lfs.smudge", "git-lfs"], ["local", "filter.lfs.smudge", "evil"]);
  expect(auditPrograms(overridden, [], "checkout")).toMatchObject([{ from: "repository", value: "evil" }]);
});

test("a filter and a driver without a name run as well", () => {
  const unnamed = configuration(["local", "filter..clean", "evil"], ["local", "merge..driver", "evil"]);
  expect(auditPrograms(unnamed, [], "merge").map(({ key }) => key)).toEqual(["filter..clean", "merge..driver"]);
});

test("only exactly what was shown is approved", () => {
  const programs = auditPrograms(armed, [], "checkout");
  const names = (approved: readonly string[]): readonly string[] =>
    unapproved(programs, approved).map(({ key }) => key);
  expect(names([])).toEqual(["filter.evil.smudge", "filter.evil.process"]);
  expect(names(["filter.evil.process=evil"])).toEqual(["filter.evil.smudge"]);
  expect(names(["filter.evil.process=other", "filter.evil.smudge"])).toEqual([
    "filter.evil.smudge",
    "filter.evil.process",
  ]);
});
