import { beforeEach, describe, expect, it, vi } from "vitest";
import type { RunView } from "../../../../src/core/runs/viewRun.ts";
import { sessionIdFromSlug } from "../../../../src/core/sessions/model/sessionId.ts";
import { DirectoryWatching } from "../../../../src/core/watching/directoryWatching.ts";
import { runRow } from "../../../../src/host/rows/runRow.ts";
import { sessionSections } from "../../../../src/host/sections/sections.ts";
import { SessionsModel } from "../../../../src/host/views/sessionsModel.ts";
import { CachedRuns } from "../../../../src/host/workspaces/cachedRuns.ts";
import { FakeClock } from "../../../support/fakes/fakeClock.ts";
import { FakeWatcher } from "../../../support/fakes/fakeWatcher.ts";
import { MemoryFileSystem } from "../../../support/fakes/memoryFileSystem.ts";
import { MemoryLogger } from "../../../support/fakes/memoryLogger.ts";
import { treeText } from "../../../support/treeText.ts";
import { fork } from "../plainGitFeatures.ts";
import { session, workspace } from "../plainSessions.ts";
import { plainWording } from "../plainWording.ts";

const id = sessionIdFromSlug("fix-login");

function run(task: string, parts: Partial<RunView> = {}, record: Partial<RunView["record"]> = {}): RunView {
  return {
    task,
    place: { id, path: `/repo/.workflow/${id}`, archived: false, place: "" },
    directory: `/repo/.workflow/${id}/runs/${task}`,
    record: {
      version: 1,
      task,
      session: id,
      lane: "repo-fix",
      enforcement: "none",
      state: "ready",
      attempt: 1,
      base: null,
      made_fork: true,
      prompt: null,
      setup: null,
      agent: null,
      user_scope: null,
      created: "2025-09-07T11:57:00Z",
      updated: "2025-09-07T11:57:00Z",
      kept: [],
      ...record,
    },
    state: "ready",
    worktree: "/repo/.worktrees/WFS-fix-login",
    checks: [],
    artifacts: {},
    programs: [],
    scope: "user:dana",
    interrupted: null,
    ...parts,
  };
}

describe("runs below the session they work in", () => {
  it("have their task, state, lane, attempt and that nothing enforces it; the fork has the lane", async () => {
    const baseline = session("main", "active");
    const worked = session("fix-login", "paused", {
      forked_from: { session: baseline.id, commit: "0".repeat(40) },
    });
    const repo = workspace({
      sessions: [baseline, worked],
      forks: [fork("fix-login", baseline.id)],
      runs: [run("fix-login", {}, { attempt: 2 })],
    });
    const model = new SessionsModel({ workspaces: () => [repo], sections: sessionSections, wording: plainWording });
    const text = await treeText(
      model.roots(),
      ({ label, description = "", icon, expand }) => ({ label, description, icon: icon?.name ?? "", expand }),
      async (row) => (await row.children?.()) ?? [],
      ({ target }) => target.session === worked.id,
    );
    expect(text).toMatch(/\[repo-forked\] WFS-fix-login \(.*repo-fix · .*\)/u);
    expect(text).toContain("[play-circle] fix-login (ready · try 2 · repo-fix · not enforced)");
  });

  it.each<readonly [string, Partial<RunView>, string]>([
    ["queued", { state: "queued" }, "[clock] queued · repo-fix · not enforced run.queued"],
    [
      "running",
      { state: "running", programs: [{ tool: "exec", command: "npm test" } as never] },
      "[sync~spin] running · repo-fix · not enforced · npm test run.running",
    ],
    [
      "open in a terminal",
      { state: "running", programs: [{ tool: "terminal", command: "/bin/bash" } as never] },
      "[sync~spin] running · repo-fix · not enforced · terminal run.running",
    ],
    ["finished", { state: "needs-review" }, "[eye] needs review · repo-fix · not enforced run.review"],
    ["cut off", { interrupted: "retry" }, "[warning] retry interrupted · repo-fix · not enforced run.ready"],
  ])("say that one is %s", (_state, parts, expected) => {
    const { icon, description, contextValue, command, target } = runRow("repo", run("fix", parts), plainWording);
    expect(`[${icon?.name}] ${description} ${contextValue}`).toBe(expected);
    expect([command, target]).toEqual(["workflowSessions.run.show", { workspace: "repo", session: id, run: "fix" }]);
  });

  it("are read out whole, whatever is cut in their row", () => {
    const { spoken } = runRow("repo", run("fix", {}, { attempt: 2 }), plainWording);
    expect(spoken).toBe("Run fix, ready, attempt 2, lane repo-fix, not enforced");
  });

  it("say in a hover what “not enforced” means, and whose word checks are", async () => {
    const view = run(
      "fix",
      { checks: [{ name: "[tests](command:x)", status: "passed" }] },
      { prompt: "Wait **longer**", kept: [{ attempt: 1, checkpoint: 3, why: "retry" }] },
    );
    const text = (await runRow("repo", view, plainWording).tooltip?.()) ?? "";
    expect(text).toContain("Not enforced: it is given a worktree and an environment of its own");
    expect(text).toContain(String.raw`- Check, as claimed: \[tests\]\(command\:x\)\: passed`);
    expect(text).toContain(String.raw`Wait \*\*longer\*\*`);
    expect(text).toContain(String.raw`- Kept of attempt 1: \#3`);
  });
});

describe("runs of a workspace", () => {
  const workflow = "/repo/.workflow";
  const claims = `${workflow}/.runs`;
  const changed = vi.fn();
  let found: readonly RunView[];
  const open = vi.fn(() => Promise.resolve({ list: () => Promise.resolve(found) }));
  let [clock, fs, watcher] = [new FakeClock(), new MemoryFileSystem(), new FakeWatcher()];
  let runs: CachedRuns;

  beforeEach(() => {
    vi.clearAllMocks();
    found = [];
    clock = new FakeClock({ manual: true });
    fs = new MemoryFileSystem({ now: () => clock.now() });
    fs.disk.directory(workflow);
    watcher = new FakeWatcher();
    const watching = new DirectoryWatching({ name: workflow, watcher, fs, clock, logger: new MemoryLogger() });
    runs = new CachedRuns({ open, trusted: () => true, fs, watching, workflow, changed });
  });

  it("load nothing where there has never been one, and come with the first", async () => {
    expect(await runs.bySession()).toEqual(new Map());
    expect(open).not.toHaveBeenCalled();
    fs.disk.directory(claims);
    found = [run("fix")];
    watcher.tell(workflow, ".runs");
    await clock.advance(1000);
    expect(changed).toHaveBeenCalledTimes(1);
    expect([...((await runs.bySession())?.keys() ?? [])]).toEqual([id]);
  });

  it("are followed where their records and the programs in them are", async () => {
    fs.disk.directory(claims);
    fs.disk.directory(`/repo/.workflow/${id}/runs/fix/leases`);
    found = [run("fix")];
    await runs.bySession();
    found = [run("fix", { state: "running" })];
    watcher.tell(`/repo/.workflow/${id}/runs/fix/leases`, "1.json");
    await clock.advance(1000);
    expect(runs.revision).toBe(1);
    watcher.tell(workflow, "WFS-other");
    await clock.advance(1000);
    expect(open).toHaveBeenCalledTimes(2);
  });
});
