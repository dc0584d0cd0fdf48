import { diffArrays } from "diff";
import type {
  ClaimedCheck,
  FileRow,
  HostMessage,
  RequiredCheckRow,
  Snapshot,
  ThreadRow,
} from "../../../src/messages/review.ts";

export type FileDiff = Extract<HostMessage, { readonly type: "file" }>["file"];

/** Midday of a day; deadlines and ages are counted from it. */
const now = Date.parse("2026-03-02T12:00:00Z");
export const minutesAgo = (minutes: number): string => new Date(now - minutes * 60_000).toISOString();

const fingerprint = "7f3a9c0de4b1528866aa01f7c3d4e5b60718293a4b5c6d7e8f90a1b2c3d4e591";

/** A row of the list; an ordinary changed text file unless told otherwise. */
export function fileRow(path: string, more: Partial<FileRow> = {}): FileRow {
  return {
    path,
    oldPath: null,
    exact: true,
    status: "changed",
    oldMode: "100644",
    newMode: "100644",
    oldId: "1".repeat(40),
    newId: "2".repeat(40),
    oldSize: 1200,
    newSize: 1300,
    added: 3,
    removed: 1,
    content: "text",
    sensitive: null,
    encoding: "utf-8",
    mixedPath: [],
    mixedNames: 0,
    ofSessions: false,
    hidden: 0,
    longLines: 0,
    large: false,
    mustBeSeen: false,
    checks: null,
    ...more,
  };
}

export function thread(
  id: string,
  more: Partial<ThreadRow> & { readonly said?: readonly (readonly ["person" | "agent", string, string])[] } = {},
): ThreadRow {
  const { said = [["agent", "agent-1", "The old call had no time limit."]], ...rest } = more;
  return {
    id,
    file: null,
    writtenOn: null,
    gone: false,
    side: null,
    start: null,
    end: null,
    outdated: false,
    quoted: [],
    labels: [],
    resolved: false,
    draft: false,
    suggestion: null,
    review: null,
    notes: said.map(([kind, name, body], index) => ({
      id: `${id}-${index}`,
      author: kind === "person" ? { kind, name, voice: "person" as const } : { kind, name },
      created: minutesAgo(12 - index * 4),
      body,
    })),
    ...rest,
  };
}

/** A check as a run of the session claims it. */
export function claim(name: string, more: Partial<ClaimedCheck> = {}): ClaimedCheck {
  return { task: "IMPL-3", name, status: "passed", command: null, by: null, on: "unknown", ...more };
}

/** Required checks, one in each of these states. */
export function checksShown(...states: readonly RequiredCheckRow["state"][]): NonNullable<Snapshot["required"]> {
  const isBusy = states.includes("running");
  return {
    on: "Commands of your settings, run on a clean checkout of 9c8d7e6, the proposal's own commit.",
    rows: states.map((state, at) => ({
      name: ["Tests", "Lint", "Types", "Build", "Licences", "Links"][at] ?? `Check ${at}`,
      command: ["npm ci && npm test", "npm run lint", "npx tsc --noEmit", "npm run build"][at] ?? "make check",
      state,
      says: state === "failed" ? "Exit code 1" : state === "earlier" ? "It has passed for an earlier state." : "",
      at: ["passed", "failed", "earlier"].includes(state) ? minutesAgo(3) : null,
      output: state === "failed" ? "tests/test_auth.py:12: AssertionError\n1 failed, 41 passed\n" : "",
    })),
    can: { run: !isBusy, cancel: isBusy },
  };
}

/** A text file with the ranges git would name. */
export function textFile(
  path: string,
  oldText: string | null,
  newText: string | null,
  more: Partial<Extract<FileDiff, { kind: "text" }>> = {},
): FileDiff {
  const ranges: Extract<FileDiff, { kind: "text" }>["ranges"] = [];
  let [oldAt, newAt] = [0, 0];
  for (const { added, removed, value } of diffArrays(lines(oldText), lines(newText))) {
    const count = value.length;
    if (added || removed) {
      const last = ranges.at(-1);
      const touches =
        last !== undefined && last.oldStart + last.oldCount === oldAt && last.newStart + last.newCount === newAt;
      const range = touches ? last : { oldStart: oldAt, oldCount: 0, newStart: newAt, newCount: 0 };
      if (!touches) ranges.push(range);
      if (added) range.newCount += count;
      else range.oldCount += count;
    }
    if (!added) oldAt += count;
    if (!removed) newAt += count;
  }
  const encodings = {
    oldEncoding: oldText === null ? null : "utf-8",
    newEncoding: newText === null ? null : "utf-8",
  } as const;
  return { kind: "text", path, oldText, newText, ...encodings, mixed: [], ranges, ...more };
}

/** A merge request that waits and could be granted. */
export function snapshot(more: Partial<Snapshot> = {}): Snapshot {
  return {
    request: {
      id: "20260302T114800Z-merge-0a1b2c3d",
      session: "WFS-user-profile-a",
      forkOf: "WFS-user-profile",
      requestedBy: "agent-1",
      created: minutesAgo(12),
      deadline: new Date(now + 11 * 60_000 + 42_000).toISOString(),
      lane: "repo-fix",
      summary:
        "Give every password check a time limit\n\nThe check could hang for ever when the directory did not answer. Now:\n\n- `check()` takes a `timeout` and the login passes **5 seconds**\n- a test proves that a slow directory ends in an error\n\nSee [the incident](https://intranet.example/incidents/214).",
      replaces: null,
    },
    headline: "Merge WFS-user-profile-a into main",
    detail: "main moves from 1a2b3c4 to 9c8d7e6 (squash, 3 commits, 4 files +120 −18)",
    state: "waiting",
    banner: [],
    fingerprint,
    can: {
      grant: true,
      deny: true,
      changes: true,
      askAgain: false,
      undo: false,
      annotate: true,
      compare: true,
      turnOn: false,
      pullRequest: false,
    },
    whyNot: [],
    checks: [claim("pytest", { command: "pytest -q", by: "agent-1", on: "this" }), claim("lint")],
    required: null,
    document: [
      { name: "version", value: "1" },
      { name: "kind", value: "merge" },
      { name: "target", value: "refs/heads/main" },
      { name: "target_old", value: "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d" },
      { name: "result", value: "9c8d7e6f5a4b3c2d1e0f9a8b7c6d5e4f3a2b1c0d" },
    ],
    lists: [],
    files: [],
    threads: [],
    viewed: [],
    delivery: null,
    layout: "unified",
    now,
    ...more,
  };
}

function lines(text: string | null): string[] {
  return text?.match(/[^\n]*\n|[^\n]+/gu) ?? [];
}
