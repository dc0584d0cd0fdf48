import { WorkflowError, type ErrorCode } from "../../base/errors.ts";
import { say, type Text, verbatim } from "../../base/text.ts";

export type GitErrorReason =
  | "git-missing"
  | "git-too-old"
  | "repository-too-new"
  | "not-a-repository"
  | "directory-gone"
  | "bare"
  | "dubious-ownership"
  | "no-commits"
  | "cancelled"
  | "locked"
  | "ref-changed"
  | "ref-exists"
  | "not-fetched"
  | "unknown-object"
  | "conflict"
  | "would-overwrite"
  | "branch-in-use"
  | "no-space"
  | "read-only"
  | "not-permitted"
  | "too-many-open"
  | "corrupt"
  | "bad-config"
  | "unreadable-file"
  | "beyond-link"
  | "unreachable"
  | "no-access"
  | "cut-off"
  | "failed";

interface Explanation {
  readonly code: ErrorCode;
  /** Made of all that git wrote where its words are needed for it. */
  readonly hint: Text | ((stderr: string) => Text);
}

/** What git says to do, where it does not say for which directory. */
const unnamedTrust = "git config --global --add safe.directory <path>";

const explanations: Readonly<Record<GitErrorReason, Explanation>> = {
  "git-missing": {
    code: "git-missing",
    hint: say`Install git 2.39 or newer and make sure its directory is on the PATH.`,
  },
  "git-too-old": { code: "git-missing", hint: say`Install git 2.39 or newer.` },
  "repository-too-new": {
    code: "git",
    hint: say`This git is too old for the repository, or another program has set what the message names: install a newer git (“git version” says which one this is), or take that out of the repository's configuration.`,
  },
  "not-a-repository": {
    code: "not-a-repository",
    hint: (stderr) =>
      /not a git repository: .*worktrees[/\\][^/\\]+$/mu.test(stderr)
        ? say`The project of this worktree was moved or renamed: run “git worktree repair”, with the worktree's path, in its new place, then try again.`
        : say`Run “git init” here first, then make a first commit.`,
  },
  "directory-gone": { code: "not-found", hint: say`It was removed or moved; look where it is now, then try again.` },
  bare: { code: "refused", hint: say`This repository has no working tree; open a checkout of it instead.` },
  "dubious-ownership": {
    code: "refused",
    hint: (stderr) => {
      const [trust = unnamedTrust] = /git config --global --add safe\.directory .+/u.exec(stderr) ?? [];
      return say`The repository belongs to another user. If you trust it, run “${trust}”.`;
    },
  },
  "no-commits": { code: "no-commits", hint: say`Make a first commit, then try again.` },
  cancelled: { code: "cancelled", hint: say`Nothing was changed; start it again when you want.` },
  locked: {
    code: "git",
    hint: say`Another git process works in this repository. Try again; if none does, remove the lock file that git names.`,
  },
  "ref-changed": { code: "conflict", hint: say`Something else changed it meanwhile; look again, then retry.` },
  "ref-exists": { code: "exists", hint: say`Something of this name exists already; choose another name.` },
  "not-fetched": {
    code: "git",
    hint: say`This is a partial clone: what it does not have must be fetched, which only your own git configuration is used for, not the repository's. “git fetch --refetch --no-filter” in a shell brings everything; then try again.`,
  },
  "unknown-object": { code: "not-found", hint: say`The commit or file is not in this repository (any more).` },
  conflict: { code: "conflict", hint: say`Resolve the conflicting files, then try again.` },
  "would-overwrite": {
    code: "conflict",
    hint: say`Files were edited meanwhile; nothing was changed. Look at them, then retry.`,
  },
  "branch-in-use": { code: "conflict", hint: say`The branch is checked out elsewhere; close that checkout first.` },
  "no-space": { code: "git", hint: say`Free some disk space, then try again; nothing was lost.` },
  "read-only": { code: "git", hint: say`The file system is read-only; make it writable, then try again.` },
  "not-permitted": {
    code: "git",
    hint: say`Check who owns the repository's files and their permissions, then try again.`,
  },
  "too-many-open": { code: "git", hint: say`Too many files are open; close some programs, then try again.` },
  corrupt: { code: "git", hint: say`The repository is damaged; “git fsck” says where.` },
  "bad-config": { code: "git", hint: say`Repair git's configuration file that the message names.` },
  "unreadable-file": { code: "git", hint: say`Check the file's permissions, then try again.` },
  "beyond-link": {
    code: "conflict",
    hint: say`A directory was replaced with a link meanwhile; nothing was changed. Try again.`,
  },
  unreachable: {
    code: "git",
    hint: (stderr) =>
      /returned error: 30\d/u.test(stderr)
        ? say`The server leads to another address, and that is not followed: make it the remote's (git remote set-url), often with “.git” at its end.`
        : say`Look whether this machine is online and the remote's address is right (git ls-remote), then try again.`,
  },
  "no-access": {
    code: "git",
    hint: say`Sign in so that git asks nothing any more: “git ls-remote”, with the remote's name, in a shell tells when it works. Then try again.`,
  },
  "cut-off": {
    code: "git",
    hint: say`The connection ended before there was an answer. Look at the remote before you try again: it may have been done.`,
  },
  failed: {
    code: "git",
    hint: say`The same with git in a shell may say more; in VS Code, the log has all that git said.`,
  },
};

/** git's messages in the C locale, first match wins: the narrower before the wider. */
const messages: readonly (readonly [RegExp, GitErrorReason])[] = [
  [/No space left on device|Disk quota exceeded/u, "no-space"],
  [/Read-only file system/u, "read-only"],
  [/Too many open files/u, "too-many-open"],
  [/detected dubious ownership/u, "dubious-ownership"],
  [/promisor remote/u, "not-fetched"],
  [
    /[Cc]ould not resolve host|[Ff]ailed to connect to|[Cc]ouldn't connect to server|Connection (?:refused|timed out)|[Nn]o route to host|Network is unreachable|Temporary failure in name resolution|unable to look up|The requested URL returned error: 30\d|SSL (?:certificate problem|connect error)|transport '.*' not allowed/u,
    "unreachable",
  ],
  [
    /Authentication failed|could not read (?:Username|Password)|terminal prompts disabled|Permission denied \((?:publickey|password|keyboard)|The requested URL returned error: 40[13]|HTTP 40[13]|[Hh]ost key verification failed|[Rr]epository not found|repository '.*' not found|does not appear to be a git repository/u,
    "no-access",
  ],
  [
    /unknown repository extensions? found|Expected git repo version|invalid value for 'extensions\.|v1-only extensions? found|[Bb]ad index version|extension, which we do not understand|upgrading GIT to a newer version/u,
    "repository-too-new",
  ],
  [/must be run in a work tree/u, "bare"],
  [/[Nn]ot a git repository|not a git repository: /u, "not-a-repository"],
  [/bad config|bad (?:numeric|boolean) config value|could not parse config/u, "bad-config"],
  [/cannot lock ref .*: reference already exists|a branch named '.*' already exists/su, "ref-exists"],
  [/cannot lock ref .*(?:but expected|unable to resolve reference)|reference is missing but expected/su, "ref-changed"],
  [/cannot lock ref .*(?:exists; cannot create|there is a non-empty directory)/su, "ref-exists"],
  [/\.lock': File exists|Unable to create '.*\.lock'.*File exists|Another git process seems to be running/su, "locked"],
  [/already (?:checked out|used by worktree) at/u, "branch-in-use"],
  [
    /would be overwritten by|not uptodate\. Cannot|not up to date\. Cannot|would lose untracked files/u,
    "would-overwrite",
  ],
  [
    /object file .* is empty|loose object .* is corrupt|inflate: data stream error|index file corrupt|bad index file|bad signature|packfile .* (?:cannot|is)/u,
    "corrupt",
  ],
  [/does not have any commits yet|ambiguous argument 'HEAD': unknown revision/u, "no-commits"],
  [/is beyond a symbolic link/u, "beyond-link"],
  [/unable to index file|[Uu]nable to process path|failed to insert into database/u, "unreadable-file"],
  [
    /Permission denied|Operation not permitted|insufficient permission|unable to create directory for/u,
    "not-permitted",
  ],
  [
    /unknown revision|bad revision|invalid reference: |Needed a single revision|[Nn]ot a valid object name|bad object|unable to read (?:tree|sha1)|missing object|does not exist in/u,
    "unknown-object",
  ],
  [/CONFLICT \(|unmerged files|Automatic merge failed/u, "conflict"],
  // Not “the remote end hung up” alone: git says that of a filter process that has ended, too.
  [
    /RPC failed|unexpected disconnect|early EOF|Empty reply from server|Connection reset|closed by remote host|The requested URL returned error: 5\d\d/u,
    "cut-off",
  ],
  [/Could not read from remote repository/u, "no-access"],
];

/** Why git failed, from what it wrote to stderr in the C locale. */
export function reasonOfMessage(stderr: string): GitErrorReason {
  return messages.find(([pattern]) => pattern.test(stderr))?.[1] ?? "failed";
}

/** A git operation that failed; `reason` is for programs, `text` (git's own words) and `hintText` for people. */
export class GitError extends WorkflowError {
  override readonly name = "GitError";
  readonly reason: GitErrorReason;
  readonly exitCode: number | undefined;
  /** All git wrote to stderr. */
  readonly stderr: string;

  constructor(
    reason: GitErrorReason,
    text: Text,
    details: { readonly exitCode?: number; readonly stderr?: string; readonly cause?: unknown } = {},
  ) {
    const { code, hint } = explanations[reason];
    const stderr = details.stderr ?? "";
    super(code, text, typeof hint === "function" ? hint(stderr) : hint, details.cause);
    this.reason = reason;
    this.exitCode = details.exitCode;
    this.stderr = stderr;
  }
}

/** The error for a git that ended with `exitCode`; its message is what git gave as reasons, on one line. */
export function gitFailure(command: string, exitCode: number, stderr: string): GitError {
  const said = reasonsIn(stderr);
  const text =
    said === "" ? say`git ${command} ended with exit code ${exitCode}.` : verbatim(`git ${command}: ${said}`);
  return new GitError(reasonOfMessage(stderr), text, { exitCode, stderr });
}

/** So many of git's reasons, and of the names one of them lists, are told. */
const mostTold = 4;

/**
 * What git wrote as `fatal:` and `error:`, without these words: the first ones, and the last, which is what became of the command. A reason that
 * ends with a colon goes on in the lines below it. Before the first one stands what a program that git started has said last (ssh, a filter).
 */
function reasonsIn(stderr: string): string {
  const lines = stderr.split(/\r?\n/u).map((line) => line.replace(/^remote: /u, ""));
  const starts = lines.flatMap((line, at) => (/^(?:fatal|error): /u.test(line) ? [at] : []));
  const before = lines.slice(0, starts[0]).filter((line) => !/^(?:warning|hint): |^\s|^$/u.test(line));
  const given = starts.map((at) => {
    const reason = (lines[at] ?? "").replace(/^(?:fatal|error): /u, "").trim();
    const rest = lines.slice(at + 1);
    const end = rest.findIndex((line) => !/^\s+\S/u.test(line));
    return reason.endsWith(":") ? `${reason} ${shortList(rest.slice(0, end < 0 ? undefined : end))}`.trim() : reason;
  });
  if (given.length === 0) return before[0] ?? lines.find((line) => line !== "") ?? "";
  const parts = [...new Set([...before.slice(-1), ...given])];
  const told = parts.length > mostTold ? [...parts.slice(0, mostTold - 1), ...parts.slice(-1)] : parts;
  return told.map((part, at) => (at < told.length - 1 ? part.replace(/\.$/u, "") : part)).join("; ");
}

function shortList(lines: readonly string[]): string {
  const more = lines.length - mostTold;
  const named = lines.slice(0, mostTold).map((line) => line.trim());
  return [...named, ...(more > 0 ? [`${more} more`] : [])].join(", ");
}

/** Whether the error is git's, for one of these reasons. */
export function isGitError(error: unknown, ...reasons: readonly GitErrorReason[]): error is GitError {
  return error instanceof GitError && (reasons.length === 0 || reasons.includes(error.reason));
}
