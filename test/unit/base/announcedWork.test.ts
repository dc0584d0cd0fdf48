import { expect, it } from "vitest";
import { hostIn, isAbandoned, longestUnseenWork, longestWork } from "../../../src/core/base/announcedWork.ts";
import { FakeClock } from "../../support/fakes/fakeClock.ts";

const processes = { host: "here", pid: 1, alive: (pid: number) => pid === 2 };
const now = Date.UTC(2026, 0, 2);

it.each([
  ["this process, which knows of it", "here", 1, 0, true, false],
  ["this process, which knows of it, for days", "here", 1, 2 * longestWork, true, false],
  ["this process before, under the same id", "here", 1, 0, false, true],
  ["a living process", "here", 2, longestWork, false, false],
  ["an id that lives again", "here", 2, longestWork + 1, false, true],
  ["a dead process", "here", 3, 0, false, true],
  ["another machine", "there", 3, longestWork, false, false],
  ["another machine, too long ago", "there", 3, longestWork + 1, false, true],
  ["another machine's process of the same id", "there", 1, 0, false, false],
  ["a sandbox on this machine", hostIn("here", "pid:[5]"), 3, longestUnseenWork, false, false],
  ["a sandbox on this machine, in a process of the same id", hostIn("here", "pid:[5]"), 1, 0, false, false],
  [
    "a sandbox on this machine, longer ago than it lasts",
    hostIn("here", "pid:[5]"),
    3,
    longestUnseenWork + 1,
    false,
    true,
  ],
  ["a sandbox on another machine", hostIn("there", "pid:[5]"), 3, longestWork, false, false],
] as const)("work announced by %s", (_, host, process, age, runningHere, abandoned) => {
  const clock = new FakeClock({ start: now });
  expect(isAbandoned({ host, process, since: now - age }, runningHere, { processes, clock })).toBe(abandoned);
});

it.each([
  ["the machine", "here", false],
  ["another sandbox", hostIn("here", "pid:[6]"), false],
  ["the same sandbox", hostIn("here", "pid:[5]"), true],
] as const)(
  "in a sandbox, work announced by a dead process of %s is abandoned at once or not",
  (_, host, abandoned) => {
    const own = { ...processes, host: hostIn("here", "pid:[5]") };
    const clock = new FakeClock({ start: now });
    expect(isAbandoned({ host, process: 3, since: now - 1000 }, false, { processes: own, clock })).toBe(abandoned);
  },
);
