import { receiptType, type Receipt } from "../../../src/core/gate/receipt.ts";
import { decisionType, type Decision, decisionSchema } from "../../../src/core/gate/decision.ts";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { signedBytes, verifyDocument } from "../../../src/core/gate/signature.ts";
import { runs } from "../../support/effort.ts";
import { fork, mergeId } from "../../support/requests.ts";
import { Reviewer } from "../../support/reviewer.ts";

const ada = new Reviewer();
const mallory = new Reviewer();
const about = { request: mergeId, session: fork };

describe("a signed decision", () => {
  it("is believed with the reviewer's key, whatever order and white space its file has", async () => {
    const decision = await ada.decide(about);
    const shuffled = Object.fromEntries(Object.entries(decision).toReversed()) as unknown as Decision;
    expect(verifyDocument(ada.cryptography, await ada.keys.keys(), decisionType, decision)).toBe(true);
    expect(verifyDocument(ada.cryptography, await ada.keys.keys(), decisionType, shuffled)).toBe(true);
  });

  it("is not believed with a good signature of somebody else's key, nor without a key at all", async () => {
    const forged = await mallory.decide({ ...about, decision: "granted", reason: "" });
    expect(verifyDocument(ada.cryptography, await mallory.keys.keys(), decisionType, forged)).toBe(true);
    expect(verifyDocument(ada.cryptography, await ada.keys.keys(), decisionType, forged)).toBe(false);
    expect(verifyDocument(ada.cryptography, [], decisionType, forged)).toBe(false);
    const named = { ...forged, key: (await ada.keys.keys())[0] ?? "" };
    expect(verifyDocument(ada.cryptography, await ada.keys.keys(), decisionType, named)).toBe(false);
  });

  it("is no longer believed when any one member is another", async () => {
    const decision = await ada.decide(about);
    const keys = await ada.keys.keys();
    const members = Object.keys(decisionSchema.shape) as (keyof Decision)[];
    expect(members.length).toBeGreaterThan(10);
    fc.assert(
      fc.property(fc.constantFrom(...members), fc.jsonValue(), (member, value) => {
        fc.pre(JSON.stringify(value) !== JSON.stringify(decision[member]));
        const changed = { ...decision, [member]: value } as Decision;
        if (typeof changed.key !== "string" || typeof changed.signature !== "string") return;
        expect(verifyDocument(ada.cryptography, keys, decisionType, changed)).toBe(false);
      }),
      { numRuns: runs(500) },
    );
  });

  it("cannot be passed off as a document of another type", async () => {
    const members = { version: 1, request: "x" };
    expect(signedBytes(decisionType, members)).not.toEqual(signedBytes(receiptType, members));
    const decision = await ada.decide(about);
    expect(verifyDocument(ada.cryptography, await ada.keys.keys(), receiptType, decision as unknown as Receipt)).toBe(
      false,
    );
  });
});

describe("Ed25519Signer", () => {
  it("makes one key for several windows, keeps it, and publishes the public half", async () => {
    const reviewer = new Reviewer();
    const first = await reviewer.signer.key();
    const other = new Reviewer();
    other.secrets.text = reviewer.secrets.text;
    expect(await other.signer.key()).toBe(first);
    expect(reviewer.keys.known).toEqual([first]);
    expect(Buffer.from(first, "base64")).toHaveLength(44);
  });

  it("keeps reading history with a former key after the secret was lost", async () => {
    const reviewer = new Reviewer();
    const decision = await reviewer.decide(about);
    reviewer.secrets.text = undefined;
    await reviewer.signer.key();
    expect(reviewer.keys.known).toHaveLength(2);
    expect(verifyDocument(reviewer.cryptography, await reviewer.keys.keys(), decisionType, decision)).toBe(true);
  });

  it.each<readonly [name: string, secrets: { get(): Promise<string | undefined>; store(): Promise<void> }]>([
    ["cannot be read", { get: async () => Promise.reject(new Error("no keyring")), store: async () => undefined }],
    ["cannot be written", { get: async () => undefined, store: async () => Promise.reject(new Error("no keyring")) }],
    ["forgets", { get: async () => undefined, store: async () => undefined }],
    ["holds something else", { get: async () => "aGVsbG8=", store: async () => undefined }],
  ])("refuses, saying what to do, where the secret storage %s", async (_name, secrets) => {
    const { Ed25519Signer } = await import("../../../src/adapters/ed25519Signer.ts");
    const { keys } = new Reviewer();
    const signer = new Ed25519Signer(secrets, keys);
    await expect(signer.sign(new Uint8Array([1]))).rejects.toMatchObject({
      code: "refused",
      message: expect.stringContaining("secret storage") as string,
      hint: expect.stringContaining("keyring") as string,
    });
    expect(keys.known).toEqual([]);
  });
});

describe("NodeCryptography", () => {
  it("answers false for keys and signatures that cannot be read, and for other algorithms", async () => {
    const { generateKeyPairSync } = await import("node:crypto");
    const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 1024 });
    const rsa = publicKey.export({ format: "der", type: "spki" }).toString("base64");
    for (const key of ["", "x", "AAAA", rsa]) {
      expect(ada.cryptography.verify(key, new Uint8Array(), "AAAA")).toBe(false);
    }
    expect(ada.cryptography.sha256(new TextEncoder().encode("abc"))).toBe(
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    );
  });
});
