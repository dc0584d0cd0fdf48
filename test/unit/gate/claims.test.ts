import { decisionType } from "../../../src/core/gate/decision.ts";
import { actionSchema, type ActionDocument } from "../../../src/core/review/kinds/actionDocument.ts";
import { generateKeyPairSync, sign } from "node:crypto";
import { expect, it } from "vitest";
import { NodeCryptography } from "../../../src/adapters/nodeCryptography.ts";
import type { Processes, Signer } from "../../../src/core/base/ports.ts";
import { Claims, type Claim } from "../../../src/core/gate/claims.ts";
import { canonicalBytes, fingerprintOf } from "../../../src/core/gate/fingerprint.ts";
import type { RequestId } from "../../../src/core/sessions/model/requestId.ts";
import { signDocument } from "../../../src/core/gate/signature.ts";
import { FakeClock } from "../../support/fakes/fakeClock.ts";
import { failAt, MemoryFileSystem } from "../../support/fakes/memoryFileSystem.ts";
import { MemoryLogger } from "../../support/fakes/memoryLogger.ts";
import { sampleActions } from "./actionSamples.ts";

const cryptography = new NodeCryptography();
const start = Date.parse("2026-11-21T15:00:00Z");
const hour = 60 * 60 * 1000;

function makeSigner(): Signer & { readonly publicKey: string } {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const spki = publicKey.export({ format: "der", type: "spki" }).toString("base64");
  return {
    publicKey: spki,
    key: async () => Promise.resolve(spki),
    sign: async (bytes) => Promise.resolve(sign(null, bytes, privateKey).toString("base64")),
  };
}

const signer = makeSigner();
const [document] = sampleActions;
if (document === undefined) throw new Error("no sample");
const bytes = canonicalBytes(actionSchema, document);
const id = document.request;

async function granted(
  by: Signer = signer,
  fingerprint?: string,
): Promise<Omit<Claim<ActionDocument>, "host" | "process" | "time">> {
  const decision = await signDocument(by, decisionType, {
    version: 1,
    workspace: "/r",
    request: id,
    kind: "merge",
    session: "WFS-fork",
    decision: "granted",
    reviewer: "ada",
    reason: "",
    fingerprint: fingerprint ?? fingerprintOf(cryptography, "merge", bytes),
    request_digest: "ab",
    decided: "2026-11-21T15:00:00Z",
  });
  return {
    root: "/r",
    decision,
    action: { document: document as (typeof sampleActions)[number], bytes },
    landing: null,
    differing: [],
  };
}

interface Scene {
  readonly fs: MemoryFileSystem;
  readonly clock: FakeClock;
  readonly directory: string;
  readonly claims: (processes?: Partial<Processes>) => Claims<ActionDocument>;
}

let scenes = 0;
async function scene(): Promise<Scene> {
  const clock = new FakeClock({ start });
  const fs = new MemoryFileSystem({ now: () => clock.now() });
  const directory = `/claims-${scenes++}`;
  await fs.makeDirectory(directory);
  return {
    fs,
    clock,
    directory,
    claims: (processes) =>
      new Claims({
        documents: actionSchema,
        directory,
        fs,
        clock,
        logger: new MemoryLogger(),
        cryptography,
        processes: { host: "here", pid: 1, alive: (pid) => pid === 1, ...processes },
      }),
  };
}

it("is won once, by whatever object or process", async () => {
  const { claims } = await scene();
  const claim = await granted();
  const takers = Array.from({ length: 64 }, (_, n) => claims({ pid: n + 1 }));
  const won = await Promise.all(takers.map(async (taker) => taker.take(claim)));
  expect(won.filter(Boolean)).toHaveLength(1);
  expect(await claims().has(id)).toBe(true);
});

it("gives back what was claimed, for the process that recovers it", async () => {
  const { claims } = await scene();
  const claim = await granted();
  await claims().take({ ...claim, landing: "WFS-base", differing: ["target.from"] });
  const read = await claims().read(id, [signer.publicKey]);
  expect(read).toMatchObject({ root: "/r", host: "here", process: 1, landing: "WFS-base", differing: ["target.from"] });
  expect(read?.action).toEqual({ document, bytes });
  expect(await claims().ids()).toEqual([id]);
});

it("is abandoned when its process is gone, not while somebody may be at it", async () => {
  const { claims, clock } = await scene();
  await claims({ pid: 7 }).take(await granted());
  const claim = await claims().read(id, [signer.publicKey]);
  if (claim === undefined) throw new Error("no claim");
  expect(claims({ pid: 7 }).isAbandoned(claim)).toBe(false); // This very process is executing it.
  claims({ pid: 7 }).leave(id);
  expect(claims({ pid: 7 }).isAbandoned(claim)).toBe(true);
  expect(claims({ alive: () => true }).isAbandoned(claim)).toBe(false);
  expect(claims({ alive: () => false }).isAbandoned(claim)).toBe(true);
  expect(claims({ host: "elsewhere", alive: () => false }).isAbandoned(claim)).toBe(false);
  await clock.advance(25 * hour);
  expect(claims({ host: "elsewhere", alive: () => true }).isAbandoned(claim)).toBe(true);
});

it("believes only what the reviewer's key signed, whole, and about this action", async () => {
  const { claims, fs, directory } = await scene();
  const stranger = makeSigner();
  for (const forged of [
    await granted(stranger),
    await granted(signer, "00".repeat(32)),
    {
      ...(await granted()),
      action: { document, bytes: canonicalBytes(actionSchema, { ...document, nonce: "another" }) },
    },
    { ...(await granted()), action: null },
  ]) {
    await claims().take(forged);
    expect(await claims().read(id, [signer.publicKey])).toBeUndefined();
    await claims().giveBack(id);
  }
  const other = "20261121T150000Z-merge-ffffffff" as RequestId;
  await claims().take(await granted());
  await fs.copyFile(`${directory}/${id}`, `${directory}/${other}`);
  expect(await claims().read(other, [signer.publicKey])).toBeUndefined();
  expect(await claims().read(id, [signer.publicKey])).toBeDefined();
  claims().leave(id);
});

it("leaves nothing behind when the disk is full", async () => {
  const { claims, fs } = await scene();
  for (let step = 0; step < 6; step++) {
    const before = fs.steps;
    fs.onStep = failAt(before + step, "no-space");
    const taken = await claims()
      .take(await granted())
      .catch(() => "failed");
    fs.onStep = undefined;
    if (taken === true) {
      expect(step).toBeGreaterThan(0);
      return;
    }
    expect(await claims().has(id)).toBe(false);
  }
  throw new Error("it never succeeded");
});

it("notices a clock that was set back", async () => {
  const { claims, clock } = await scene();
  await claims().take(await granted());
  expect(await claims().fromTheFuture()).toBeUndefined();
  clock.set(clock.now() - hour);
  expect(await claims().fromTheFuture()).toMatchObject({ id });
});
