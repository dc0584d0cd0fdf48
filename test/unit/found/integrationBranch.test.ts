import { describe, expect, it } from "vitest";
import { type Branches, parseBranches } from "../../../src/core/found/model/branches.ts";
import { chooseIntegration, tipName } from "../../../src/core/found/model/integrationBranch.ts";
import type { ObjectId } from "../../../src/core/git/repository/objectId.ts";
import type { RefName } from "../../../src/core/git/repository/refName.ts";

const id = (digit: string): ObjectId => digit.repeat(40) as ObjectId;
const unborn = { ref: "refs/heads/main", id: undefined };

/** `local`: short names, with `name > upstream`; `remote`: names below `refs/remotes/`. */
function branches(local: readonly string[], remote: readonly string[] = [], head?: string): Branches {
  return {
    local: local.map((line) => {
      const [name = "", upstream] = line.split(" > ");
      return { ref: `refs/heads/${name}` as RefName, id: id("1"), time: 0, isBroken: false, upstream };
    }),
    atRemotes: [],
    remote: new Map(remote.map((name) => [`refs/remotes/${name}`, id("2")])),
    remoteHead: head === undefined ? undefined : `refs/remotes/${head}`,
  };
}

describe("the integration branch", () => {
  it.each<[string, Branches, string | undefined, string | undefined]>([
    [
      "what origin/HEAD names",
      branches(["main", "next"], ["origin/next", "origin/main"], "origin/next"),
      "next",
      "origin/next",
    ],
    ["what origin/HEAD names, with slashes", branches(["r/2"], ["origin/r/2"], "origin/r/2"), "r/2", "origin/r/2"],
    [
      "what origin/HEAD names, only there",
      branches(["topic"], ["origin/next"], "origin/next"),
      undefined,
      "origin/next",
    ],
    ["an origin/HEAD that names nothing is passed over", branches(["master"], [], "origin/gone"), "master", undefined],
    ["main before master", branches(["develop", "master", "main"]), "main", undefined],
    ["master before trunk", branches(["trunk", "master"]), "master", undefined],
    ["trunk before develop", branches(["develop", "trunk"]), "trunk", undefined],
    ["develop", branches(["topic", "develop"]), "develop", undefined],
    ["a remote main before a local master", branches(["master"], ["origin/main"]), undefined, "origin/main"],
    [
      "the ref that the branch follows",
      branches(["main > refs/remotes/up/main"], ["origin/main", "up/main"]),
      "main",
      "up/main",
    ],
    ["not a ref that is gone", branches(["main > refs/remotes/up/main"], ["origin/main"]), "main", "origin/main"],
  ])("%s", (_name, known, local, remote) => {
    const chosen = chooseIntegration(known, unborn);
    expect(chosen?.local?.ref).toBe(local === undefined ? undefined : `refs/heads/${local}`);
    expect(chosen?.remote?.ref).toBe(remote === undefined ? undefined : `refs/remotes/${remote}`);
  });

  it("without a usual name it is what the main checkout stands at, a commit without a branch too", () => {
    const topic = { ref: "refs/heads/topic", id: id("3") };
    expect(chooseIntegration(branches(["topic", "other"]), topic)).toEqual({ local: topic, remote: undefined });
    const detached = chooseIntegration(branches(["topic"]), { ref: undefined, id: id("4") });
    expect(detached?.local).toEqual({ ref: "HEAD", id: id("4") });
    expect(chooseIntegration(branches([]), unborn)).toBeUndefined();
  });

  it("is called as people call it", () => {
    expect(["refs/heads/r/2", "refs/remotes/origin/main", "HEAD"].map((ref) => tipName({ ref, id: id("1") }))).toEqual([
      "r/2",
      "origin/main",
      "HEAD",
    ]);
  });
});

const listed = (...entries: readonly (readonly string[])[]): Uint8Array =>
  new TextEncoder().encode(entries.map((entry) => `${entry.join("\0")}\0\n`).join(""));

describe("branches as git lists them", () => {
  it("are read with their times and what they follow", () => {
    const found = parseBranches(
      listed(
        ["refs/heads/alias", id("1"), "100", "refs/heads/main", ""],
        ["refs/heads/main", id("1"), "100", "", "refs/remotes/origin/main"],
        ["refs/heads/old", id("2"), "-5", "", ""],
        ["refs/heads/untold", id("3"), "", "", ""],
        ["refs/remotes/origin/HEAD", id("4"), "100", "refs/remotes/origin/main", ""],
        ["refs/remotes/up/main", id("5"), "100", "", ""],
      ),
    );
    expect(found.local.map(({ ref, time, upstream }) => [ref, time, upstream])).toEqual([
      ["refs/heads/main", 100_000, "refs/remotes/origin/main"],
      ["refs/heads/old", -5000, undefined],
      ["refs/heads/untold", undefined, undefined],
    ]);
    expect(found.atRemotes.map(({ ref, time }) => [ref, time])).toEqual([["refs/remotes/up/main", 100_000]]);
    expect(found.remoteHead).toBe("refs/remotes/origin/main");
    expect([...found.remote]).toEqual([
      ["refs/remotes/origin/main", id("4")],
      ["refs/remotes/up/main", id("5")],
    ]);
  });

  it("what is not a ref or an id of git's is left out", () => {
    const bad = listed(
      ["refs/heads/-x", id("1"), "1", "", ""],
      ["refs/heads/x", "no id", "1", "", ""],
      ["refs/heads/y", id("2"), "99999999999999999999", "", ""],
    );
    expect(parseBranches(bad).local.map(({ ref, time }) => [ref, time])).toEqual([["refs/heads/y", undefined]]);
    expect(parseBranches(new Uint8Array()).local).toEqual([]);
  });
});
