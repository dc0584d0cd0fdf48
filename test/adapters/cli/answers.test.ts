import { mkdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { RequestId } from "../../../src/core/sessions/model/requestId.ts";
import { answers } from "../../../src/wire/schemas/answers.ts";
import { ReviewerScene } from "./reviewerScene.ts";

let at: ReviewerScene;
beforeEach(async () => {
  at = await ReviewerScene.make();
}, 60_000);
afterEach(() => at.dispose());

const some = (members: object): object => expect.arrayContaining([expect.objectContaining(members)]) as object;

it("every verb answers what src/wire says, with all there is to say", { timeout: 240_000 }, async () => {
  const { repository } = at.scene;
  const verbs = Object.keys(answers).toSorted((a, b) => b.length - a.length);
  const answered = new Set<string>();
  /** Runs a verb that must answer; `wfs` of the scene holds it against its schema. */
  const run = async (line: string, expected: object = {}): Promise<Readonly<Record<string, unknown>>> => {
    const { stdout, stderr } = await at.wfs("--json", ...line.split(" "));
    const said = stdout === "" ? { line, stderr } : (JSON.parse(stdout) as Readonly<Record<string, unknown>>);
    expect(said, line).toMatchObject(expected);
    if (stdout !== "") answered.add(verbs.find((verb) => `${line} `.startsWith(`${verb} `)) ?? line);
    return said;
  };
  const idOf = async (line: string): Promise<RequestId> => (await run(line))["id"] as RequestId;

  // Sessions, and what is wrong with them
  await run("init", { created: false });
  await run("new extra --project Extra --no-activate", { active: false });
  await run("switch extra", { active: true });
  await run("task add one", { current_tasks: ["one"] });
  await run("phase IMPLEMENT", { phase: "IMPLEMENT", completed_phases: ["PLAN"] });
  await run("task done one", { current_tasks: [] });
  await run("save -m enough");
  await run("show", { id: "WFS-extra", handover: { from: "PLAN", to: "IMPLEMENT" } });
  await run("exec -- true", { session: "WFS-extra", exit_code: 0 });
  await run("pause", { state: "paused" });
  await run("task add spike", { id: expect.anything() as string });
  await run("list", { temporary: expect.any(String) as string });
  await run("keep spike", { id: "WFS-spike" });
  await run("pause spike");
  await run("task add nothing");
  await run("discard");
  await run("delete spike", { path: expect.any(String) as string });
  await run("resume extra", { phase: "IMPLEMENT" });
  await run("complete --archive", { state: "archived" });
  writeFileSync(join(at.scene.workspace.sessions.directory, ".active-WFS-gone"), "");
  await run("doctor", { problems: [{ code: "orphan-marker" }] });
  await run("doctor --fix", { problems: [], repairs: [{ done: true }] });
  await run("switch base");
  await run("status", { active: "WFS-base", waiting: 0 });

  // Checkpoints
  writeFileSync(repository.path("large.bin"), new Uint8Array(21 * 1024 * 1024));
  writeFileSync(repository.path("a.txt"), "other\n");
  mkdirSync(repository.path("empty"));
  await run("checkpoint create -m why", { new: true, skipped: [{ reason: "too-large" }] });
  await run("checkpoint create", { new: false });
  await run("checkpoint show 1", { message: "why", empty_directories: ["empty/"] });
  writeFileSync(repository.path("a.txt"), "another\n");
  await run("checkpoint diff 1", { files: [{ path: "a.txt", status: "changed" }] });
  await run("checkpoint restore 1", { files: 1, safety: { new: true } });
  await run("undo", { files: 1 });
  await run("redo", { files: 1 });
  await run("checkpoint pin 1", { pinned: true });
  await run("checkpoint unpin 1", { pinned: false });
  await run("checkpoint list", { checkpoints: some({ id: 1 }) });
  await run("checkpoint prune --keep 1 --dry-run", { checkpoints: some({ reason: "count" }) });
  await run("checkpoint prune --keep 1", { checkpoints: some({ reason: "count" }) });
  rmSync(repository.path("large.bin"));

  // Runs
  await run("run start one --lane repo-fix --session base -m Mend --setup true", {
    task: "one",
    setup: { exit_code: 0 },
  });
  await run("run exec one -- touch new.txt", { changed: ["new.txt"] });
  await run("run show one", { state: "ready" });
  await run("run list", { runs: [{ task: "one" }] });
  await run("run reset one", { checkpoint: 1 });
  await run("run retry one", { attempt: 2 });
  await run("run finish one", { result: "needs_review" });
  await run("trace --task one", { resourceSpans: [{}] });
  await run("run queue two --lane repo-fix --session base --limit 1 --wait 0", { task: "two" });
  await run("run queue", { queue: [], limit: 4 });
  await run("run teardown one", { outcome: "removed" });
  await run("run teardown two", { outcome: "removed" });
  const noted = (await at.wfs("--json", "events", "--since", "1h", "--session", "extra")).stdout.trim().split("\n");
  expect(noted.map((line) => JSON.parse(line) as unknown)).toContainEqual(
    expect.objectContaining({ type: "phase.entered" }),
  );
  answered.add("events");

  // Comments
  const { id: comment } = await run("annotate add --session fork --file a.txt --line 1-2 -m Why? --label needs-review");
  await run(`annotate reply ${String(comment)} -m Because`, { replies: [{ body: "Because" }] });
  await run(`annotate resolve ${String(comment)}`, { resolved: true });
  await run("annotate add --session fork -m All", { file: null, line: null });
  await run("annotate list --session fork", { annotations: [{ labels: ["needs-review"] }, { file: null }] });

  // Forks, one of them with all that a removal can take away
  repository.git("checkout", "--", "a.txt");
  writeFileSync(repository.path(".gitignore"), "*.log\n.env\n");
  writeFileSync(repository.path(".worktreeinclude"), ".env\n");
  writeFileSync(repository.path(".env"), "x\n");
  repository.git("add", ".gitignore", ".worktreeinclude");
  repository.git("commit", "--quiet", "-m", "ignored");
  await run("fork create second --worktree", { included: { copied: [".env"] } });
  await run("fork create third --from 4", { worktree: null });
  await run("fork open third", { created: true, setup: null });
  const { worktree } = await run("fork open second", { created: false });
  await run("fork list", { forks: [{ forked_from: { session: "WFS-base" } }, {}, {}] });
  await run("fork diff fork", { files: [{ path: "a.txt" }, { path: "new.txt", status: "added" }] });
  await run("fork compare fork second", { pairs: [{ overlap: [] }] });
  await run("fork sync fork --dry-run", { result: "would-merge" });
  await run("fork sync fork", { result: "merged" });
  for (const name of ["a.txt", "untracked.txt", "build.log"]) writeFileSync(join(String(worktree), name), "mine\n");
  await run("fork remove second --force", { checkpoint: { n: 1 }, lost: { uncommitted: [{}, {}], ignored: [{}, {}] } });
  const adding = repository.path(".worktrees/.adding-0123abcd");
  mkdirSync(adding);
  utimesSync(adding, 1, 1);
  repository.git("update-ref", "-d", "refs/heads/session/WFS-third");
  const codes = [{ code: "adding-directory" }, { code: "missing-branch" }];
  await run("sweep --dry-run", { findings: codes, results: [] });
  await run("sweep", { findings: codes.slice(1), results: [{ ...codes[0], done: true }] });

  // Work that is no session's
  repository.git("worktree", "add", "--quiet", "-b", "claude/other", repository.beside("other"));
  await run("found", { found: some({ kind: "worktree", tool: "Claude Code", ahead: 0, dirty: 0 }), against: "main" });
  await run(`adopt ${repository.beside("other")} --as other`, {
    adopted: [{ id: "WFS-other", state: "paused" }],
    left: [],
  });
  await run("fork list", { forks: some({ id: "WFS-other", branch: "claude/other" }) });
  await run("fork remove WFS-other --force", { branch: "claude/other", branch_kept: "adopted" });
  repository.git("worktree", "remove", repository.beside("other"));

  // A session whose directory is gone
  await run("new lost --project Lost --no-activate");
  repository.git("branch", "session/WFS-lost");
  rmSync(join(at.scene.workspace.sessions.directory, "WFS-lost"), { recursive: true });
  const lost = { code: "lost-session" };
  await run("doctor", { problems: some(lost) });
  await run("sweep --dry-run", { findings: some(lost) });
  await run("adopt", { adopted: [{ id: "WFS-lost", state: "paused" }], left: [] });
  await run("list", { sessions: some({ id: "WFS-lost" }) });

  // Requests with each kind of answer, and the log of them
  const gate = await at.gate();
  const merge = await idOf("request merge --session fork -m Bring");
  await run("list", { sessions: some({ waiting: 1 }) });
  await gate.grant(await gate.prepare(merge), "ada");
  await run(`approvals show ${merge}`, { state: "executed", decision: {}, receipt: {} });
  await gate.undo(merge, "ada");
  await run(`approvals wait ${merge}`, { state: "undone", undone: {} });
  writeFileSync(repository.path("b.txt"), "more\n");
  const commit = await idOf("request commit -m More --deadline 2d");
  await gate.decline(commit, "changes", "A test, please.", "ada");
  await run(`approvals prompt ${commit}`, { id: commit });
  await run(`approvals show ${commit}`, { deliveries: [{ way: "prompt" }] });
  const teardown = await idOf("request teardown --session fork -m Away");
  await run(`approvals withdraw ${teardown}`, { state: "withdrawn" });
  await run("approvals list --all", { approvals: [{ state: "undone" }, { state: "changes" }, { state: "withdrawn" }] });
  const remote = `file://${repository.beside("shop.git")}`;
  repository.git("init", "--quiet", "--bare", repository.beside("shop.git"));
  repository.git("remote", "add", "origin", remote);
  repository.git("push", "--quiet", "origin", "main");
  const publish = await idOf("request publish --session fork --pr --base main -m Out");
  const publisher = await at.gate({ turnedOnRemotes: () => [remote] });
  await publisher.grant(await publisher.prepare(publish), "ada");
  const pull_request = { url: null, compare: null, problem: expect.any(String) as string };
  await run(`approvals show ${publish}`, { receipt: { published: { remote: "origin", url: remote, pull_request } } });
  await run("audit verify", { ok: true, records: 6 });

  expect([...answered].toSorted()).toEqual(Object.keys(answers).toSorted());
});
