import { describe, expect, it } from "vitest";
import { countdown } from "../../../webview/model/deadline.ts";
import { fileEntries, neighbour } from "../../../webview/model/fileEntries.ts";
import {
  draftKey,
  emptyState,
  type PageState,
  withBusy,
  withDraft,
  withSelected,
  withSnapshot,
  withViewed,
} from "../../../webview/model/pageState.ts";
import { readSavedState } from "../../../webview/model/savedState.ts";
import { shownActions } from "../../../webview/model/shownActions.ts";
import { fileRow, snapshot } from "../../page/support/proposal.ts";

const files = [fileRow("b.ts"), fileRow("a.ts"), fileRow("z/.npmrc", { sensitive: "Names where packages come from" })];
const loaded = withSnapshot(emptyState, snapshot({ files, viewed: ["a.ts", "gone.ts"], layout: "split" }));

describe("a new snapshot", () => {
  it("brings what was viewed and the layout, the first time", () => {
    expect([...loaded.viewed.keys()]).toEqual(["a.ts"]);
    expect(loaded.layout).toBe("split");
  });

  it("does not undo what happened on the page since", () => {
    const state = { ...withViewed(withViewed(loaded, "a.ts", false), "b.ts", true), layout: "unified" as const };
    const next = withSnapshot(state, snapshot({ files, viewed: ["a.ts"], layout: "split" }));
    expect([...next.viewed.keys()]).toEqual(["b.ts"]);
    expect(next.layout).toBe("unified");
  });

  it("takes back the mark of a file whose contents changed, and shows it anew", () => {
    const ready = { status: "failed", failure: { message: "", hint: "" } } as const;
    const state = {
      ...withSelected(withViewed(loaded, "b.ts", true), "b.ts"),
      shown: ready,
      seen: new Set(["a.ts", "b.ts"]),
    };
    const next = withSnapshot(
      state,
      snapshot({ files: [fileRow("a.ts"), fileRow("b.ts", { newId: "9".repeat(40) })] }),
    );
    expect([...next.viewed.keys()]).toEqual(["a.ts"]);
    expect([...next.seen]).toEqual(["a.ts"]);
    expect(next.shown).toEqual({ status: "loading" });
    expect(withSnapshot(state, snapshot({ files })).shown).toBe(ready);
  });

  it("takes back the mark of a file that has another former name", () => {
    const state = withViewed(loaded, "b.ts", true);
    const next = withSnapshot(state, snapshot({ files: [fileRow("b.ts", { status: "renamed", oldPath: "c.ts" })] }));
    expect([...next.viewed.keys()]).toEqual([]);
  });

  it("goes back to the overview when the file on show is gone", () => {
    expect(withSnapshot(withSelected(loaded, "b.ts"), snapshot({ files: [] })).selected).toBeNull();
  });
});

describe("drafts", () => {
  it("are kept by target and dropped when empty", () => {
    const key = draftKey({ file: "a.ts", lines: { side: "new", start: 3, end: 4 } });
    const state = withDraft(loaded, key, "words");
    expect(state.drafts).toEqual({ [key]: "words" });
    expect(withDraft(state, key, "").drafts).toEqual({});
    expect(draftKey({ file: "a.ts", lines: null })).not.toBe(draftKey({ file: null, lines: null }));
  });

  it("survive a reload, and a state nobody can read is forgotten", () => {
    const older = { request: "r", selected: "a.ts", scroll: 10, filter: "", drafts: { x: "y" }, composer: null };
    const saved = { ...older, tab: "plan", reading: { id: 1, name: "IMPL_PLAN.md" } };
    expect(readSavedState(JSON.parse(JSON.stringify(saved)))).toEqual(saved);
    // Words from before there was a plan beside the files.
    expect(readSavedState(older)).toEqual({ ...older, tab: "files", reading: null });
    for (const bad of [undefined, null, 7, {}, { ...saved, drafts: [1] }]) expect(readSavedState(bad)).toBeUndefined();
  });
});

describe("the list of files", () => {
  it("has sensitive ones first, and only those with every word of the filter", () => {
    expect(fileEntries(files, "").map(({ path }) => path)).toEqual(["z/.npmrc", "a.ts", "b.ts"]);
    expect(fileEntries(files, " TS b").map(({ path }) => path)).toEqual(["b.ts"]);
  });

  it("is walked from the overview to the last file and back", () => {
    const entries = fileEntries(files, "");
    expect(neighbour(entries, null, 1)).toBe("z/.npmrc");
    expect(neighbour(entries, "z/.npmrc", -1)).toBeNull();
    expect(neighbour(entries, "b.ts", 1)).toBeUndefined();
    expect(neighbour(entries, "filtered away", 1)).toBe("z/.npmrc");
  });
});

describe("the buttons", () => {
  const off = {
    grant: false,
    deny: false,
    changes: false,
    askAgain: false,
    undo: false,
    annotate: true,
    compare: false,
    turnOn: false,
    pullRequest: false,
  };
  it.each([
    ["waiting", { ...off, grant: true, deny: true, changes: true }, ["+grant", "+deny", "+changes"]],
    ["stale", { ...off, askAgain: true, deny: true, changes: true }, ["+askAgain", "-grant", "+deny", "+changes"]],
    ["executed", { ...off, undo: true }, ["+undo"]],
    ["denied", off, []],
    ["conflict", { ...off, deny: true, changes: true }, ["-grant", "+deny", "+changes"]],
    ["overlap", { ...off, deny: true, changes: true }, ["-grant", "+deny", "+changes"]],
  ] as const)("when %s", (state, can, expected) => {
    expect(shownActions(snapshot({ state, can })).map(({ action, on }) => `${on ? "+" : "-"}${action}`)).toEqual(
      expected,
    );
  });

  it("know what the extension was asked", () => {
    const busy = withBusy(loaded, "grant", true);
    expect([...busy.busy]).toEqual(["grant"]);
    expect([...withBusy(busy, "grant", false).busy]).toEqual([]);
  });
});

it.each([
  [0, "0:00"],
  [-5_000, "0:00"],
  [702_000, "11:42"],
  [7_380_000, "2:03:00"],
])("%d milliseconds are %s", (left, clock) => {
  expect(countdown(left)).toEqual({ days: 0, clock });
});

it("counts days apart", () => {
  expect(countdown(2 * 86_400_000 + 3_600_000)).toEqual({ days: 2, clock: "1:00:00" });
});

const moved = (sensitive: string | null): PageState =>
  withSnapshot(
    emptyState,
    snapshot({ files: [fileRow("b.ts", { status: "renamed", oldPath: "deep/a.ts", sensitive })] }),
  );

describe("a renamed file", () => {
  it("is found by either of its names", () => {
    const { snapshot: shown } = moved(null);
    for (const filter of ["b.ts", "deep", "a.ts"]) expect(fileEntries(shown?.files ?? [], filter)).toHaveLength(1);
    expect(fileEntries(shown?.files ?? [], "deep b.ts")).toHaveLength(0);
  });

  it("is unfolded as a whole where its place matters", () => {
    expect(withSelected(moved(null), "b.ts").opened).toEqual([]);
    expect(withSelected(moved("Runs on GitHub's machines"), "b.ts").opened).toEqual([
      { start: 0, end: Number.MAX_SAFE_INTEGER },
    ]);
  });
});
