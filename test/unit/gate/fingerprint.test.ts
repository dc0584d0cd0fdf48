import { createHash } from "node:crypto";
import { assert, property, shuffledSubarray } from "fast-check";
import { describe, expect, it, test } from "vitest";
import { NodeCryptography } from "../../../src/adapters/nodeCryptography.ts";
import { actionSchema, type ActionDocument } from "../../../src/core/review/kinds/actionDocument.ts";
import { differingFields } from "../../../src/core/gate/differingFields.ts";
import { canonicalBytes, documentOf, fingerprintOf } from "../../../src/core/gate/fingerprint.ts";
import { policyDigest } from "../../../src/core/gate/policy.ts";
import { sampleActions } from "./actionSamples.ts";

const cryptography = new NodeCryptography();

/** Every leaf below a value: its path of members. */
function leaves(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [path];
  return Object.entries(value).flatMap(([name, member]) => leaves(member, [...path, name]));
}

function changed(
  document: ActionDocument,
  path: readonly string[],
  change: (leaf: unknown) => unknown,
): ActionDocument {
  const [name = "", ...rest] = path;
  const members = document as unknown as Record<string, unknown>;
  const value = members[name];
  const next = rest.length === 0 ? change(value) : changed(value as ActionDocument, rest, change);
  return { ...members, [name]: next } as unknown as ActionDocument;
}

/** Another value the schema takes too. */
function other(leaf: unknown): unknown {
  if (Array.isArray(leaf)) return [...(leaf as unknown[]), "more"];
  if (typeof leaf === "number") return leaf + 1;
  if (typeof leaf !== "string") return "something";
  if (/^[0-9]{8}T/u.test(leaf)) return leaf.replace(/.$/u, leaf.endsWith("0") ? "1" : "0");
  if (/^[0-9a-f]{40}$/u.test(leaf)) return "9".repeat(40);
  if (leaf === "sha1") return "sha256";
  if (leaf === "squash") return "merge";
  if (leaf === "forward") return "rewrite";
  if (leaf === "gh") return "glab";
  return `${leaf}-other`;
}

describe.each(sampleActions.map((document) => [document.kind, document] as const))("%s", (kind, document) => {
  it("has the SHA-256 over kind, NUL and bytes as its fingerprint", () => {
    const bytes = canonicalBytes(actionSchema, document);
    const expected = createHash("sha256").update(kind).update("\0").update(bytes).digest("hex");
    expect(fingerprintOf(cryptography, kind, bytes)).toBe(expected);
  });

  it("has the same bytes in whatever order its members were put", () => {
    const names = Object.keys(document);
    assert(
      property(shuffledSubarray(names, { minLength: names.length }), (order) => {
        const members = document as unknown as Readonly<Record<string, unknown>>;
        const shuffled = Object.fromEntries(order.map((name) => [name, members[name]]));
        expect(canonicalBytes(actionSchema, shuffled as unknown as ActionDocument)).toEqual(
          canonicalBytes(actionSchema, document),
        );
      }),
    );
  });

  it("is read back from its bytes, and from nothing that is not exactly those", () => {
    const bytes = canonicalBytes(actionSchema, document);
    expect(documentOf(actionSchema, bytes)).toEqual(document);
    const text = new TextDecoder().decode(bytes);
    for (const wrong of [
      `${text} `,
      `\uFEFF${text}`,
      text.slice(0, -1),
      text.replace("{", '{"extra":1,'),
      "null",
      "",
    ]) {
      expect(documentOf(actionSchema, new TextEncoder().encode(wrong))).toBeUndefined();
    }
  });

  it.each(
    leaves(document)
      .filter(([name]) => name !== "kind" && name !== "version")
      .map((path) => [path.join("."), path]),
  )("with another %s has another fingerprint, and the field is named", (name, path) => {
    const now = changed(document, path, other);
    expect(differingFields(document, now)).toEqual([name]);
    const prints = [document, now].map((each) =>
      fingerprintOf(cryptography, each.kind, canonicalBytes(actionSchema, each)),
    );
    expect(new Set(prints).size).toBe(2);
  });

  it("takes no unknown members", () => {
    expect(() => canonicalBytes(actionSchema, { ...document, more: 1 } as unknown as ActionDocument)).toThrow();
  });
});

test("the same bytes as another kind have another fingerprint", () => {
  const [merge] = sampleActions;
  const bytes = canonicalBytes(actionSchema, merge as ActionDocument);
  const prints = (["merge", "commit", "teardown"] as const).map((kind) => fingerprintOf(cryptography, kind, bytes));
  expect(new Set(prints).size).toBe(3);
});

test("each setting of the policy changes its digest", () => {
  const digests = [
    { maxAgeMinutes: 0, requirePassedChecks: false },
    { maxAgeMinutes: 1, requirePassedChecks: false },
    { maxAgeMinutes: 0, requirePassedChecks: true },
  ].map((policy) => policyDigest(cryptography, policy));
  expect(new Set(digests).size).toBe(3);
  expect(policyDigest(cryptography, { requirePassedChecks: true, maxAgeMinutes: 0 })).toBe(digests[2]);
});
