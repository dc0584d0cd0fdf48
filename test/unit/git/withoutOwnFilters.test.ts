import { describe, expect, it } from "vitest";
import { parseConfiguration } from "../../../src/core/git/config/configuration.ts";
import { overridesOf, type Overrides } from "../../../src/core/git/config/withoutOwnFilters.ts";

type Entries = readonly (readonly [scope: string, key: string, value: string])[];

function of(...entries: Entries): Overrides {
  const text = entries.map(([scope, key, value]) => `${scope}\0${key}\n${value}\0`).join("");
  return overridesOf(parseConfiguration(new TextEncoder().encode(text)));
}

function overrides(...entries: Entries): object {
  return Object.fromEntries(of(...entries).settings);
}

function off(...entries: Entries): readonly string[] {
  return [...of(...entries).off];
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

  it("knows whose files cannot be judged: those of a filter the person has no program of their own for, or whose process hides it", () => {
    const clean = ["global", "filter.f.clean", "mine"] as const;
    expect(off(["local", "filter.f.clean", "evil"], ["local", "filter.g.process", "evil"])).toEqual(["f", "g"]);
    expect(off(clean, ["local", "filter.f.clean", "evil"])).toEqual([]);
    expect(off(clean, ["local", "filter.f.process", "evil"])).toEqual(["f"]);
    expect(off(["global", "filter.f.process", "mine"], ["local", "filter.f.clean", "evil"])).toEqual([]);
    expect(off(["local", "filter.f.smudge", "evil"], ["local", "filter.f.required", "true"])).toEqual([]);
  });

  it("lets a partial clone fetch nothing where the repository names the program that answers", () => {
    expect(overrides(["local", "remote.origin.uploadpack", "evil"])).toEqual({ "remote.origin.vcs": "ext" });
    expect(overrides(["global", "remote.origin.uploadpack", "mine"])).toEqual({});
  });
});
