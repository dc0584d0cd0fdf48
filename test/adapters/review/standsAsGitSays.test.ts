import { chmodSync, rmSync } from "node:fs";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { isObjectId } from "../../../src/core/git/repository/objectId.ts";
import { openRepository } from "../../../src/core/git/repository/repository.ts";
import { standingOfMerge } from "../../../src/core/review/kinds/merge/askedMerge.ts";
import { effort, limit } from "../../support/effort.ts";
import { GitRepository } from "../../support/gitRepository.ts";

const files = ["a", "b", "d/c"] as const;
const lines = (marks: readonly string[]): string => marks.map((mark) => `${mark}\n`).join("");
const original = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

const edit = fc.oneof(
  fc.record({
    what: fc.constant("line" as const),
    file: fc.constantFrom(...files),
    at: fc.nat(8),
    to: fc.constantFrom("x", "y"),
  }),
  fc.record({ what: fc.constant("mode" as const), file: fc.constantFrom(...files) }),
  fc.record({ what: fc.constant("delete" as const), file: fc.constantFrom(...files) }),
  fc.record({
    what: fc.constant("add" as const),
    file: fc.constantFrom("new", "d/new", "other"),
    to: fc.constantFrom("x", "y"),
  }),
);
type Edit = typeof edit extends fc.Arbitrary<infer One> ? One : never;

/** A commit on the branch that is checked out. */
function commit(repository: GitRepository, edits: readonly Edit[]): string {
  const texts = new Map<string, string[]>();
  for (const one of edits) {
    if (one.what === "add") repository.write(one.file, one.to);
    else if (one.what === "delete") rmSync(repository.path(one.file), { force: true });
    else {
      const marks = texts.get(one.file) ?? [...original];
      texts.set(one.file, marks);
      if (one.what === "line") marks[one.at] = one.to;
      repository.write(one.file, lines(marks));
      if (one.what === "mode") chmodSync(repository.path(one.file), 0o755);
    }
  }
  repository.git("add", "-A");
  repository.git("commit", "--quiet", "--allow-empty", "-m", "edits");
  return repository.git("rev-parse", "HEAD");
}

/** What git itself stages for the merge in a working tree; `undefined`: it conflicts. */
function staged(repository: GitRepository, target: string, source: string): string | undefined {
  repository.git("checkout", "--quiet", "--force", "--detach", target);
  try {
    repository.git("merge", "--quiet", "--squash", source);
    return repository.git("diff", "--cached", "--raw", "--no-renames", "--no-abbrev", target);
  } catch {
    return undefined;
  } finally {
    repository.git("reset", "--quiet", "--hard");
  }
}

it(
  "a request stands, is merged or stale exactly where merges in a working tree say so",
  async () => {
    const some = fc.array(edit, { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(some, fc.array(edit, { maxLength: 2 }), some, async (work, before, after) => {
        const repository = new GitRepository({
          files: Object.fromEntries(files.map((file) => [file, lines(original)])),
        });
        try {
          repository.git("switch", "--quiet", "--create", "fork");
          const source = commit(repository, work);
          repository.git("switch", "--quiet", "main");
          const saw = before.length === 0 ? repository.git("rev-parse", "main") : commit(repository, before);
          const now = commit(repository, after);
          const [then, today] = [staged(repository, saw, source), staged(repository, now, source)];
          if (!isObjectId(source) || !isObjectId(saw) || !isObjectId(now)) throw new Error("no ids");
          const plain = await openRepository(repository.port(), repository.root);
          const standing = await standingOfMerge(plain, { strategy: "squash", source, saw, now });
          const expected =
            today === undefined ? "conflicts" : today === "" ? "merged" : then === today ? "stands" : "stale";
          const said = standing.kind === "stale" && standing.conflicts.length > 0 ? "conflicts" : standing.kind;
          expect(said).toBe(expected);
        } finally {
          repository.dispose();
        }
      }),
      { numRuns: effort.repositoryRuns },
    );
  },
  limit(120_000),
);
