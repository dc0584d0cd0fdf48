import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, it, vi } from "vitest";
import { ChangedWorld } from "./changedWorld.ts";
import { base, fork, type GateScene } from "../review/gateScene.ts";

let world: ChangedWorld;
let scene: GateScene;
let person: string;
beforeAll(async () => {
  world = await ChangedWorld.make();
  ({ scene } = world);
  person = scene.repository.beside("person");
  mkdirSync(person);
});
afterAll(() => scene.dispose());

/** The request's file with members changed, and then something behind it. */
function rewrite(change: Readonly<Record<string, string>>, tail = ""): void {
  const text = readFileSync(world.requestFile, "utf8");
  const request = JSON.parse(text) as Readonly<Record<string, unknown>>;
  writeFileSync(world.requestFile, `${JSON.stringify({ ...request, ...change })}${tail}`);
}

describe("a merge is not executed when, between click and execution,", () => {
  beforeEach(async () => {
    vi.stubEnv("HOME", person);
    vi.stubEnv("XDG_CONFIG_HOME", person);
    await world.show(await scene.askMerge({ into: "refs/heads/main", deadlineIn: 600_000 }));
  });
  afterEach(() => vi.unstubAllEnvs());

  it("the target moved where that changes what was asked", async () => {
    await world.expectRefused(
      () => void scene.commitOnMain({ "a.txt": "one\n2\n3\n4\n5\n6\n7\n8\n9\n" }),
      ["target.from", "result", "tree", "changes"],
    );
  });

  it("the fork has another commit", async () => {
    await world.expectRefused(
      () => void scene.commitInFork({ "more.txt": "more\n" }),
      ["source.commit", "result", "tree", "changes"],
    );
  });

  it("the fork was force-pushed", async () => {
    await world.expectRefused(
      () => void scene.repository.gitIn(scene.worktree(), "commit", "--quiet", "--amend", "-m", "another"),
      ["source.commit"],
    );
  });

  it("the fork's branch is gone", async () => {
    const head = scene.at(`session/${fork}`);
    await world.expectRefused(
      () => void scene.repository.git("update-ref", "-d", `refs/heads/session/${fork}`),
      ["source.commit"],
    );
    scene.repository.git("update-ref", `refs/heads/session/${fork}`, head);
  });

  it("the target is gone", async () => {
    const main = scene.at("main");
    await world.expectRefused(() => void scene.repository.git("update-ref", "-d", "refs/heads/main"), ["target.from"]);
    scene.repository.git("update-ref", "refs/heads/main", main);
  });

  it("the checkout went to another branch", async () => {
    await world.expectRefused(() => void scene.repository.git("switch", "--quiet", "--create", "other"), ["checkout"]);
    scene.repository.git("switch", "--quiet", "main");
    scene.repository.git("branch", "--quiet", "--delete", "--force", "other");
  });

  it("the target was checked out in a worktree of the person's own", async () => {
    const own = scene.repository.beside("own");
    scene.repository.git("switch", "--quiet", "--create", "other");
    await world.expectRefused(() => void scene.repository.git("worktree", "add", "--quiet", own, "main"), ["checkout"]);
    scene.repository.git("worktree", "remove", "--force", own);
    scene.repository.git("switch", "--quiet", "main");
    scene.repository.git("branch", "--quiet", "--delete", "--force", "other");
  });

  it("a program was armed", async () => {
    await world.expectRefused(() => void scene.repository.git("config", "filter.x.smudge", "false"), ["programs"]);
    scene.repository.git("config", "--remove-section", "filter.x");
  });

  it("the policy changed", async () => {
    await world.expectRefused(() => void (scene.policy = { maxAgeMinutes: 0, requirePassedChecks: true }), ["policy"]);
    scene.policy = { maxAgeMinutes: 0, requirePassedChecks: false };
  });

  it("the deadline passed", async () => {
    await world.expectRefused(() => void (scene.clock.ahead = 601_000), ["deadline"]);
    scene.clock.ahead = 0;
  });

  it.each([
    ["summary", "Something else entirely"],
    ["requested_by", "somebody else"],
    ["deadline", "2099-01-01T00:00:00Z"],
    ["strategy", "merge"],
    ["lane", "write"],
    ["into", "refs/heads/other"],
  ])("the request's %s was rewritten", async (member, value) => {
    await world.expectRefused(() => rewrite({ [member]: value }), ["request_digest"]);
  });

  it("white space was added to the request", async () => {
    await world.expectRefused(() => rewrite({}, "\n"), ["request_digest"]);
  });

  it("the request became no request", async () => {
    await world.expectRefused(() => writeFileSync(world.requestFile, '{"kind":'), ["request_digest"]);
  });

  it("the session came from another one", async () => {
    const record = scene.repository.path(".workflow", fork, "workflow-session.json");
    const text = readFileSync(record, "utf8");
    await world.expectRefused(() => writeFileSync(record, text.replace(base, "WFS-another")), ["fork_of"]);
    writeFileSync(record, text);
  });

  it("the reviewer has another name to git", async () => {
    const config = "[user]\nname = Grace\nemail = grace@example.org\n";
    await world.expectRefused(() => writeFileSync(join(person, ".gitconfig"), config), ["author", "result"]);
  });
});
