import { expect, it } from "vitest";
import { parseRemoteRefs } from "../../../../src/core/git/remote/askRemote.ts";
import { refName } from "../../../../src/core/git/repository/refName.ts";

const main = refName("refs/heads/main");
const [one, two] = ["1".repeat(40), "2".repeat(40)];

it("reads where HEAD is and where the refs stand, and passes over names that only end alike", () => {
  const output = `ref: refs/heads/main\tHEAD\n${one}\tHEAD\n${one}\trefs/heads/main\n${two}\trefs/heads/x/refs/heads/main\n${two}\trefs/remotes/o/HEAD`;
  const { refs, branch, head } = parseRemoteRefs(output, [main], 40);
  expect([...refs]).toEqual([[main, one]]);
  expect([branch, head]).toEqual([main, one]);
});

it("an empty remote says nothing", () => {
  expect(parseRemoteRefs("", [main], 40)).toEqual({ refs: new Map(), branch: undefined, head: undefined });
});

it("a remote of another object format cannot be pushed to", () => {
  expect(() => parseRemoteRefs(`${"1".repeat(64)}\trefs/heads/main`, [main], 40)).toThrow(/64 digits/u);
});
