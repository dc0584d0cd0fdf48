import { describe, expect, it } from "vitest";
import { secretRules } from "../../../src/core/redaction/rules.ts";
import { secretPhrase } from "../../../src/core/redaction/secretPhrase.ts";

describe("each rule", () => {
  it.each(secretRules.map((rule) => [rule.name, rule] as const))("%s is data that the engine can use", (name, rule) => {
    expect(name).toMatch(/^[a-z0-9-]{1,40}$/u);
    expect(rule.keywords.length).toBeGreaterThan(0);
    for (const keyword of rule.keywords) expect(keyword).toMatch(/^[!-~ ]+$/u);
    expect(rule.keywords.map((keyword) => keyword.toLowerCase())).toEqual(rule.keywords);
    expect(rule.pattern).not.toMatch(/(?<!\\)[*+](?![^[]*\])|\{\d+,\}/u);
    expect(String(secretPhrase(name))).toMatch(/^(?:an? .*[a-z]|the signature of a link)$/u);
  });
});

it.each([
  ["github-token", "a GitHub token"],
  ["aws-access-key", "an AWS key"],
  ["openai-key", "an OpenAI key"],
  ["npm-token", "an npm token"],
  ["slack-webhook", "a Slack webhook"],
  ["password", "a password"],
  ["private-key", "a private key"],
  ["secret-value", "a secret"],
  ["none-of-ours", "a secret"],
])("people call %s %s", (name, phrase) => {
  expect(String(secretPhrase(name))).toBe(phrase);
});
