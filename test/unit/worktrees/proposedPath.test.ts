import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FileMode } from "../../../src/core/git/objects/treeDiff.ts";
import { ExcludedPaths } from "../../../src/core/worktrees/excludedPaths.ts";
import type { ProposedPath } from "../../../src/core/worktrees/proposedPath.ts";

const judge = (path: string, workspace = "", mode: FileMode = "100644"): ProposedPath =>
  new ExcludedPaths(workspace).judge({ path, oldMode: "000000", newMode: mode });

/** What some file system takes for the same name. */
const respelled = (name: string): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.array(fc.boolean(), { minLength: name.length, maxLength: name.length }),
      fc.constantFrom("", ".", " ", "...", ". ", "::$DATA", ":x"),
      fc.nat(name.length),
      fc.constantFrom("", "\u200B", "\u200D", "\u00AD", "\uFEFF"),
    )
    .map(([upper, end, at, hidden]) => {
      const cased = name.replace(/./gu, (letter, index: number) =>
        upper[index] === true ? letter.toUpperCase() : letter,
      );
      return cased.slice(0, at) + hidden + cased.slice(at) + end;
    });

describe("what a change of a branch means for the directories of sessions", () => {
  it.each<[string, ProposedPath]>([
    ["src/a.ts", "other"],
    ["sub/.workflow/WFS-a/x.md", "other"],
    [".workflows/WFS-a/x.md", "other"],
    ["docs/.active-WFS-a", "other"],
    [".workflow/WFS-a/workflow-session.json", "carried"],
    [".workflow/WFS-a/TODO_LIST.md", "carried"],
    [".workflow/WFS-a/.task/IMPL-1.json", "carried"],
    [".workflow/WFS-a/phases/0001-PLAN.json", "carried"],
    [".workflow/archives/WFS-a/plan.md", "carried"],
    [".workflow/README.md", "carried"],
    [".workflow/WFS-a/docs/memory/notes.md", "carried"],
    [".workflow/.active-WFS-a", "state"],
    [".workflow/active/.active-WFS-a", "state"],
    [".workflow/WFS-a/approvals/1/request.json", "state"],
    [".workflow/active/WFS-a/annotations/1.json", "state"],
    [".workflow/memory/x.md", "state"],
    [".workflow/WFS-a/cache/x", "state"],
    [".workflow/WFS-a/.edit/x/y", "state"],
    [".workflow/WFS-a/.edit-0a1b/x", "state"],
    [".workflow/WFS-a/a.lock", "state"],
    [".workflow/WFS-a/.a.json.tmp-12-0a", "state"],
    [".workflow/.forks/WFS-a.json", "state"],
    [".workflow/.events/host-0001.jsonl", "state"],
    [".workflow/.Events/host-0001.jsonl", "state"],
    [".workflow/.runs/task", "state"],
    [".workflow/.temporary/notes.md", "state"],
    [".workflow/.deleted/WFS-a/x", "state"],
    [".worktrees/WFS-a/src/a.ts", "state"],
    [".workflow", "odd"],
  ])("%s: %s", (path, expected) => {
    expect(judge(path)).toBe(expected);
  });

  it("a link or a repository among the files of sessions is odd", () => {
    expect(judge(".workflow/WFS-a/notes.md", "", "120000")).toBe("odd");
    expect(judge(".workflow/WFS-a/lib", "", "160000")).toBe("odd");
    expect(judge("src/link", "", "120000")).toBe("other");
  });

  it("counts from a workspace below the top as from the top", () => {
    expect(judge("sub/.workflow/WFS-a/x.md", "sub")).toBe("carried");
    expect(judge("sub/.workflow/.active-WFS-a", "sub")).toBe("state");
    expect(judge("Sub/.workflow/.active-WFS-a", "sub")).toBe("odd");
    expect(judge(".workflow/.active-WFS-a", "sub")).toBe("state");
    expect(judge("other/.workflow/.active-WFS-a", "sub")).toBe("other");
  });

  it("no other spelling of a directory or of what is each working tree's own is carried", () => {
    const directories = fc.constantFrom(".workflow", ".worktrees").chain(respelled);
    fc.assert(
      fc.property(directories, (directory) => {
        expect(["state", "odd"]).toContain(judge(`${directory}/.active-WFS-a`));
      }),
    );
    const own = fc.constantFrom(
      "approvals",
      "annotations",
      "cache",
      "memory",
      ".active-wfs-a",
      ".forks",
      ".events",
      ".runs",
      ".edit",
    );
    fc.assert(
      fc.property(
        own.chain(respelled),
        fc.constantFrom("", "WFS-a/", "archives/WFS-a/", "Active/WFS-a/"),
        (name, at) => {
          expect(judge(`.workflow/${at}${name}/x`)).toBe("state");
        },
      ),
    );
    // Letters that are another case of these.
    expect(judge(".wor\u212Aflow/.active-WFS-a")).toBe("odd");
    expect(judge(".work\uFB02ow/.active-WFS-a")).toBe("odd");
    expect(judge(".workflow/WFS-a/annotation\u017F/x.json")).toBe("state");
    for (const short of ["WORKFL~1", "workfl~2", "WORKTR~1"]) expect(judge(`${short}/WFS-a/x.md`)).toBe("odd");
  });

  it("only what is carried counts, and nothing else of the directory", () => {
    const excluded = new ExcludedPaths("");
    const changes = [".workflow/WFS-a/a.md", ".workflow/.active-WFS-a", "src/a.ts"].map((path) => ({
      path,
      oldMode: "100644" as const,
      newMode: "100644" as const,
      exact: true,
      status: "changed" as const,
      oldId: "1".repeat(40) as never,
      newId: "2".repeat(40) as never,
    }));
    const carrying = excluded.without(changes);
    expect([...carrying.carried]).toEqual([".workflow/WFS-a/a.md"]);
    expect(
      [".workflow/WFS-a/a.md", ".workflow/WFS-a/b.md", ".workflow/.active-WFS-a"].map((path) => carrying.has(path)),
    ).toEqual([false, true, true]);
    expect(excluded.without([])).toBe(excluded);
  });
});
