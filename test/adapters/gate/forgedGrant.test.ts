import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { SystemRandom } from "../../../src/adapters/systemRandom.ts";
import { NodeFileSystem } from "../../../src/adapters/nodeFileSystem.ts";
import type { RequestView } from "../../../src/core/review/requests/requests.ts";
import type { Gate, PreparedAction } from "../../../src/core/review/gate.ts";
import { Reviewer } from "../../support/reviewer.ts";
import { fork, GateScene } from "../review/gateScene.ts";
import { openWindow } from "../review/reviewWindow.ts";

let scene: GateScene;
let gate: Gate;
let main: string;
beforeAll(async () => {
  scene = await GateScene.make();
  scene.leaveMain();
  gate = await scene.gate();
  main = scene.at("main");
});
afterAll(() => scene.dispose());

const stranger = new Reviewer();
const ask = async (): Promise<RequestView> => scene.askMerge({ into: "refs/heads/main" });

async function expectNothingDone(attempt: Promise<unknown>): Promise<void> {
  const outcome = await attempt.then(
    (found) => (found as Awaited<ReturnType<Gate["grant"]>>).receipt.outcome,
    (error: unknown) => (error as { readonly code?: string }).code,
  );
  expect(["refused", "conflict", "not-found", "unsafe-path"]).toContain(outcome);
  expect(scene.at("main")).toBe(main);
}

const writeJson = (path: string, value: unknown): void => writeFileSync(path, JSON.stringify(value));

describe("files that somebody else wrote beside a request that is shown", () => {
  let view: RequestView;
  let action: PreparedAction;
  beforeEach(async () => {
    view = await ask();
    action = await gate.prepare(view.id);
  });
  const about = (): Pick<RequestView, "session"> & { readonly request: RequestView["id"] } => ({
    request: view.id,
    session: view.session,
  });

  it.each<readonly [what: string, name: string, state: string, make: () => Promise<unknown>]>([
    [
      "a grant of another key",
      "decision.json",
      "unverified",
      async () => stranger.decide({ ...about(), decision: "granted", reason: "" }),
    ],
    [
      "a denial of another key",
      "decision.json",
      "unverified",
      async () => stranger.decide({ ...about(), decision: "denied" }),
    ],
    ["no JSON", "decision.json", "forged", async () => Promise.resolve("granted")],
    [
      "a grant that names the reviewer's key and has another's signature",
      "decision.json",
      "forged",
      async () => ({
        ...(await stranger.decide({ ...about(), decision: "granted" })),
        key: (await scene.home.keys())[0],
      }),
    ],
    [
      "a receipt of another key",
      "receipt.json",
      "unverified",
      async () => stranger.receive({ ...about(), outcome: "executed" }),
    ],
  ])("%s as %s: %s, and the grant is off", async (_what, name, state, make) => {
    writeJson(scene.file(view, name), await make());
    expect(await scene.requests.get(view.id)).toMatchObject({ state, decision: null, receipt: null });
    expect(await gate.differing(action)).toContain("decision");
    await expectNothingDone(gate.grant(action, "ada"));
    await expect(gate.prepare(view.id)).rejects.toMatchObject({ code: "refused" });
    await expect(gate.decline(view.id, "denied", "no", "ada")).rejects.toMatchObject({ code: "refused" });
    expect(existsSync(scene.claim(view))).toBe(false);
  });

  it.each<readonly [what: string, make: () => Promise<string>]>([
    ["no claim at all", async () => Promise.resolve("mine")],
    ["cut off", async () => Promise.resolve('{"version":1,"root":')],
    [
      "signed by another key",
      async () => {
        const decision = await stranger.decide({
          ...about(),
          decision: "granted",
          reason: "",
          fingerprint: action.fingerprint,
        });
        const text = new TextDecoder().decode(action.bytes);
        const claim = { version: 1, root: scene.repository.root, host: "h", process: 1, time: "2026-01-01T10:05:00Z" };
        return JSON.stringify({ ...claim, decision, action: text, landing: null, differing: [] });
      },
    ],
  ])("a claim that is %s stops the grant and is never carried out", async (_what, make) => {
    writeFileSync(scene.claim(view), await make());
    await expectNothingDone(gate.grant(action, "ada"));
    expect(await gate.recover()).toEqual([]);
    expect(scene.at("main")).toBe(main);
    expect((await scene.requests.get(view.id)).state).toBe("waiting");
  });

  it.each<readonly [what: string, redirect: (elsewhere: string) => void]>([
    [
      "the request's directory",
      (elsewhere) => {
        renameSync(view.path, elsewhere);
        symlinkSync(elsewhere, view.path);
      },
    ],
    [
      "approvals",
      (elsewhere) => {
        renameSync(join(view.path, ".."), elsewhere);
        symlinkSync(elsewhere, join(view.path, ".."));
      },
    ],
    [
      "the session",
      (elsewhere) => {
        renameSync(scene.repository.path(".workflow", fork), elsewhere);
        symlinkSync(elsewhere, scene.repository.path(".workflow", fork));
      },
    ],
    [
      "request.json",
      (elsewhere) => {
        mkdirSync(elsewhere);
        renameSync(join(view.path, "request.json"), join(elsewhere, "request.json"));
        symlinkSync(join(elsewhere, "request.json"), join(view.path, "request.json"));
      },
    ],
  ])("a link in the place of %s is not followed", async (_what, redirect) => {
    const elsewhere = scene.repository.beside(`elsewhere-${view.id}`);
    const aside = scene.repository.beside("aside");
    cpSync(scene.repository.path(".workflow"), aside, { recursive: true });
    redirect(elsewhere);
    const before = scene.repository.tree(elsewhere);
    await expectNothingDone(gate.grant(action, "ada"));
    expect(scene.repository.tree(elsewhere)).toEqual(before);
    rmSync(scene.repository.path(".workflow"), { recursive: true });
    renameSync(aside, scene.repository.path(".workflow"));
  });
});

describe("a true denial that was tampered with", () => {
  it.each<readonly [how: string, tamper: (text: string) => string | Uint8Array]>([
    ["cut off", (text) => text.slice(0, -40)],
    ["emptied", () => ""],
    ["filled with NUL", (text) => new Uint8Array(text.length)],
    ["turned into a grant", (text) => text.replace('"denied"', '"granted"')],
    ["with a second, granting member behind the first", (text) => text.replace(/\}\s*$/u, ', "decision": "granted"}')],
    ["with a member nobody signed", (text) => text.replace(/\}\s*$/u, ', "scope": "*"}')],
    ["blown up", (text) => `${text}${" ".repeat(2 * 1024 * 1024)}`],
  ])("%s: forged, and nothing is granted", async (_how, tamper) => {
    const view = await ask();
    const action = await gate.prepare(view.id);
    await (await scene.gate()).decline(view.id, "denied", "no", "ada");
    const path = scene.file(view, "decision.json");
    writeFileSync(path, tamper(readFileSync(path, "utf8")));
    expect((await scene.requests.get(view.id)).state).toBe("forged");
    await expectNothingDone(gate.grant(action, "ada"));
  });
});

describe("a decision that was true once", () => {
  it("decides no other request", async () => {
    const first = await ask();
    await gate.decline(first.id, "denied", "not this one", "ada");
    const second = await ask();
    const action = await gate.prepare(second.id);
    copyFileSync(scene.file(first, "decision.json"), scene.file(second, "decision.json"));
    expect((await scene.requests.get(second.id)).state).toBe("forged");
    await expectNothingDone(gate.grant(action, "ada"));
  });

  it("is not taken back by deleting its files, nor made twice by undoing what it did", async () => {
    const view = await ask();
    const action = await gate.prepare(view.id);
    expect((await gate.grant(action, "ada")).receipt.outcome).toBe("executed");
    await gate.undo(view.id, "ada");
    for (const name of ["decision.json", "receipt.json"]) rmSync(scene.file(view, name));
    expect((await scene.requests.get(view.id)).state).toBe("undone");
    await expect(gate.prepare(view.id)).rejects.toMatchObject({ code: "conflict" });
    await expectNothingDone(gate.grant(action, "ada"));
    await expectNothingDone((await scene.gate()).grant(action, "ada"));
    const settled = (await gate.recover()).filter(({ request }) => request === view.id);
    expect(settled).toMatchObject([{ outcome: "executed" }]);
    expect(existsSync(scene.file(view, "decision.json"))).toBe(true);
    expect((await scene.requests.get(view.id)).state).toBe("undone");
    expect(scene.at("main")).toBe(main);
  });

  it("does nothing in a copy of the repository, and is not believed there", async () => {
    const copied = scene.repository.beside("copy");
    const view = await ask();
    const { root } = scene.repository;
    cpSync(root, copied, { recursive: true, verbatimSymlinks: true });
    const copy = await openWindow(copied, {
      fs: new NodeFileSystem(new SystemRandom()),
      git: scene.repository.port(),
    });
    const there = await copy.gate.prepare(view.id);
    const here = await gate.prepare(view.id);
    expect(there.fingerprint).not.toBe(here.fingerprint);
    expect((await gate.grant(here, "ada")).receipt.outcome).toBe("executed");
    for (const name of ["decision.json", "receipt.json"]) {
      copyFileSync(scene.file(view, name), scene.file(view, name).replace(root, copied));
    }
    expect(await copy.gate.differing(there)).toContain("decision");
    await expect(copy.gate.grant(there, "ada")).rejects.toMatchObject({
      code: "refused",
      message: expect.stringContaining("another workspace") as string,
    });
    expect(await copy.gate.recover()).toEqual([]);
    expect(scene.repository.gitIn(copied, "rev-parse", "main")).toBe(main);
    await gate.undo(view.id, "ada");
  });
});
