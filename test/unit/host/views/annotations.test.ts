import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Thread } from "../../../../src/core/annotations/annotation.ts";
import { DirectoryWatching } from "../../../../src/core/watching/directoryWatching.ts";
import type { Watching } from "../../../../src/core/watching/watching.ts";
import { parseTreeQuery } from "../../../../src/host/documents/parseTreeQuery.ts";
import { treeQuery } from "../../../../src/host/documents/treeAddress.ts";
import { CachedAnnotations } from "../../../../src/host/workspaces/cachedAnnotations.ts";
import { sessionSections } from "../../../../src/host/sections/sections.ts";
import { SessionsModel } from "../../../../src/host/views/sessionsModel.ts";
import { FakeClock } from "../../../support/fakes/fakeClock.ts";
import { FakeWatcher } from "../../../support/fakes/fakeWatcher.ts";
import { MemoryFileSystem } from "../../../support/fakes/memoryFileSystem.ts";
import { MemoryLogger } from "../../../support/fakes/memoryLogger.ts";
import { treeText } from "../../../support/treeText.ts";
import { workspace, session } from "../plainSessions.ts";
import { objectId } from "../plainGitFeatures.ts";
import { plainWording } from "../plainWording.ts";

const working = session("oauth", "active");

function thread(number: number, parts: Partial<Thread> & { readonly body?: string } = {}): Thread {
  const id = `20250907T100000250Z-${String(number).padStart(12, "0")}`;
  const author = { kind: "agent", name: "agent-1" } as const;
  return {
    id,
    subject: { session: working.id },
    labels: [],
    notes: [{ id, author, created: "2025-09-07T11:57:00Z", body: parts.body ?? "A note" }],
    resolved: false,
    ...parts,
  };
}

async function text(annotations: readonly Thread[]): Promise<string> {
  const repo = workspace({ sessions: [working], annotations });
  const model = new SessionsModel({ workspaces: () => [repo], sections: sessionSections, wording: plainWording });
  return await treeText(
    model.roots(),
    ({ label, description = "", icon, expand }) => ({ label, description, icon: icon?.name ?? "", expand }),
    async (row) => (await row.children?.()) ?? [],
    ({ contextValue }) => contextValue === "section",
  );
}

describe("annotations below a session", () => {
  it("are those nobody has resolved, with where they are, what they are called and how many have answered", async () => {
    const anchor = { side: "new", start: 42, end: 44, lines: ["x"], before: [], after: [] } as const;
    const first = thread(1, { body: "Why **5**?\n\nSee above", labels: ["needs-review"] });
    const answered = { ...first, notes: [first.notes[0], ...thread(9).notes] } as const;
    expect(
      await text([
        { ...answered, subject: { session: working.id, file: "src/api/auth.py", anchor } },
        thread(2, { resolved: true }),
        thread(3, { body: "On the file", subject: { session: working.id, file: "a.py" } }),
        thread(4, { body: "On the session\u202e" }),
      ]),
    ).toBe(
      `
▾ [circle-filled] WFS-oauth (PLAN · 3 min)
  ▾ [comment-discussion] Comments (3)
      [comment-unresolved] Why **5**? See above (auth.py:42 · needs-review · ↩ 1 · 3 min)
      [comment-unresolved] On the file (a.py · 3 min)
      [comment-unresolved] On the session⟨U+202E⟩ (3 min)`.trim(),
    );
  });

  it("are not mentioned when there are none", async () => {
    expect(await text([thread(1, { resolved: true })])).not.toContain("Comments");
  });

  it("are cut after 200", async () => {
    const rows = await text(Array.from({ length: 250 }, (_, number) => thread(number)));
    expect(rows.match(/comment-unresolved/gu)).toHaveLength(200);
    expect(rows).toContain("50 more: “wfs annotate list” shows them");
  });
});

describe("annotations of a workspace", () => {
  const path = "/repo/.workflow/WFS-oauth";
  const folder = `${path}/annotations`;
  const changed = vi.fn();
  let threads: readonly Thread[];
  const read = vi.fn(() => Promise.resolve(threads));
  let clock: FakeClock;
  let fs: MemoryFileSystem;
  let watcher: FakeWatcher;
  let watching: Watching;
  let annotations: CachedAnnotations;
  let directory: string | undefined;

  beforeEach(() => {
    vi.clearAllMocks();
    [threads, directory] = [[], path];
    clock = new FakeClock({ manual: true });
    fs = new MemoryFileSystem({ now: () => clock.now() });
    fs.disk.directory(path);
    watcher = new FakeWatcher();
    watching = new DirectoryWatching({ name: "/repo/.workflow", watcher, fs, clock, logger: new MemoryLogger() });
    annotations = new CachedAnnotations({
      open: () => Promise.resolve({ list: read } as never),
      watching,
      directory: () => directory,
      changed,
    });
  });

  it("are read once, and again when a file comes, the first one too", async () => {
    expect(await annotations.threads(working.id)).toEqual([]);
    watcher.tell(path, "workflow-session.json");
    await clock.advance(5000);
    expect(read).toHaveBeenCalledTimes(1);
    threads = [thread(1)];
    fs.disk.directory(folder);
    watcher.tell(path, "annotations");
    await clock.advance(1000);
    expect(changed).toHaveBeenCalledTimes(1);
    expect(annotations.revision(working.id)).toBe(1);
    expect(await annotations.threads(working.id)).toEqual(threads);
    watcher.tell(folder, "again.json");
    await clock.advance(1000);
    expect(read).toHaveBeenCalledTimes(3);
    expect(changed).toHaveBeenCalledTimes(1);
  });

  it("are read again by the next look when no event told of them", async () => {
    await annotations.threads(working.id);
    watching.reconcileSlowly();
    threads = [thread(1)];
    await clock.advance(5000);
    expect(await annotations.threads(working.id)).toEqual(threads);
    expect(changed).toHaveBeenCalledTimes(1);
    await watching.dispose();
  });

  it("are not looked at before somebody asks, nor when their session is gone, nor after the end", async () => {
    await watching.reconcile();
    expect(read).not.toHaveBeenCalled();
    await annotations.threads(working.id);
    directory = undefined;
    await watching.reconcile();
    await watching.reconcile();
    expect(read).toHaveBeenCalledTimes(1);
    expect(watcher.current.directories).toEqual([]);
    directory = path;
    await annotations.threads(working.id);
    expect(watcher.current.directories).toEqual([path]);
    annotations.dispose();
    await watching.reconcile();
    expect(read).toHaveBeenCalledTimes(2);
    expect(watcher.current.directories).toEqual([]);
  });

  it("are read again at once after something was written here", async () => {
    await annotations.threads(working.id);
    threads = [thread(1)];
    await annotations.refresh(working.id);
    expect(await annotations.threads(working.id)).toEqual(threads);
  });
});

describe("the address of a file in a comparison", () => {
  it("says whose work it is and on which side it stands", () => {
    for (const side of ["old", "new"] as const) {
      const file = { workspace: "/p", tree: objectId as never, path: "a.py", about: { session: working.id, side } };
      expect(parseTreeQuery(treeQuery(file))).toEqual(file);
    }
  });

  it.each([
    ["no session", ["/p", objectId, "a", "../x", "old"]],
    ["no side", ["/p", objectId, "a", "WFS-a", "both"]],
    ["a session without a side", ["/p", objectId, "a", "WFS-a"]],
  ])("is refused with %s", (_what, query) => {
    expect(parseTreeQuery(JSON.stringify(query))).toBeUndefined();
  });
});
