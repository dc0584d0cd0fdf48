import { expect, it } from "vitest";
import { readCommandLine } from "../../../src/cli/commandLine.ts";

const errorOf = async (...argv: readonly string[]): Promise<unknown> =>
  readCommandLine(argv, () => undefined).then(
    () => undefined,
    (error: unknown) => error,
  );

it.each([
  ["run exec t npm test", "run exec t -- npm test"],
  ["run exec t npm test --coverage --json", "run exec t -- npm test --coverage --json"],
  ["run exec python3 -c print(1)", "run exec -- python3 -c 'print(1)'"],
  ["--root . run exec --session WFS-a t npm test", "--root . run exec --session WFS-a t -- npm test"],
  ["run exec --no-look t npm -v", "run exec --no-look t -- npm -v"],
  ["exec python3 -c x", "exec -- python3 -c x"],
  ["exec --session WFS-a ls -l", "exec --session WFS-a -- ls -l"],
  ["run queue t --lane repo-fix npm test", "run queue t --lane repo-fix -- npm test"],
  ["run queue t --lane=repo-fix npm -v", "run queue t --lane=repo-fix -- npm -v"],
])("a program without “--” is told where it belongs: %s", async (line, meant) => {
  expect(await errorOf(...line.split(" "))).toMatchObject({
    code: "usage",
    message: "The program has no “--” before it.",
    hint: `Put “--” before the program: wfs ${meant}`,
  });
});

it.each([
  "run exec t --no-lok",
  "run queue t --lan repo-fix",
  "run queue t --bogus x",
  "run exec --bogus",
  "run show a b",
  "exec --bogus ls",
])("what is wrong in another way is told as before: %s", async (line) => {
  const error = await errorOf(...line.split(" "));
  expect(error).toMatchObject({ code: "usage" });
  expect(String(error)).not.toContain("has no “--”");
});

it("what can be read is read as before", async () => {
  for (const line of ["exec ls a", "run exec t", "run exec -- npm test", "run exec t -- npm -v"]) {
    expect([line, await errorOf(...line.split(" "))]).toEqual([line, undefined]);
  }
});
