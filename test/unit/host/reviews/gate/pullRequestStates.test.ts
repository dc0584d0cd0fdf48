import { expect, it } from "vitest";
import { parseTime } from "../../../../../src/core/base/time.ts";
import type { PullRequestState } from "../../../../../src/core/review/kinds/publish/pullRequestState.ts";
import type { RequestView } from "../../../../../src/core/review/requests/requests.ts";
import { PullRequestStates } from "../../../../../src/host/reviews/gate/pullRequestStates.ts";
import { reviewRow } from "../../../../../src/host/reviews/list/reviewRow.ts";
import { MemoryLogger } from "../../../../support/fakes/memoryLogger.ts";
import { plainWording } from "../../plainWording.ts";
import { receipt, view } from "../reviewScene.ts";

const now = parseTime(receipt.finished) ?? 0;
const address = "https://github.com/dana/shop";

function published(number: number, finished = receipt.finished): RequestView {
  const pull_request = { url: `${address}/pull/${number}`, compare: null, problem: null };
  const own = { kind: "publish", finished, published: { remote: "origin", url: address, pull_request } } as const;
  return view({ state: "executed", receipt: { ...receipt, ...own } });
}

it("asks for what was published lately until it is over, and says when something is new", async () => {
  const states = new PullRequestStates(new MemoryLogger(), () => now);
  const asked: string[] = [];
  let answer: PullRequestState | undefined = { state: "open", checks: "run" };
  const views = [published(1), published(2, "2020-01-01T00:00:00Z"), view({ state: "executed", receipt })];
  const look = async (): Promise<readonly RequestView[]> =>
    await states.look([
      {
        views,
        ask: async ({ pull_request }) => {
          asked.push(pull_request?.url ?? "");
          return await Promise.resolve(answer);
        },
      },
    ]);
  expect(await look()).toEqual([views[0]]);
  expect(asked).toEqual([`${address}/pull/1`]);
  expect(await look()).toEqual([]);
  const [first] = views;
  if (first === undefined) throw new Error("no view");
  const row = (): string | undefined =>
    reviewRow(
      first,
      { workspace: "/repo", reviewer: "ada", files: () => undefined, views, pullRequest: (one) => states.of(one) },
      plainWording,
    ).description;
  expect(row()).toMatch(/^pull request open, checks run · /u);
  expect([...states.bySession(views)]).toEqual([[first.session, answer]]);
  answer = undefined; // What nobody can tell now was true a minute ago.
  expect(await look()).toEqual([]);
  answer = { state: "merged", checks: "pass" };
  expect(await look()).toEqual([views[0]]);
  expect(row()).toMatch(/^pull request merged · /u);
  const before = asked.length;
  expect(await look()).toEqual([]);
  expect(asked).toHaveLength(before);
});

const fails = async (): Promise<never> => await Promise.reject(new Error("no git"));

it("a look that fails is logged and changes nothing", async () => {
  const logger = new MemoryLogger();
  const states = new PullRequestStates(logger, () => now);
  expect(await states.look([{ views: [published(1)], ask: fails }])).toEqual([]);
  expect(states.of(published(1))).toBeUndefined();
});
