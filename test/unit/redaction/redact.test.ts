import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { redact } from "../../../src/core/redaction/redact.ts";
import { secretRules } from "../../../src/core/redaction/rules.ts";
import { runs } from "../../support/effort.ts";
import { hardNegatives } from "../../support/hardNegatives.ts";
import { contexts, Letters, secretSamples, type SecretSample } from "../../support/secretSamples.ts";
import { threadTime } from "../../support/threadTime.ts";

const letters = new Letters(1);
const githubToken = `ghp_${letters.alnum(36)}`;
const password = letters.mixed(12);

/** A part of the secret that is nowhere else; of a block its first line. */
const tellingPart = ({ secret }: SecretSample): string => secret.split("\n")[1] ?? secret;

describe("redact", () => {
  it("names the rule in the place of the secret, and says which rules there were, each once", () => {
    const text = `${githubToken} and ${githubToken}, password=${password}; done`;
    expect(redact(text)).toEqual({
      text: "[redacted:github-token] and [redacted:github-token], password=[redacted:password]; done",
      rules: ["github-token", "password"],
    });
  });

  it("leaves what is beside it as it is", () => {
    expect(redact(`{"x": "${githubToken}"}`).text).toBe('{"x": "[redacted:github-token]"}');
    expect(redact(`a\\n${githubToken}\\n`).text).toBe("a\\n[redacted:github-token]\\n");
    expect(redact(`?q%3D${githubToken}`).text).toBe("?q%3D[redacted:github-token]");
    expect(redact(`https://ada:${password}@git.test/x.git`).text).toBe(
      "https://ada:[redacted:url-password]@git.test/x.git",
    );
    expect(redact(`PGPASSWORD=${password} psql`).text).toBe("PGPASSWORD=[redacted:password] psql");
    expect(redact(`Authorization: Bearer ${letters.mixed(40)}`).text).toBe(
      "Authorization: Bearer [redacted:bearer-token]",
    );
  });

  it("takes a private key out to where it was cut off", () => {
    const cut = `-----BEGIN PRIVATE KEY-----\n${letters.base64(64)}\n${letters.base64(20)}`;
    expect(redact(`before\n${cut}`).text).toBe("before\n[redacted:private-key]");
  });

  it("does not take a mark for a secret, or a secret for part of a mark", () => {
    expect(redact("token=[redacted:secret-value]; password: [redacted:password]").rules).toEqual([]);
    expect(redact(`[redacted:${githubToken}]`).text).toBe("[redacted:[redacted:github-token]]");
  });

  it("takes out a secret that another one hid", () => {
    const two = `AKIA${letters.upper(16)}`;
    expect(redact(`${githubToken}-${two}`).text).toBe("[redacted:github-token]-[redacted:aws-access-key]");
  });
});

describe("the corpus", () => {
  const samples = [1, 2, 3].flatMap((seed) => secretSamples(seed));

  it("has as many kinds and texts as are worth something, and one of each rule", () => {
    expect(new Set(samples.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(60);
    expect(new Set(hardNegatives).size).toBeGreaterThanOrEqual(200);
    const sampled = new Set(samples.map(({ rule }) => rule));
    const others = secretRules.map(({ name }) => name).filter((name) => !sampled.has(name));
    expect(others).toEqual([]);
  });

  it.each(Object.entries(contexts))("is found as %s, and named", (_name, context) => {
    const missed = samples.filter((sample) => {
      const { text, rules } = redact(context(sample.text ?? sample.secret));
      return text.includes(tellingPart(sample)) || !rules.includes(sample.rule);
    });
    expect(missed.map(({ kind }) => kind)).toEqual([]);
  });

  it("has nothing taken out of what is no secret", () => {
    const wrong = hardNegatives.flatMap((text) => [text, ...Object.values(contexts).map((context) => context(text))]);
    expect(wrong.filter((text) => redact(text).text !== text)).toEqual([]);
  });
});

describe("redact, for any text", () => {
  const samples = secretSamples(4);
  const fragments = [
    "password=",
    "token: ",
    "Bearer ",
    "Cookie: a=",
    "-----BEGIN PRIVATE KEY-----",
    "-----END PRIVATE KEY-----",
    "https://a:",
    "@",
    '"',
    "'",
    "\\n",
    ";",
    " ",
    "=",
    ".",
    "[redacted:",
    "]",
    "[redacted:password]",
    "[redacted:github-token]",
  ];
  const secret = fc.constantFrom(...samples.map(({ text, secret: own }) => text ?? own));
  const piece = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom(...fragments),
    secret,
    fc.tuple(secret, fc.nat(40), fc.nat(40)).map(([text, start, length]) => text.slice(start, start + length)),
  );

  it("changes nothing when it is done again", () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const once = redact(pieces.join(""));
        expect(redact(once.text)).toEqual({ text: once.text, rules: [] });
      }),
      { numRuns: runs(3000) },
    );
  });

  it("changes nothing outside of marks", () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const text = pieces.join("");
        let at = 0;
        for (const kept of redact(text).text.split(/\[redacted:[a-z0-9-]+\]/u)) {
          const found = text.indexOf(kept, at);
          expect(found).toBeGreaterThanOrEqual(at);
          at = found + kept.length;
        }
      }),
    );
  });

  it("ends where secrets stand so close that each hides the next", () => {
    const row = Array.from({ length: 40 }, () => `AKIA${letters.upper(16)}`).join("");
    const once = redact(`${row} ${row}`);
    expect(redact(once.text).text).toBe(once.text);
  });
});

const megabyte = (unit: string): string => unit.repeat(Math.ceil(1_000_000 / unit.length));
const timeFor = (text: string): number => {
  const began = threadTime();
  redact(text);
  return threadTime() - began;
};

describe("redact takes no long time", () => {
  it("over a megabyte of each keyword, with what may follow it", () => {
    const words = [...new Set(secretRules.flatMap(({ keywords }) => keywords))];
    for (const followed of ["", "=", ": ", '="a', "a", "A1b2C3", ".", "-", "://a:", "\n"]) {
      const text = words
        .map((word) => (word + followed).repeat(Math.ceil(6_000 / (word.length + followed.length))))
        .join("\n");
      expect(timeFor(text), JSON.stringify(followed)).toBeLessThan(10_000);
    }
  });

  it.each([
    "a",
    "-----BEGIN PRIVATE KEY-----",
    "-----BEGIN PRIVATE KEY-----AAAAAAAAAAAAAAAAAAAAAAAA\n",
    "eyJ",
    "eyJ-",
    "eyJaaaaaaaa.eyJ",
    "cookie=",
    "cookie: a=b;",
    "password=",
    'password="',
    "password: '",
    "://a:",
    "://",
    "curl -u ",
    "token:",
    "AKIA",
    "sk-ant-",
    "[redacted:",
    "[redacted:password]",
    " ",
    "=",
    '"',
    ".",
  ])("over a megabyte of %j", (unit) => {
    expect(timeFor(megabyte(unit))).toBeLessThan(5000);
  });

  it("for secret after secret, whether they stand apart or not", () => {
    const each = secretSamples(5).map(({ text, secret }) => text ?? secret);
    for (const between of ["", "-", " ", "\n"]) {
      expect(timeFor(megabyte(each.join(between))), JSON.stringify(between)).toBeLessThan(10_000);
    }
  });
});
