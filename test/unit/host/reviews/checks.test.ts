import { expect, it } from "vitest";
import { WorkflowError } from "../../../../src/core/base/errors.ts";
import { say } from "../../../../src/core/base/text.ts";
import { parseObjectId } from "../../../../src/core/git/repository/objectId.ts";
import { checkFile } from "../../../../src/core/review/proposal/testFiles.ts";
import type { RequiredCheck } from "../../../../src/core/review/checks/requiredCheck.ts";
import type { CheckedTree, CheckSubject, RequiredChecks } from "../../../../src/core/review/checks/requiredChecks.ts";
import { CheckRuns } from "../../../../src/host/reviews/checks/checkRuns.ts";
import { runEndText } from "../../../../src/host/reviews/checks/runQuestion.ts";
import { MemoryLogger } from "../../../support/fakes/memoryLogger.ts";
import { plainWording } from "../plainWording.ts";
import { prepared } from "./reviewScene.ts";

const subject: CheckSubject = {
  session: "WFS-a",
  request: "r",
  commit: parseObjectId("4".repeat(40)),
  tree: parseObjectId("5".repeat(40)),
};
const check = (name: string): RequiredCheck => ({ name, command: name, seconds: 9, kinds: ["merge"] });
const all = ["a", "b", "c"].map(check);

type Result = NonNullable<CheckedTree["result"]>;

/** Runs that end when the test says so. */
class Scene {
  readonly ends = new Map<string, (end: "passed" | "failed" | Error) => void>();
  readonly began: string[] = [];
  readonly runs = new CheckRuns({
    required: () => ({ checks: all, unreadable: [] }),
    logger: new MemoryLogger(),
    t: plainWording.t,
    changed: () => undefined,
  });
  readonly doors: Pick<RequiredChecks, "subjectOf" | "look" | "run"> = {
    subjectOf: () => Promise.resolve(subject),
    look: (_subject, checks) =>
      Promise.resolve(checks.map((one) => ({ check: one, result: undefined, earlier: undefined }))),
    run: async (_subject, one, signal) =>
      await new Promise<Result>((resolve, reject) => {
        this.began.push(one.name);
        this.ends.set(one.name, (end) => (end instanceof Error ? reject(end) : resolve({ status: end } as Result)));
        signal?.addEventListener("abort", () => reject(new WorkflowError("cancelled", say`It was.`, say`Again.`)));
      }),
  };
  readonly place = { key: "/shop", checks: () => Promise.resolve(this.doors) };

  async end(name: string, how: "passed" | "failed" | Error): Promise<void> {
    await expect.poll(() => this.began.includes(name)).toBe(true);
    this.ends.get(name)?.(how);
  }

  async doing(): Promise<unknown> {
    const facts = await this.runs.look(this.place, prepared().document);
    return facts?.checks.map(({ doing, problem }) => problem ?? doing ?? "-");
  }
}

it("required checks of a tree run one after the other, once whoever asks", async () => {
  const scene = new Scene();
  const [first, second] = [scene.runs.run(scene.place, subject, all), scene.runs.run(scene.place, subject, all)];
  await expect.poll(() => scene.doing()).toEqual(["running", "waiting", "waiting"]);
  await scene.end("a", "passed");
  await expect.poll(() => scene.doing()).toEqual(["-", "running", "waiting"]);
  await scene.end("b", "failed");
  await scene.end("c", new WorkflowError("refused", say`No shell.`, say`Get one.`));
  expect(await first).toEqual({ passed: 1, failed: 1, others: 1 });
  expect(await second).toEqual(await first);
  expect(scene.began).toEqual(["a", "b", "c"]);
  expect(await scene.doing()).toEqual(["-", "-", "It could not be run: No shell. Get one."]);
});

it("a cancelled one ends the others, and the window's end ends all", async () => {
  const scene = new Scene();
  const running = scene.runs.run(scene.place, subject, all);
  await scene.end("a", "passed");
  await expect.poll(() => scene.began).toEqual(["a", "b"]);
  scene.runs.cancel(scene.place, subject);
  expect(await running).toEqual({ passed: 1, failed: 0, others: 2 });
  expect(await scene.doing()).toEqual(["-", "-", "-"]);
  const again = scene.runs.run(scene.place, subject, all);
  await expect.poll(() => scene.began).toHaveLength(3);
  scene.runs.dispose();
  expect(await again).toEqual({ passed: 0, failed: 0, others: 3 });
});

it("what came of a run is one sentence", () => {
  const { t } = plainWording;
  expect(runEndText("Merge", { passed: 2, failed: 0, others: 0 }, t)).toContain("All required checks");
  expect(runEndText("Merge", { passed: 1, failed: 1, others: 1 }, t)).toContain("1 of 3 required checks");
});

it("files that checks rest on are told by their names", () => {
  const tests = [
    "test/a.js",
    "src/tests/x.rs",
    "a/__tests__/b.ts",
    "spec/models/user.rb",
    "src/a.test.ts",
    "src/a.spec.tsx",
    "pkg/run_test.go",
    "test_login.py",
    "a/conftest.py",
    "src/LoginTest.java",
    "test.ts",
    "app/tests.py",
    "src/__snapshots__/a.snap",
    "login.cy.ts",
    "e2e/login.ts",
    "UserTest.php",
    "TestUser.java",
    "UserSpec.scala",
    "t/basic.t",
    "App.Tests/Foo.cs",
    "pkg/testdata/a.json",
    "fixtures/a.json",
  ];
  expect(tests.filter((path) => checkFile(path) !== "test")).toEqual([]);
  const setups = [
    ".github/workflows/ci.yml",
    ".gitlab-ci.yml",
    "package.json",
    "web/package.json",
    "Makefile",
    "pyproject.toml",
    "tox.ini",
    "vitest.config.ts",
    "Jenkinsfile",
    "Cargo.toml",
    ".npmrc",
    ".cargo/config.toml",
    "build.rs",
    "setup.py",
    "phpunit.xml",
    "Gemfile",
    "CMakeLists.txt",
    "scripts/test.sh",
    "package-lock.json",
    "web/yarn.lock",
    "Cargo.lock",
    "go.sum",
  ];
  expect(setups.filter((path) => checkFile(path) !== "setup")).toEqual([]);
  const others = [
    "src/a.ts",
    "latest/a.ts",
    "src/contest.py",
    "protest.md",
    "docs/testing.md",
    "package.json.md",
    "x/.github/a",
    "src/latest.java",
    "src/Contest.java",
    "src/testing.kt",
    "scripts/deploy.sh",
  ];
  expect(others.filter((path) => checkFile(path) !== null)).toEqual([]);
});
