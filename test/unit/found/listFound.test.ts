import { expect, test } from "vitest";
import type { Git } from "../../../src/core/base/ports.ts";
import { type FoundContext, listFound, type FoundOptions } from "../../../src/core/found/listFound.ts";
import { Repository } from "../../../src/core/git/repository/repository.ts";
import { MemoryFileSystem } from "../../support/fakes/memoryFileSystem.ts";

const now = Date.UTC(2026, 0, 31);
const line = (ref: string, digit: string, days: number): string =>
  `${[`refs/heads/${ref}`, digit.repeat(40), String(now / 1000 - days * 86_400), "", ""].join("\0")}\0\n`;

/** A main checkout at `/main` with these branches (days since their last commit) besides `main`; none of them is merged. */
function scene(branches: Readonly<Record<string, number>>): {
  readonly context: FoundContext;
  readonly asked: string[];
} {
  const fs = new MemoryFileSystem();
  fs.disk.file("/main/.git/HEAD", "ref: refs/heads/main\n");
  const asked: string[] = [];
  const git: Git = {
    async run({ args }) {
      asked.push(args.join(" "));
      const isUnmerged = args.some((arg) => arg.startsWith("--no-merged="));
      const lines = Object.entries(branches).map(([name, days]) =>
        isUnmerged ? `refs/heads/${name}\0\n` : line(name, "2", days),
      );
      const text = [...(isUnmerged ? [] : [line("main", "1", 0)]), ...lines].join("");
      return Promise.resolve({ exitCode: 0, stdout: new TextEncoder().encode(text), stderr: "" });
    },
  };
  const paths = { root: "/main", gitDir: "/main/.git", commonDir: "/main/.git", format: "sha1" } as const;
  const repository = new Repository(git, paths);
  return {
    context: { fs, clock: { now: () => now }, root: "/main", repository, commonDirectory: "/main/.git" },
    asked,
  };
}

async function names(branches: Readonly<Record<string, number>>, options: FoundOptions = {}): Promise<unknown> {
  const { found, more } = await listFound(scene(branches).context, options);
  return [found.flatMap(({ kind, branch }) => (kind === "branch" ? [branch] : [])), more];
}

test("patterns come first, of each the newest, then names", async () => {
  const branches = { b: 3, a: 3, new: 1, "claude/old": 29, "claude/new": 2 };
  expect(await names(branches)).toEqual([["claude/new", "claude/old", "new", "a", "b"], 0]);
  expect(await names(branches, { patterns: ["b", "new"] })).toEqual([["new", "b", "claude/new", "a", "claude/old"], 0]);
});

test("what is too old does not count, nor what is taken, nor a branch of a fork", async () => {
  const branches = { edge: 30, old: 31, "session/WFS-a": 1, "session/mine": 2, kept: 1 };
  expect(await names(branches)).toEqual([["kept", "session/mine", "edge"], 0]);
  expect(await names(branches, { days: 31, taken: new Set(["refs/heads/kept"]) })).toEqual([
    ["session/mine", "edge", "old"],
    0,
  ]);
});

test("of many so many are listed, and the rest is counted, with the same few questions", async () => {
  const branches = Object.fromEntries(Array.from({ length: 2000 }, (_, at) => [`b-${at}`, at / 100]));
  const { context, asked } = scene(branches);
  const { found, more, against } = await listFound(context);
  // With what may be uncommitted.
  expect([found.length, more, against, asked.length]).toEqual([100, 1901, "main", 2]);
  expect(found.filter(({ kind }) => kind === "branch").map(({ branch }) => branch)).toEqual(
    Array.from({ length: 99 }, (_, at) => `b-${at}`),
  );
  expect((await listFound(context, { most: 3 })).more).toBe(1998);
});
