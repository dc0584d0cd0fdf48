import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { NodeFileSystem } from "../../../src/adapters/nodeFileSystem.ts";
import { SystemRandom } from "../../../src/adapters/systemRandom.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import { DyingProgram } from "../../support/dying.ts";
import { limit } from "../../support/effort.ts";
import { GitRepository } from "../../support/gitRepository.ts";
import { finishing, runsIn } from "./finishScene.ts";

let program: DyingProgram;
beforeAll(async () => {
  program = await DyingProgram.bundle(new URL("dyingFinish.ts", import.meta.url));
});
afterAll(() => program.dispose());

let repository: GitRepository;
afterEach(() => repository.dispose());

const directory = (name = ""): string => repository.path(".workflow/WFS-fix/runs/fix", name);
const kept = ["checks.json", "fix.patch", "result.json", "run.json", "summary.md", "trace.json"];

it("completes, when it is repeated, what a kill has left of it", { timeout: limit(120_000) }, async () => {
  repository = new GitRepository({ files: { "a.txt": "one\n", ".gitignore": ".workflow\n.worktrees\n" } });
  const ports = { fs: new NodeFileSystem(new SystemRandom()), git: repository.port() };
  const { sessions, runs } = runsIn(repository.root, ports);
  await sessions.create({ slug: "base", project: "Base" });
  await runs.start({ task: "fix", lane: "repo-fix", session: sessionIdFromSlug("base") });
  repository.write(".worktrees/WFS-fix/a.txt", "two\n");
  repository.git("-C", ".worktrees/WFS-fix", "commit", "--quiet", "-am", "two");
  const head = repository.git("rev-parse", "session/WFS-fix");
  mkdirSync(directory("stranger/deep"), { recursive: true });
  writeFileSync(directory("stranger/deep/file"), "x");
  writeFileSync(directory("scratch/file"), "x");
  const outcomes = new Set<string>();
  await program.everywhere(repository, { do: "finish" }, async (where) => {
    const isThere = existsSync(directory("result.json"));
    outcomes.add(isThere ? "finished" : "half");
    if (isThere) expect(readdirSync(directory()).toSorted(), where).toEqual(kept);
    const { result } = await runsIn(repository.root, ports).runs.finish("fix", finishing);
    expect(result, where).toMatchObject({ task_id: "fix", session_id: "WFS-fix", persist: { working_summary: true } });
    expect(readdirSync(directory()).toSorted(), where).toEqual(kept);
    expect(JSON.parse(readFileSync(directory("result.json"), "utf8")), where).toEqual(result);
    expect(JSON.parse(readFileSync(directory("run.json"), "utf8")), where).toMatchObject({
      state: "needs-review",
      finished: { attempt: 1, head },
    });
    expect(readFileSync(directory("fix.patch"), "utf8"), where).toContain("+two");
  });
  expect(outcomes).toEqual(new Set(["half", "finished"]));
});
