import { describe, expect, it } from "vitest";
import { takeOutSecrets, withRedacted } from "../../../src/core/redaction/givenText.ts";
import { KeptText } from "../../../src/core/redaction/keptText.ts";
import { Letters } from "../../support/secretSamples.ts";

const token = `ghp_${new Letters(3).alnum(36)}`;

describe("a given text", () => {
  it("loses its secrets, unless it is kept as it is", async () => {
    expect(await takeOutSecrets(`with ${token}`)).toEqual({
      text: "with [redacted:github-token]",
      rules: ["github-token"],
    });
    expect(await takeOutSecrets(new KeptText(`with ${token}`))).toEqual({ text: `with ${token}`, rules: [] });
  });

  it("leaves an answer as it is where nothing was taken out", () => {
    const answer = { id: 1 };
    expect(withRedacted(answer, [])).toBe(answer);
    expect(withRedacted(answer, ["password"])).toEqual({ id: 1, redacted: ["password"] });
  });
});
