import { existsSync, readdirSync, rmSync, utimesSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { SecretStore } from "../../../src/adapters/ed25519Signer.ts";
import { FileError } from "../../../src/core/base/errors.ts";
import { say } from "../../../src/core/base/text.ts";
import { GitError } from "../../../src/core/git/repository/gitError.ts";
import type { FileSystem, Git } from "../../../src/core/base/ports.ts";
import type { RequestView } from "../../../src/core/review/requests/requests.ts";
import type { Gate } from "../../../src/core/review/gate.ts";
import { beforeWriting } from "../review/beforeWriting.ts";
import { fork, GateScene } from "../review/gateScene.ts";
import { reviewerOf } from "../review/reviewWindow.ts";

let scene: GateScene;
let main: string;
beforeAll(async () => {
  scene = await GateScene.make();
  scene.leaveMain();
  main = scene.at("main");
});
afterAll(() => scene.dispose());

let view: RequestView;
beforeEach(async () => {
  scene.repository.git("branch", "--quiet", "--force", "main", main);
  view = await scene.askMerge({ into: "refs/heads/main" });
});

/** The real files, but what is made at such a path does not fit on the disk, as long as the test says so. */
function fullAt(where: RegExp, full: () => boolean = () => true): FileSystem {
  return beforeWriting(scene.workspace.fs, (path) => {
    if (where.test(path) && full()) throw new FileError("no-space", path, say`No space left on device`);
  });
}

const events = async (gate: Pick<Awaited<ReturnType<GateScene["open"]>>, "audit">): Promise<readonly string[]> =>
  (await gate.audit.read()).filter(({ request }) => request === view.id).map(({ event }) => event);
const state = async (): Promise<string> => (await scene.requests.get(view.id)).state;

/** Grants as another window would, with everything in order. */
async function expectStillGrantable(): Promise<void> {
  expect(await state()).toBe("waiting");
  expect(existsSync(scene.claim(view))).toBe(false);
  const gate = await scene.gate();
  expect((await gate.grant(await gate.prepare(view.id), "ada")).receipt.outcome).toBe("executed");
}

describe("a disk that is full", () => {
  it.each([
    ["at the claim", /\/claims\//u],
    ["at the decision", /\/decision\.json$/u],
  ])("%s: nothing is decided or done, and it can be granted when there is space", async (_when, path) => {
    const gate = await scene.gate({ fs: fullAt(path) });
    const refusal = { code: "file", hint: expect.stringContaining("Free some disk space") as string };
    await expect(gate.grant(await gate.prepare(view.id), "ada")).rejects.toMatchObject(refusal);
    expect(scene.at("main")).toBe(main);
    expect(readdirSync(view.path)).toEqual(["request.json"]);
    await expectStillGrantable();
  });

  it("at the audit record of the grant: nothing is done, because it could not be put on record", async () => {
    const opened = await scene.open({ fs: fullAt(/\/audit\//u) });
    const { receipt } = await opened.gate.grant(await opened.gate.prepare(view.id), "ada");
    expect(receipt).toMatchObject({ outcome: "failed", message: expect.stringContaining("put on record") as string });
    expect(scene.at("main")).toBe(main);
    expect(await state()).toBe("failed");
    expect((await scene.requests.askAgain(view.id, "agent")).state).toBe("waiting");
    const next = await scene.open();
    expect(await next.gate.recover()).toEqual([]);
    expect(await events(next)).toEqual(["granted", "failed"]);
  });

  it("at the receipt: it is executed, says so, and the receipt is written when it is recovered", async () => {
    const gate = await scene.gate({ fs: fullAt(/\/receipt\.json$/u) });
    const { receipt } = await gate.grant(await gate.prepare(view.id), "ada");
    expect(receipt).toMatchObject({ outcome: "executed", to: scene.at("main") });
    expect(existsSync(scene.file(view, "receipt.json"))).toBe(false);
    expect(await state()).toBe("executed"); // By the reviewer's own copy.
    const next = await scene.open();
    expect(await next.gate.recover()).toEqual([receipt]);
    expect(scene.json(view, "receipt.json")).toEqual(receipt);
    expect(await events(next)).toEqual(["granted", "executed"]);
    expect(scene.repository.git("rev-list", `${main}..main`)).toBe(scene.at("main"));
  });

  it("at both copies of the receipt: it is executed, and both are written when it is recovered", async () => {
    const gate = await scene.gate({ fs: fullAt(/[/.]receipt\.json$/u) });
    const { receipt } = await gate.grant(await gate.prepare(view.id), "ada");
    expect(receipt).toMatchObject({ outcome: "executed", to: scene.at("main") });
    expect(await state()).toBe("deciding");
    const next = await scene.open();
    expect(await next.gate.recover()).toMatchObject([{ outcome: "executed", to: scene.at("main") }]);
    expect([await state(), await events(next)]).toEqual(["executed", ["granted", "executed"]]);
    expect(existsSync(`${scene.claim(view)}.receipt.json`)).toBe(true);
    expect(await next.gate.recover()).toEqual([]);
  });

  it("at both copies, and the request is removed meanwhile: what came of it is kept and on record all the same", async () => {
    const gate = await scene.gate({ fs: fullAt(/[/.]receipt\.json$|\/audit\//u, () => scene.at("main") !== main) });
    expect((await gate.grant(await gate.prepare(view.id), "ada")).receipt.outcome).toBe("executed");
    rmSync(view.path, { recursive: true });
    const next = await scene.open();
    expect(await events(next)).toEqual(["granted"]);
    expect(await next.gate.recover()).toMatchObject([{ outcome: "executed", to: scene.at("main") }]);
    expect(await next.gate.recover()).toEqual([]);
    expect(await events(next)).toEqual(["granted", "executed"]);
    expect((await next.audit.verify()).ok).toBe(true);
  });

  it("at the reviewer's copy of the receipt: the one beside the request counts until it is recovered", async () => {
    const gate = await scene.gate({ fs: fullAt(/\.receipt\.json$/u) });
    expect((await gate.grant(await gate.prepare(view.id), "ada")).receipt.outcome).toBe("executed");
    expect(await state()).toBe("executed");
    const next = await scene.open();
    expect(await next.gate.recover()).toEqual([]);
    rmSync(scene.file(view, "receipt.json"));
    expect([await state(), await events(next)]).toEqual(["executed", ["granted", "executed"]]);
    expect(await next.gate.recover()).toMatchObject([{ request: view.id, outcome: "executed" }]);
  });

  it("behind the receipt: the record of it is made when it is recovered", async () => {
    const receipt = (): boolean => existsSync(scene.file(view, "receipt.json"));
    const gate = await scene.gate({ fs: fullAt(/\/audit\//u, receipt) });
    expect((await gate.grant(await gate.prepare(view.id), "ada")).receipt.outcome).toBe("executed");
    const next = await scene.open();
    expect(await events(next)).toEqual(["granted"]);
    expect(await next.gate.recover()).toEqual([]);
    expect(await next.gate.recover()).toEqual([]);
    expect(await events(next)).toEqual(["granted", "executed"]);
  });

  it("at a denial: nothing is decided", async () => {
    const gate = await scene.gate({ fs: fullAt(/\/decision\.json$/u) });
    await expect(gate.decline(view.id, "denied", "no", "ada")).rejects.toMatchObject({ code: "file" });
    await expectStillGrantable();
  });

  it("in git, while the commit is published: nothing has changed", async () => {
    const git: Git = {
      run: async (request) => {
        if (request.args.includes("index-pack")) throw new GitError("no-space", say`No space left on device`);
        return scene.repository.port().run(request);
      },
    };
    const gate = await scene.gate({ git });
    const { receipt } = await gate.grant(await gate.prepare(view.id), "ada");
    expect(receipt).toMatchObject({
      outcome: "failed",
      message: expect.stringContaining("Nothing has changed") as string,
    });
    expect(scene.at("main")).toBe(main);
  });
});

describe("a secret storage that is locked", () => {
  const locked = new Error("the keyring is locked");
  /** As it is, until so many more keys were asked for. */
  function lockedAfter(count: number): SecretStore {
    const { secrets } = reviewerOf(scene.repository.root, scene.workspace.fs);
    let left = count;
    return {
      store: async (text) => secrets.store(text),
      get: async () => (left-- > 0 ? secrets.get() : Promise.reject(locked)),
    };
  }

  it("lets nobody grant or deny; nothing is decided", async () => {
    const gate = await scene.gate({ secrets: lockedAfter(0) });
    const refusal = { code: "refused", message: expect.stringContaining("the keyring is locked") as string };
    await expect(gate.grant(await gate.prepare(view.id), "ada")).rejects.toMatchObject(refusal);
    await expect(gate.decline(view.id, "denied", "no", "ada")).rejects.toMatchObject(refusal);
    expect(scene.at("main")).toBe(main);
    await expectStillGrantable();
  });

  it("behind the execution: says that it was executed, and the receipt follows", async () => {
    // The decision asks for the key twice, and so does the audit record.
    const gate = await scene.gate({ secrets: lockedAfter(4) });
    const action = await gate.prepare(view.id);
    await expect(gate.grant(action, "ada")).rejects.toMatchObject({
      message: expect.stringMatching(/^main moved from .* its receipt could not be signed: .*locked/u) as string,
    });
    expect(scene.at("main")).not.toBe(main);
    await expect(gate.prepare(view.id)).rejects.toMatchObject({ code: "conflict" });
    const next = await scene.open();
    expect(await next.gate.recover()).toMatchObject([{ outcome: "executed", to: scene.at("main") }]);
    expect(await events(next)).toEqual(["granted", "executed"]);
  });
});

describe("a clock that is set back", () => {
  const minutes = 60_000;
  let gate: Gate;
  beforeEach(async () => {
    gate = await scene.gate();
  });

  it("brings no deadline back while a window is open", async () => {
    const late = await scene.askMerge({ into: "refs/heads/main", deadlineIn: 10 * minutes });
    const action = await gate.prepare(late.id);
    scene.clock.ahead = 11 * minutes;
    expect((await scene.requests.get(late.id)).state).toBe("expired");
    scene.clock.ahead = -5 * minutes;
    await expect(gate.grant(action, "ada")).rejects.toMatchObject({
      message: expect.stringContaining("set back") as string,
    });
    scene.clock.ahead = 0;
    expect(scene.at("main")).toBe(main);
  });

  it("is noticed by the next window too, by what was decided since", async () => {
    await gate.decline(view.id, "denied", "not now", "ada");
    const other = await scene.askMerge({ into: "refs/heads/main", deadlineIn: 60 * minutes });
    scene.clock.ahead = -4 * minutes;
    // Those of earlier tests, which may be of the same second, were decided long before.
    for (const name of readdirSync(dirname(scene.claim(view)))) {
      if (name !== view.id) utimesSync(join(dirname(scene.claim(view)), name), 0, 0);
    }
    const next = await scene.gate();
    const refusal = {
      code: "refused",
      message: expect.stringContaining("clock was set back") as string,
      hint: expect.stringContaining(scene.claim(view)) as string,
    };
    await expect(next.prepare(other.id)).rejects.toMatchObject(refusal);
    // A person who knows that the clock is right now has a way out.
    const now = new Date(Date.now() + scene.clock.ahead);
    for (const name of readdirSync(dirname(scene.claim(view)))) {
      utimesSync(join(dirname(scene.claim(view)), name), now, now);
    }
    expect((await next.grant(await next.prepare(other.id), "ada")).receipt.outcome).toBe("executed");
    scene.clock.ahead = 0;
  });

  it("stops nothing that cannot expire", async () => {
    await gate.decline(view.id, "denied", "not now", "ada");
    const ahead = new Date(Date.now() + 24 * 60 * minutes);
    utimesSync(scene.claim(view), ahead, ahead);
    const other = await scene.askMerge({ into: "refs/heads/main" });
    scene.policy = { ...scene.policy, maxAgeMinutes: 10 };
    await expect(gate.prepare(other.id)).rejects.toMatchObject({ code: "refused" });
    scene.policy = { ...scene.policy, maxAgeMinutes: 0 };
    expect((await gate.grant(await gate.prepare(other.id), "ada")).receipt.outcome).toBe("executed");
  });

  it("lets a request of the future expire, instead of waiting for ever", async () => {
    scene.clock.ahead = 60 * minutes;
    const { id } = await scene.askMerge({ into: "refs/heads/main" });
    scene.clock.ahead = 0;
    const fresh = await (await scene.gate()).prepare(id).catch((error: unknown) => error);
    expect(fresh).toMatchObject({ code: "conflict", message: expect.stringContaining("still to come") as string });
  });
});

it("two windows: the second click of the same request does nothing", async () => {
  const [one, other] = [await scene.gate(), await scene.gate()];
  const [shown, alsoShown] = [await one.prepare(view.id), await other.prepare(view.id)];
  expect(shown.fingerprint).toBe(alsoShown.fingerprint);
  expect((await one.grant(shown, "ada")).receipt.outcome).toBe("executed");
  await expect(other.grant(alsoShown, "bob")).rejects.toMatchObject({ code: "conflict" });
  await expect(other.decline(view.id, "denied", "late", "bob")).rejects.toMatchObject({ code: "conflict" });
  expect(await other.differing(alsoShown)).toContain("decision");
});

it("withdrawn after the click: nothing is done, and nothing was decided", async () => {
  const gate = await scene.gate();
  const action = await gate.prepare(view.id);
  await scene.requests.withdraw(view.id);
  expect(await gate.differing(action)).toContain("withdrawn");
  await expect(gate.grant(action, "ada")).rejects.toMatchObject({ code: "conflict" });
  await expect(gate.decline(view.id, "denied", "no", "ada")).rejects.toMatchObject({ code: "refused" });
  expect(scene.at("main")).toBe(main);
  expect(await state()).toBe("withdrawn");
  expect(existsSync(scene.claim(view))).toBe(false);
});

it("the target moved at the very last moment: the compare-and-swap refuses", async () => {
  const { repository } = scene;
  const meanwhile = repository.git("commit-tree", "-p", main, "-m", "meanwhile", "main^{tree}");
  const port = repository.port();
  const git: Git = {
    run: async (request) => {
      const last = request.args.includes("update-ref") && Buffer.from(request.stdin ?? []).includes("refs/heads/main");
      if (last) repository.git("update-ref", "refs/heads/main", meanwhile);
      return port.run(request);
    },
  };
  const gate = await scene.gate({ git });
  const { receipt } = await gate.grant(await gate.prepare(view.id), "ada");
  expect(receipt).toMatchObject({ outcome: "refused", differing: ["target.from"] });
  expect(scene.at("main")).toBe(meanwhile);
});

it("the session archived after the click: nothing is done, and nothing was decided", async () => {
  const gate = await scene.gate();
  const action = await gate.prepare(view.id);
  await scene.workspace.sessions.complete(fork, { archive: true });
  expect(await gate.differing(action)).toContain("session");
  await expect(gate.grant(action, "ada")).rejects.toMatchObject({ code: "conflict" });
  expect(scene.at("main")).toBe(main);
  await scene.workspace.sessions.unarchive(fork);
  await expectStillGrantable();
});
