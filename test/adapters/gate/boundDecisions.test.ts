import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { NodeCryptography } from "../../../src/adapters/nodeCryptography.ts";
import { RequestService } from "../../../src/core/review/requests/requestService.ts";
import type { Requests, RequestView } from "../../../src/core/review/requests/requests.ts";
import type { Gate } from "../../../src/core/review/gate.ts";
import { fork, GateScene } from "../review/gateScene.ts";
import { reviewerOf } from "../review/reviewWindow.ts";
import { english } from "../../support/english.ts";

/** Two repositories of one reviewer, with a fork of the same name in each. */
let here: GateScene;
let there: GateScene;
let approvalsThere: Requests;
let gateThere: Gate;
let main: string;
beforeAll(async () => {
  here = await GateScene.make();
  here.leaveMain();
  there = await GateScene.make();
  there.leaveMain();
  main = here.at("main");
  const reviewer = reviewerOf(here.repository.root, here.workspace.fs);
  approvalsThere = new RequestService({
    ...there.workspace,
    git: there.repository.port(),
    clock: there.clock,
    cryptography: new NodeCryptography(),
    keys: reviewer.home,
    workTrees: there.gitFeatures.checkpoints,
  });
  gateThere = await there.gate(reviewer);
});
afterAll(() => {
  here.dispose();
  there.dispose();
});

let view: RequestView;
let gate: Gate;
beforeEach(async () => {
  here.repository.git("branch", "--quiet", "--force", "main", main);
  view = await here.askMerge({ into: "refs/heads/main" });
  gate = await here.gate();
});

const copied = (): string => there.repository.path(".workflow", fork, "approvals", view.id);

/** As an agent would who may write to both. */
function copyThere(): void {
  mkdirSync(dirname(copied()), { recursive: true });
  cpSync(view.path, copied(), { recursive: true });
}
afterEach(() => rmSync(copied(), { recursive: true, force: true }));

function rewrite(path: string, change: Readonly<Record<string, unknown>>): void {
  const request = JSON.parse(readFileSync(path, "utf8")) as object;
  writeFileSync(path, JSON.stringify({ ...request, ...change }));
}

describe("a grant that was executed in one repository", () => {
  beforeEach(async () => {
    expect((await gate.grant(await gate.prepare(view.id), "ada")).receipt.outcome).toBe("executed");
  });

  it.each([
    ["as it is", {}],
    ["with another target and summary", { into: "refs/heads/release", summary: "Without the licence check" }],
  ])("is believed in no other one, %s", async (_what, change) => {
    copyThere();
    rewrite(`${copied()}/request.json`, change);
    expect(english(await approvalsThere.get(view.id))).toMatchObject({
      state: "forged",
      reasons: [expect.stringContaining(`another workspace, “${here.repository.root}”`) as string],
      decision: null,
      receipt: null,
    });
  });

  it("says nothing about a request.json that was put in its place afterwards", async () => {
    rewrite(`${view.path}/request.json`, { into: "refs/heads/release", summary: "Without the licence check" });
    expect(english(await here.requests.get(view.id))).toMatchObject({
      state: "forged",
      reasons: [expect.stringContaining("request.json is not the one that was decided on") as string],
    });
  });

  it("takes nothing back in a clone, where the branch stands at the same commits", async () => {
    const landed = here.at("main");
    there.repository.git("fetch", "--quiet", here.repository.root, "+refs/heads/main:refs/heads/main");
    copyThere();
    await expect(gateThere.undo(view.id, "ada")).rejects.toMatchObject({ code: "refused" });
    expect(there.at("main")).toBe(landed);
  });
});

it("a denial of a copy decides nothing about the request in the other repository", async () => {
  copyThere();
  const denied = await gateThere.decline(view.id, "denied", "not here", "ada");
  expect(denied.workspace).toBe(there.workspace.root);
  expect((await here.requests.get(view.id)).state).toBe("waiting");
  expect((await gate.grant(await gate.prepare(view.id), "ada")).receipt.outcome).toBe("executed");
  expect((await approvalsThere.get(view.id)).state).toBe("denied");
});
