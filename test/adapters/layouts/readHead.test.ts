import { readFileSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { afterEach, expect, it } from "vitest";
import { NodeFileSystem } from "../../../src/adapters/nodeFileSystem.ts";
import { SystemRandom } from "../../../src/adapters/systemRandom.ts";
import { readHead } from "../../../src/core/git/refs/readHead.ts";
import { GitRepository } from "../../support/gitRepository.ts";

let repository: GitRepository;
afterEach(() => repository.dispose());

/** Each answers with the working tree whose HEAD is asked for. */
const heads: Readonly<Record<string, () => string | undefined>> = {
  "on a branch": () => undefined,
  "on a branch in packed-refs": () => void repository.git("pack-refs", "--all"),
  "on a branch without a commit": () => void repository.git("checkout", "--quiet", "--orphan", "fresh"),
  "on a branch without a commit, beside one below its name": () => {
    repository.git("branch", "fresh/below");
    repository.git("symbolic-ref", "HEAD", "refs/heads/fresh");
  },
  detached: () => void repository.git("checkout", "--quiet", "--detach"),
  "on a name for another branch": () => {
    repository.git("symbolic-ref", "refs/heads/other", "refs/heads/main");
    repository.git("symbolic-ref", "HEAD", "refs/heads/other");
  },
  "on a name for a branch that is not there": () => {
    repository.git("symbolic-ref", "refs/heads/other", "refs/heads/none");
    repository.git("symbolic-ref", "HEAD", "refs/heads/other");
  },
  "in a file that is a link": () => {
    const head = repository.path(".git/HEAD");
    renameSync(head, repository.path(".git/real"));
    symlinkSync("refs/heads/main", head);
  },
  "in a file with more space": () => {
    const head = repository.path(".git/HEAD");
    writeFileSync(head, readFileSync(head, "utf8").replace("ref: ", "ref:   "));
  },
  "in a linked worktree": () => {
    repository.git("worktree", "add", "--quiet", repository.beside("linked"), "-b", "topic");
    repository.commitAll("on main");
    return repository.beside("linked");
  },
};

it.each(Object.keys(heads))("HEAD is read as git reads it: %s", async (where) => {
  repository = new GitRepository();
  const opened = await repository.open(heads[where]?.());
  expect(await readHead(opened, new NodeFileSystem(new SystemRandom()))).toEqual(await opened.head());
});
