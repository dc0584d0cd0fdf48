import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { redact } from "../../../src/core/base/redact.ts";
import { runs } from "../../support/effort.ts";
import { threadTime } from "../../support/threadTime.ts";

const letters = (count: number): string => "Ab3dEf6hIj9lMn2pQr5tUv8x".repeat(20).slice(0, count);
// Put together here, so that no scanner takes this file for a leak.
const secrets: Readonly<Record<string, string>> = {
  "a GitHub token": `ghp_${letters(36)}`,
  "a GitHub app token": `ghs_${letters(36)}`,
  "a fine-grained GitHub token": `github_pat_${letters(22)}_${letters(59)}`,
  "a GitLab token": `glpat-${letters(20)}`,
  "an AWS key id": `AKIA${letters(16).toUpperCase()}`,
  "a Slack token": `xoxb-1234567890-${letters(24)}`,
  "an Anthropic key": `sk-ant-api03-${letters(80)}`,
  "an OpenAI key": `sk-proj-${letters(48)}`,
  "a Stripe key": `sk_live_${letters(24)}`,
  "a Google key": `AIza${letters(35)}`,
  "a Google access token": `ya29.${letters(60)}`,
  "an npm token": `npm_${letters(36)}`,
  "a PyPI token": `pypi-${letters(80)}`,
  "a Hugging Face token": `hf_${letters(34)}`,
  "a SendGrid key": `SG.${letters(22)}.${letters(43)}`,
  "a JSON web token": `eyJ${letters(30)}.eyJ${letters(40)}.${letters(43)}`,
};

const keyBlock = (kind: string): string =>
  `-----BEGIN ${kind}-----\n${letters(64)}\n${letters(64)}\n-----END ${kind}-----`;

describe("redact takes out", () => {
  it.each(Object.entries(secrets))("%s, in a sentence, in quotes, in code", (_name, secret) => {
    expect(redact(`Use ${secret}.`)).toBe("Use [redacted].");
    expect(redact(`{"x": "${secret}"}`)).toBe('{"x": "[redacted]"}');
    expect(redact(`call(${secret})\nand ${secret}`)).toBe("call([redacted])\nand [redacted]");
  });

  it.each(["PRIVATE KEY", "RSA PRIVATE KEY", "OPENSSH PRIVATE KEY", "EC PRIVATE KEY", "PGP PRIVATE KEY BLOCK"])(
    "a block of %s",
    (kind) => {
      expect(redact(`before\n${keyBlock(kind)}\nafter`)).toBe("before\n[redacted]\nafter");
    },
  );

  it("a private key whose end is cut off, to the end of the text", () => {
    expect(redact(`before\n${keyBlock("PRIVATE KEY").slice(0, 60)}`)).toBe("before\n[redacted]");
  });

  it.each([
    ["password=hunter2", "password=[redacted]"],
    ["PGPASSWORD=hunter2 psql", "PGPASSWORD=[redacted] psql"],
    ["GITHUB_TOKEN=abcdef123", "GITHUB_TOKEN=[redacted]"],
    ["DB_PASSWORD: hunter2", "DB_PASSWORD: [redacted]"],
    ['"password": "with spaces in it"', '"password": [redacted]'],
    ["api_key = 'abc def'", "api_key = [redacted]"],
    ["client-secret:s3cr3t, next", "client-secret:[redacted], next"],
    ["https://x.test/?access_token=abc&y=1", "https://x.test/?access_token=[redacted]&y=1"],
    ["AWS_SECRET_ACCESS_KEY=wJalr/K7MDENG", "AWS_SECRET_ACCESS_KEY=[redacted]"],
    [`Authorization: Bearer ${letters(40)}`, "Authorization: Bearer [redacted]"],
    [`curl -H 'authorization: Basic QWRhOnNlY3JldA=='`, "curl -H 'authorization: Basic [redacted]'"],
    [`with the bearer ${letters(40)}`, "with the bearer [redacted]"],
    ["https://ada:hunter2@git.test/x.git", "https://ada:[redacted]@git.test/x.git"],
    [`https://x-access-token:${letters(30)}@github.test/x`, "https://x-access-token:[redacted]@github.test/x"],
    ["postgres://app:p%40ss@db/shop", "postgres://app:[redacted]@db/shop"],
    ["https://:only@host/", "https://:[redacted]@host/"],
  ])("%s", (text, clean) => {
    expect(redact(text)).toBe(clean);
  });
});

describe("redact leaves alone", () => {
  it.each([
    "The password must have eight characters.",
    "Forgot password? Ask for a token.",
    "basic understanding, token economy, bearer of news",
    "the secret of good prose",
    "MAX_TOKEN=5 and a TOKEN",
    "passwordless login; the passwordField is focused",
    "refs/heads/session/WFS-profile-as-page",
    "1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b",
    "f".repeat(64),
    "123e4567-e89b-12d3-a456-426614174000",
    "https://example.org/a?b=c#d",
    "ssh://git@example.org:22/x.git",
    "mailto:ada@example.org and http://example.org:8080/@scope/pkg",
    "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
    "-----BEGIN PUBLIC KEY-----\nMCow\n-----END PUBLIC KEY-----",
    "skip-this and risk_live_ly, task-sk-1",
    "Résumé naïve 日本語 \u202e",
    "",
  ])("%j", (text) => {
    expect(redact(text)).toBe(text);
  });

  it("ordinary words, whatever they are", () => {
    const word = fc.stringMatching(/^[a-z]{1,15}$/u);
    fc.assert(
      fc.property(fc.array(word, { maxLength: 40 }), (words) => {
        expect(redact(words.join(" "))).toBe(words.join(" "));
      }),
    );
  });
});

describe("redact, for any text", () => {
  const piece = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom(
      "password=",
      "Bearer ",
      "-----BEGIN PRIVATE KEY-----",
      "https://a:",
      "@",
      '"',
      "'",
      "[redacted]",
      ...Object.values(secrets),
    ),
  );

  it("changes nothing when it is done again", () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const once = redact(pieces.join(""));
        expect(redact(once)).toBe(once);
      }),
      { numRuns: runs(3000) },
    );
  });

  it("leaves no secret that stands by itself", () => {
    fc.assert(
      fc.property(fc.lorem(), fc.constantFrom(...Object.values(secrets)), fc.lorem(), (before, secret, after) => {
        expect(redact(`${before} ${secret} ${after}`)).toBe(`${before} [redacted] ${after}`);
      }),
    );
  });

  it.each(["a", "-----BEGIN PRIVATE KEY", "password", "https://", "eyJ", "bearer ", "a:", "_", " ", "=", "sk-", '"'])(
    "takes no long time over a megabyte of %j",
    (unit) => {
      const text = unit.repeat(1_000_000 / unit.length);
      const began = threadTime();
      redact(text);
      expect(threadTime() - began).toBeLessThan(5000);
    },
  );
});
