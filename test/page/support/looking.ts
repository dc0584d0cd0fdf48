import type { Snapshot } from "../../../src/messages/review.ts";
import { fileRow, snapshot, textFile } from "./proposal.ts";

const loginBefore = "def login(user):\n    return check(user.pw)\n";
const loginAfter =
  "def login(user):\n    if not check(user.password, timeout=5):\n        raise WrongPassword(user)\n    return Session(user)\n";
const loginNow = loginAfter.replace("timeout=5", "timeout=10");

/** What the extension gives for the files, of each layer. */
export const committedFiles = [
  textFile("src/api/auth.py", loginBefore, loginAfter),
  textFile("tests/test_auth.py", null, "def test_login():\n    assert login(ada)\n"),
];
export const uncommittedFiles = [
  textFile("src/api/auth.py", loginAfter, loginNow),
  textFile("notes/todo.md", null, "- try a longer limit\n"),
];

const nothing = {
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

const committedRows = [
  fileRow("src/api/auth.py", { added: 3, removed: 1 }),
  fileRow("tests/test_auth.py", { status: "added", oldMode: "000000", oldSize: null, added: 38, removed: 0 }),
  fileRow(".github/workflows/test.yml", { sensitive: "runs on GitHub's machines", added: 2, removed: 0 }),
];

const uncommittedRows = [
  fileRow("src/api/auth.py", { oldId: "2".repeat(40), newId: "3".repeat(40), added: 1, removed: 1 }),
  fileRow("notes/todo.md", { status: "added", oldMode: "000000", oldSize: null, added: 1, removed: 0 }),
];

const page = snapshot();

/** A worktree that another tool has made, as it is looked at before anybody asks for something. */
export const foundWork: Snapshot = {
  ...page,
  request: {
    ...page.request,
    id: '["/home/robin/shop","worktree","/home/robin/shop.worktrees/login"]',
    session: "",
    forkOf: null,
    requestedBy: "",
    created: "",
    deadline: null,
    lane: null,
    summary: "",
  },
  headline: "claude/login: 3 commits, 3 files beside main",
  detail: "compared with 1a2b3c4d5e, where it left main · 2 commits behind main",
  state: "looking",
  fingerprint: null,
  can: nothing,
  looking: {
    place: { short: "../shop.worktrees/login", path: "/home/robin/code/shop.worktrees/login" },
    layers: [
      { name: "committed", says: "since it left main", files: 3, added: 43, removed: 1 },
      { name: "uncommitted", says: "since the last commit", files: 2, added: 2, removed: 1 },
    ],
    shown: "committed",
    can: { keep: true, merge: true },
  },
  checks: [],
  required: null,
  document: [],
  lists: [
    {
      title: "Left out of the uncommitted changes (1)",
      severity: "warning",
      items: ["data/dump.sql (212 MB, above the size limit)"],
    },
    {
      title: "3 commits that main does not have",
      severity: "info",
      items: [
        "9c8d7e6f5a 2026-03-02T11:40:00Z Claude <noreply@example.org>: Test a slow directory",
        "41c2a9d00b 2026-03-02T11:21:00Z Claude <noreply@example.org>: Give every password check a time limit",
        "b30f177aa2 2026-03-02T11:02:00Z Claude <noreply@example.org>: Say which user was refused",
      ],
    },
  ],
  files: committedRows,
};

/** The same with the other layer on show. */
export const foundEdits: Snapshot = {
  ...foundWork,
  files: uncommittedRows,
  ...(foundWork.looking === undefined ? {} : { looking: { ...foundWork.looking, shown: "uncommitted" } }),
};

/** Other states such a page can be in, by name. */
export const lookingStates: Readonly<Record<string, Snapshot>> = {
  "looking-edits": foundEdits,
  "looking-unrelated": {
    ...foundWork,
    headline: "pages: 1 commit, 3 files beside main",
    detail: "1 commit behind main",
    banner: ["pages and main have no commit in common, so it is compared with nothing: every file is new."],
    lists: [],
    looking: {
      place: null,
      layers: [{ name: "committed", says: "all that it has", files: 3, added: 43, removed: 1 }],
      shown: "committed",
      can: { keep: true, merge: true },
    },
  },
  "looking-changes": {
    ...foundWork,
    headline: "main: uncommitted changes in 2 files",
    detail: "",
    lists: [],
    files: uncommittedRows,
    looking: {
      place: { short: "shop", path: "/home/robin/code/shop" },
      layers: [{ name: "uncommitted", says: "since the last commit", files: 2, added: 2, removed: 1 }],
      shown: "uncommitted",
      can: { keep: true, merge: false },
    },
  },
  "looking-moved": {
    ...foundWork,
    banner: ["claude/login has moved to 77e0c1d9aa since you opened it; this is how it is now."],
  },
  "looking-gone": {
    ...foundWork,
    banner: ["claude/login is gone.", "What you see is how it was last."],
  },
  "looking-nothing": {
    ...foundWork,
    headline: "claude/login",
    detail: "",
    banner: [
      "This folder is in Restricted Mode: sessions can be looked at, not changed.",
      "Trust the folder to change sessions or open their terminals.",
    ],
    can: { ...nothing, annotate: false },
    lists: [],
    files: [],
    looking: { place: null, layers: [], shown: "committed", can: { keep: false, merge: false } },
  },
  "looking-fork": {
    ...foundWork,
    request: { ...foundWork.request, id: '["/home/robin/shop","fork","WFS-login"]', session: "WFS-login" },
    headline: "session/WFS-login: 3 commits, 3 files beside main",
    looking: {
      place: { short: ".worktrees/WFS-login", path: "/home/robin/code/shop/.worktrees/WFS-login" },
      layers: [
        { name: "committed", says: "since it left main", files: 3, added: 43, removed: 1 },
        { name: "uncommitted", says: "since the last commit", files: 0, added: 0, removed: 0 },
      ],
      shown: "committed",
      can: { keep: false, merge: true },
    },
  },
};
