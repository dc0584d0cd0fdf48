import type { Snapshot } from "../../../src/messages/review.ts";
import { checksShown, claim, fileRow, minutesAgo, snapshot, textFile, thread, type FileDiff } from "./proposal.ts";
import { publishStates } from "./publishScenes.ts";

const loginBefore = `import time

from .directory import Directory
from .errors import NoSuchUser, WrongPassword


class Session:
    """One person who is signed in."""

    def __init__(self, user, started=None):
        self.user = user
        self.started = started or time.time()


def find(name):
    return Directory().find(name)


def check(password):
    return Directory().check(password)


def login(user):
    if user is None:
        raise NoSuchUser()
    return check(user.pw)


def logout(user):
    Directory().forget(user)


def renew(user):
    logout(user)
    return login(user)
`;

const loginAfter = loginBefore
  .replace(
    "def check(password):\n    return Directory().check(password)",
    'def check(password, timeout=None):\n    """Asks the directory; gives up after `timeout` seconds."""\n    return Directory(timeout=timeout).check(password)',
  )
  .replace(
    "    return check(user.pw)",
    "    if not check(user.password, timeout=5):  # seconds\n        raise WrongPassword(user)\n    return Session(user)",
  );

/** 24 by 16. */
const [red, green] = [
  "iVBORw0KGgoAAAANSUhEUgAAABgAAAAQCAIAAACDRijCAAAAGklEQVR4nGM4oaFBFcQwatCoQaMGjRpEGQIATMGkEDHeO18AAAAASUVORK5CYII=",
  "iVBORw0KGgoAAAANSUhEUgAAABgAAAAQCAIAAACDRijCAAAAGklEQVR4nGPQWGBDFcQwatCoQaMGjRpEGQIAyqeGEIfgmu4AAAAASUVORK5CYII=",
] as const;

/** Files of every kind a proposal can have, with what the extension gives for them. */
const everyFile = [
  fileRow("src/api/auth.py", { added: 5, removed: 2 }),
  fileRow("tests/test_auth.py", {
    checks: "test",
    status: "added",
    oldMode: "000000",
    added: 38,
    removed: 0,
    oldSize: null,
  }),
  fileRow(".vscode/settings.json", {
    sensitive: "VS Code reads it when the folder opens",
    mustBeSeen: true,
    added: 2,
    removed: 0,
  }),
  fileRow("scripts/deploy.sh", { newMode: "100755", mustBeSeen: true, added: 1, removed: 1 }),
  fileRow("docs/old-notes.md", { status: "deleted", newMode: "000000", added: 0, removed: 214, newSize: null }),
  fileRow("media/logo.png", { content: "image", added: null, removed: null, mustBeSeen: true }),
  fileRow("data/users.sqlite", { content: "binary", added: null, removed: null, mustBeSeen: true }),
  fileRow("current", {
    content: "symlink",
    oldMode: "120000",
    newMode: "120000",
    added: 1,
    removed: 1,
    mustBeSeen: true,
  }),
  fileRow("vendor/parser", {
    content: "submodule",
    oldMode: "160000",
    newMode: "160000",
    added: null,
    removed: null,
    mustBeSeen: true,
  }),
  fileRow("src/translations.ts", { hidden: 3, mustBeSeen: true }),
  fileRow("src/generated.json", { large: true, mustBeSeen: true, added: 48210, removed: 12 }),
];

export const everyDiff: readonly FileDiff[] = [
  textFile("src/api/auth.py", loginBefore, loginAfter),
  textFile(
    "tests/test_auth.py",
    null,
    Array.from({ length: 38 }, (_, at) =>
      at % 6 === 0 ? `def test_${at}():\n` : `    assert login(user_${at}) is not None\n`,
    ).join(""),
  ),
  textFile(
    ".vscode/settings.json",
    '{\n  "editor.rulers": [100]\n}\n',
    '{\n  "editor.rulers": [100],\n  "python.defaultInterpreterPath": "./tools/python"\n}\n',
  ),
  textFile(
    "scripts/deploy.sh",
    "#!/bin/sh\nset -e\nrsync -a build/ server:/srv\n",
    "#!/bin/sh\nset -e\nrsync -a --delete build/ server:/srv",
  ),
  textFile("docs/old-notes.md", Array.from({ length: 214 }, (_, at) => `- note ${at}\n`).join(""), null),
  {
    kind: "image",
    path: "media/logo.png",
    mime: "image/png",
    oldData: red,
    newData: green,
    old: { id: "a".repeat(40), size: 94 },
    new: { id: "b".repeat(40), size: 95 },
  },
  {
    kind: "binary",
    path: "data/users.sqlite",
    old: { id: "c".repeat(40), size: 1_245_184 },
    new: { id: "d".repeat(40), size: 1_249_280 },
  },
  { kind: "symlink", path: "current", oldTarget: "releases/41", newTarget: "../../etc/passwd" },
  { kind: "submodule", path: "vendor/parser", oldCommit: "4".repeat(40), newCommit: "5".repeat(40) },
  textFile(
    "src/translations.ts",
    'export const admin = "admin";\r\nexport const user = "user";\n',
    'export const admin = "ad\u200Bmin";\nexport const user = "\u202Eresu";\nexport const escape = "\u001b[31m";\n',
  ),
  { kind: "large", path: "src/generated.json", size: 12_400_000 },
];

const talk = [
  thread("t1", {
    file: "src/api/auth.py",
    side: "new",
    start: 27,
    end: 27,
    labels: ["needs-review"],
    said: [
      ["agent", "agent-1", "The old call had **no** time limit; `5` is what the directory promises."],
      ["person", "Robin", "Why not read it from the settings?"],
    ],
  }),
  thread("t2", {
    file: "src/api/auth.py",
    outdated: true,
    quoted: ["    return check(user.pw)", "    # TODO"],
    said: [["person", "Robin", "This reads the password twice."]],
  }),
  thread("t3", {
    resolved: true,
    labels: ["ready-to-commit"],
    said: [
      ["person", "Robin", "Please add a test for a slow directory."],
      ["agent", "agent-1", "Done in `tests/test_auth.py`."],
    ],
  }),
];

const none = {
  grant: false,
  deny: false,
  changes: false,
  askAgain: false,
  undo: false,
  annotate: true,
  compare: true,
  turnOn: false,
  pullRequest: false,
};
const open = { ...none, deny: true, changes: true };

export const waiting = snapshot({ files: everyFile.slice(0, 2), threads: talk.filter(({ id }) => id !== "t2") });
export const withEveryFile = snapshot({
  detail: "main moves from 1a2b3c4 to 9c8d7e6 (squash, 3 commits, 11 files +48,260 −234)",
  files: everyFile,
  threads: talk,
  can: { ...open, annotate: true },
  whyNot: [
    "To be opened first: .vscode/settings.json, current, data/users.sqlite, media/logo.png, scripts/deploy.sh, 3 more",
  ],
});

/** The page in every state it can have, by name. */
export const states: Readonly<Record<string, Snapshot>> = {
  waiting,
  "must-be-seen": withEveryFile,
  "checks-passed": {
    ...waiting,
    required: checksShown("passed", "passed"),
    checks: [claim("pytest", { by: "agent-1" })],
  },
  "checks-every": {
    ...waiting,
    required: checksShown("passed", "failed", "earlier", "none", "unreadable"),
    checks: [
      claim("pytest", { command: "pytest -q", by: "agent-1", on: "this" }),
      claim("lint", { status: "failed", on: "another" }),
      claim("types", { status: "skipped" }),
    ],
    files: [...waiting.files, fileRow("package.json", { checks: "setup", sensitive: "Names scripts" })],
  },
  "checks-running": { ...waiting, required: checksShown("passed", "running", "waiting"), checks: [] },
  loading: snapshot({
    state: "loading",
    fingerprint: null,
    detail: "",
    can: { ...open, annotate: false },
    whyNot: ["It is being looked up."],
    checks: [],
    document: [],
  }),
  stale: {
    ...waiting,
    state: "stale",
    banner: [
      "main has moved since this was asked: it is at 77e0c1d now, the request says 1a2b3c4.",
      "Ask again to review the merge as it would be now.",
    ],
    can: { ...open, askAgain: true },
    whyNot: ["Something has changed since this was built."],
  },
  expired: {
    ...waiting,
    state: "expired",
    banner: ["The deadline passed 3 minutes ago."],
    can: { ...open, askAgain: true },
    whyNot: ["It does not wait for a decision any more."],
  },
  deciding: {
    ...waiting,
    state: "deciding",
    banner: ["Robin was asked in another window."],
    can: none,
    whyNot: ["It is being decided."],
  },
  executed: {
    ...waiting,
    state: "executed",
    banner: [
      "Robin granted it 2 minutes ago; main moved from 1a2b3c4 to 9c8d7e6.",
      "Your own edits in the working tree were kept; a checkpoint was taken before.",
    ],
    can: { ...none, undo: true },
  },
  refused: {
    ...waiting,
    state: "refused",
    banner: ["Granted, but something had changed between the click and the look before execution. Nothing was done."],
    lists: [{ title: "Different at the last look", severity: "error", items: ["target_old", "result"] }],
    can: none,
  },
  failed: {
    ...waiting,
    state: "failed",
    banner: ["The disk is full: the result could not be written. Nothing was moved."],
    can: none,
  },
  indeterminate: {
    ...waiting,
    state: "indeterminate",
    banner: [
      "VS Code ended while it was executed, and what was found answers neither yes nor no.",
      "main is at 77e0c1d, which is neither the old nor the new commit.",
    ],
    can: none,
  },
  denied: {
    ...waiting,
    state: "denied",
    banner: ["Robin denied it 1 minute ago: “The timeout belongs into the settings.”"],
    can: none,
  },
  changes: {
    ...waiting,
    state: "changes",
    banner: ["Robin asked for changes 1 minute ago: “Please read the timeout from the settings and add a test.”"],
    can: none,
  },
  withdrawn: { ...waiting, state: "withdrawn", banner: ["agent-1 withdrew it 5 minutes ago."], can: none },
  invalid: snapshot({
    state: "invalid",
    headline: "Request 20260302T114800Z-merge-0a1b2c3d",
    detail: "",
    banner: ["request.json cannot be read: the field “into” is missing."],
    fingerprint: null,
    can: { ...none, deny: true },
    whyNot: ["Nobody can say what it asks for."],
    checks: [],
    document: [],
    request: { ...waiting.request, summary: "", requestedBy: "", created: "", deadline: null, lane: null },
  }),
  voices: {
    ...waiting,
    threads: [
      {
        ...thread("t1", { said: [["agent", "agent-1", "May this go in?"]] }),
        notes: (["person", "claimed", "unsigned"] as const).map((voice, at) => ({
          id: `t1-${at}`,
          author: { kind: "person" as const, name: "Robin", voice },
          created: minutesAgo(9 - at),
          body: "Yes, merge it.",
        })),
      },
    ],
  },
  ...publishStates(waiting),
  updated: {
    ...waiting,
    banner: ["Updated: main moved to 5be09e1f22. What would be merged is the same, file by file."],
    can: { ...waiting.can, grant: false },
    whyNot: ["It was updated this moment: look at it first."],
  },
  merged: {
    ...waiting,
    state: "merged",
    banner: [
      "main has all of it since 20260907T104200Z-merge-91ab02c4 was granted.",
      "There is nothing left to decide.",
    ],
    can: { ...open, deny: false, changes: false },
  },
  unverified: {
    ...waiting,
    state: "unverified",
    banner: [
      "Whether the reviewer decided on this cannot be verified here, so what the files of this request say does not count.",
      "decision.json does not count here. It was signed with a key that is not known here.",
      "They claim: granted by Bob, 2026-09-07T11:12:00Z.",
    ],
    can: { ...open, deny: false, changes: false },
    whyNot: ["It does not wait for a decision any more."],
  },
  staleConflicts: {
    ...waiting,
    state: "stale",
    banner: [
      "This request is stale: what it is about has changed. Ask again to review it as it is now.",
      "refs/heads/main has moved from 1a2b3c4d5e to 5be09e1f22.",
      "It conflicts now in src/api/auth.py; bring the fork up to date (wfs fork sync WFS-user-profile-a), then ask again.",
    ],
    can: { ...open, askAgain: true },
  },
  forged: {
    ...waiting,
    state: "forged",
    banner: ["decision.json says it was granted, but nobody did so here. It was not executed."],
    can: open,
    whyNot: ["The decision beside it is not ours."],
  },
  conflict: {
    ...waiting,
    state: "conflict",
    banner: ["Your working tree has edits in the same places."],
    lists: [{ title: "Conflicting files (2)", severity: "error", items: ["src/api/auth.py", "tests/test_auth.py"] }],
    can: open,
    whyNot: ["2 files conflict. Commit or put aside your edits, then it can be granted."],
  },
  teardown: snapshot({
    headline: "Remove the fork WFS-user-profile-b",
    detail: "Its worktree and branch are deleted; 2 commits are on no other branch",
    request: {
      ...waiting.request,
      session: "WFS-user-profile-b",
      summary: "This attempt was not picked; the worktree takes 1.2 GB.",
      deadline: null,
      created: minutesAgo(90),
    },
    lists: [
      {
        title: "Will be deleted",
        severity: "info",
        items: ["wfs/user-profile-b", "/home/robin/shop/.worktrees/user-profile-b"],
      },
      {
        title: "2 commits on no other branch",
        severity: "warning",
        items: ["41c2a9d Try a cache for profiles", "b30f177 Measure it"],
      },
      { title: "Not kept, gone for good", severity: "error", items: [".env.local", "data/profile.sqlite"] },
    ],
    checks: [],
  }),
};
