import { describe, expect, it } from "vitest";
import { parseConfiguration } from "../../../src/core/git/configuration.ts";
import { filterOverrides } from "../../../src/core/git/withoutOwnFilters.ts";

function overrides(...entries: readonly (readonly [scope: string, key: string, value: string])[]): object {
  const text = entries.map(([scope, key, value]) => `${scope}\0${key}\n${value}\0`).join("");
  return Object.fromEntries(filterOverrides(parseConfiguration(new TextEncoder().encode(text))));
}

describe("what a look sets above the configuration", () => {
  it("is nothing where only the person has filters", () => {
    expect(overrides(["system", "filter.lfs.clean", "git-lfs clean -- %f"], ["global", "user.name", "Ada"])).toEqual(
      {},
    );
  });

  it("empties every key of a filter that only the repository names, whatever its name and wherever it is included from", () => {
    expect(
      overrides(
        ["local", "filter.evil.clean", "evil"],
        ["worktree", "filter.evil.process", "evil"],
        ["local", "filter.a=b.c.smudge", "evil"],
        ["local", "filter..clean", "evil"],
        ["local", "filter.evil.required", "true"],
      ),
    ).toEqual({
      "filter.evil.clean": "",
      "filter.evil.process": "",
      "filter.evil.required": "false",
      "filter.a=b.c.smudge": "",
      "filter.a=b.c.required": "false",
      "filter..clean": "",
      "filter..required": "false",
    });
  });

  it("gives the person's own program back its name", () => {
    expect(
      overrides(
        ["global", "filter.lfs.clean", "git-lfs clean -- %f"],
        ["global", "filter.lfs.required", "true"],
        ["local", "filter.lfs.clean", "evil"],
      ),
    ).toEqual({ "filter.lfs.clean": "git-lfs clean -- %f", "filter.lfs.required": "true" });
  });
});
