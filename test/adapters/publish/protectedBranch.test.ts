import { mkdirSync } from "node:fs";
import { delimiter } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { NodePrograms } from "../../../src/adapters/programs/nodePrograms.ts";
import type { OpenedGate } from "../../../src/adapters/open/openGate.ts";
import type { ProtectedRefs } from "../../../src/core/review/kinds/common/publishing.ts";
import { PublishScene } from "./publishScene.ts";
import { StandIn } from "./standInForge.ts";

let made: PublishScene;
let forges: string;
beforeEach(async () => {
  made = await PublishScene.make();
  forges = made.scene.repository.beside("bin");
  mkdirSync(forges);
});
afterEach(() => made.dispose());

/** What an extension remembers. */
class Remembered implements ProtectedRefs {
  readonly refs = new Set<string>();

  has(address: string, ref: string): boolean {
    return this.refs.has(`${address} ${ref}`);
  }

  note(address: string, ref: string, isProtected: boolean): void {
    if (isProtected) this.refs.add(`${address} ${ref}`);
    else this.refs.delete(`${address} ${ref}`);
  }
}

const open = async (protectedRefs: ProtectedRefs = new Remembered()): Promise<OpenedGate> =>
  await made.scene.open({
    turnedOnRemotes: () => made.turnedOn,
    protectedRefs,
    programs: new NodePrograms({
      workspace: made.scene.repository.root,
      path: [forges, "/nowhere"].join(delimiter),
    }),
  });

const main = { remote: "origin", ref: "refs/heads/main" };

describe("a branch that a remote protects", () => {
  it("is remembered where a push was told so, until one succeeds", async () => {
    const { repository } = made.scene;
    made.turnOn();
    const remembered = new Remembered();
    const opened = await open(remembered);
    expect(await opened.protectedUpstream()).toBeUndefined();
    const words = "GH006: Protected branch update failed";
    made.hook("update", `[ "$1" = refs/heads/main ] && echo "${words}" >&2 && exit 1; exit 0`);
    const grant = async (): Promise<string> => {
      const { id } = await made.ask({ to: "main" });
      return (await opened.gate.grant(await opened.gate.prepare(id), "ada")).receipt.outcome;
    };
    expect(await grant()).toBe("failed");
    expect(await opened.protectedUpstream()).toEqual(main);
    // Of another branch, and of another address, nothing is known.
    repository.git("checkout", "--quiet", "-b", "topic");
    expect(await opened.protectedUpstream()).toBeUndefined();
    repository.git("config", "branch.topic.remote", "origin");
    repository.git("config", "branch.topic.merge", "refs/heads/main");
    expect(await opened.protectedUpstream()).toEqual(main);
    made.leadTo(`${made.fileUrl}/`);
    expect(await opened.protectedUpstream()).toBeUndefined();
    made.leadTo(made.fileUrl);
    made.hook("update", "exit 0");
    expect(await grant()).toBe("executed");
    expect(await opened.protectedUpstream()).toBeUndefined();
  });

  it.each([
    ["gh", "https://github.com/dana/shop.git", "repos/dana/shop/branches/main", "github.com"],
    [
      "glab",
      "https://gitlab.com/shops/dana/shop.git",
      "projects/shops%2Fdana%2Fshop/repository/branches/main",
      "gitlab.com",
    ],
  ])("is told by %s, which is asked only where the remote is turned on", async (name, address, endpoint, host) => {
    const forge = new StandIn(forges, name);
    forge.answer({ [`api ${endpoint}`]: { out: '{"name":"main","protected":true}\n' } });
    made.leadTo(address);
    expect(await (await open()).protectedUpstream()).toBeUndefined();
    expect(forge.started).toEqual([]);
    made.turnOn(address);
    expect(await (await open()).protectedUpstream()).toEqual(main);
    expect(forge.started.map(({ args }) => args)).toEqual([["api", endpoint, "--hostname", host]]);
  });

  it.each([
    ["says that it is not", { out: '{"protected":false}' }],
    ["says something else", { out: "<html>" }],
    ["is not signed in", { code: 4, err: "To get started with GitHub CLI, please run: gh auth login" }],
  ])("is not known where gh %s", async (_what, answer) => {
    new StandIn(forges, "gh").answer({ "api repos/dana/shop/branches/main": answer });
    made.turnOn("https://github.com/dana/shop.git");
    expect(await (await open()).protectedUpstream()).toBeUndefined();
  });

  it("is not known where gh hangs: a person waits for two seconds", async () => {
    new StandIn(forges, "gh").answer({ "api repos/dana/shop/branches/main": { hangs: true } });
    made.turnOn("https://github.com/dana/shop.git");
    const opened = await open();
    const began = performance.now();
    expect(await opened.protectedUpstream()).toBeUndefined();
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it("is not known without a remote, and on no branch", async () => {
    const { repository } = made.scene;
    repository.git("checkout", "--quiet", "--detach");
    expect(await (await open()).protectedUpstream()).toBeUndefined();
    repository.git("checkout", "--quiet", "main");
    repository.git("remote", "remove", "origin");
    expect(await (await open()).protectedUpstream()).toBeUndefined();
  });
});
