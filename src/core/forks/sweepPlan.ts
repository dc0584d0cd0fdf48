import { joinPath } from "../paths.ts";
import type { SessionId } from "../sessions/sessionId.ts";
import { parseSessionId } from "../sessions/sessionId.ts";
import { branchRef, isAddingName, sessionOfRemoved, worktreePath, worktreesDirectory } from "./forkNames.ts";
import type { ForkOperation, JournalState } from "./journal.ts";

export type SweepCode =
  | "unfinished-operation"
  | "void-operation"
  | "removed-directory"
  | "adding-directory"
  | "missing-worktree"
  | "broken-worktree"
  | "finished-worktree"
  | "unowned-worktree"
  | "unowned-branch"
  | "missing-branch";

/** Something nobody owns, or that somebody died over. */
export interface SweepFinding {
  readonly code: SweepCode;
  /** A directory, or the full name of a branch. */
  readonly subject: string;
  readonly session: SessionId | null;
  readonly message: string;
  /** What the sweep would do, in the future tense; `null`: only a person can settle it, and the message says how. */
  readonly repair: string | null;
  /** True: nothing can be lost, so it may be done without asking. */
  readonly certain: boolean;
}

/** What is there, read in one go. Ages in milliseconds. */
export interface SweepFacts {
  readonly root: string;
  readonly sessions: ReadonlyMap<string, { readonly finished: boolean; readonly fork: boolean }>;
  readonly worktrees: readonly WorktreeFact[];
  readonly branches: readonly BranchFact[];
  /** Worktrees the repository has on file below `.worktrees` whose directory is gone. */
  readonly missing: readonly MissingFact[];
  readonly journal: ReadonlyMap<SessionId, JournalState>;
}

export interface WorktreeFact {
  readonly name: string;
  readonly kind: "directory" | "symlink" | "file" | "other";
  readonly age: number;
  /** `linked`: a worktree of this repository. `unlinked`: its `.git` is missing or leads elsewhere. */
  readonly content: "empty" | "linked" | "unlinked";
  readonly uncommitted: number;
}

export interface BranchFact {
  readonly session: SessionId;
  readonly head: string;
  readonly age: number;
  /** Commits that no other branch, tag or remote branch holds. */
  readonly own: number;
  /** A checkout that has it checked out. */
  readonly usedBy: string | undefined;
}

export interface MissingFact {
  readonly worktree: string;
  readonly age: number;
  readonly locked: boolean;
  /** The branch its HEAD names still exists, so its commits stay. */
  readonly keepsCommits: boolean;
}

/** Younger things may belong to a process that is just at work (peers.md, complaint 7). */
export const ageGuard = 15 * 60 * 1000;

/**
 * Everything left behind, pure: the same facts always give the same plan. Nothing younger than the age guard is listed, unless the process
 * that announced it is known to be dead. What a living operation announced is left out.
 */
export function planSweep(facts: SweepFacts): readonly SweepFinding[] {
  const busy = new Set<string>([...facts.journal].filter(([, { state }]) => state !== "none").map(([id]) => id));
  const announced = new Set(
    [...facts.journal.values()].flatMap((state) => ("entry" in state && state.entry ? announcedName(state.entry) : [])),
  );
  return [
    ...[...facts.journal].flatMap(([id, state]) => operationFinding(facts, id, state)),
    ...facts.worktrees.flatMap((fact) =>
      announced.has(fact.name) || busy.has(fact.name) ? [] : worktreeFinding(facts, fact),
    ),
    ...facts.missing.flatMap((fact) => missingFinding(fact, busy)),
    ...facts.branches.flatMap((fact) => (busy.has(fact.session) ? [] : branchFinding(facts, fact))),
    ...missingBranches(facts, busy),
  ];
}

function announcedName(operation: ForkOperation): readonly string[] {
  if (operation.operation === "open") return [operation.adding];
  if (operation.operation === "remove") return operation.comparing === true ? [operation.removed] : [];
  return operation.operation === "rename" ? [operation.to] : [];
}

const endings: Readonly<Record<ForkOperation["operation"], string>> = {
  open: "finish making its worktree, or clear away what was made of it",
  rename: "finish renaming it",
  sync: "finish the merge, whose result was computed before",
  remove: "finish removing it, if its branch has not moved since",
};

function operationFinding(facts: SweepFacts, id: SessionId, journal: JournalState): readonly SweepFinding[] {
  const subject = joinPath(facts.root, ".workflow", ".forks", `${id}.json`);
  if (journal.state === "void") {
    const message = `A change of ${id} was announced and never begun.`;
    return [
      {
        code: "void-operation",
        subject,
        session: id,
        message,
        repair: "The announcement will be removed.",
        certain: true,
      },
    ];
  }
  if (journal.state !== "abandoned") return [];
  const { operation } = journal.entry;
  const message = `The process that was to ${operation} ${id} ended before it was done.`;
  const repair = `It will ${endings[operation]}.`;
  return [{ code: "unfinished-operation", subject, session: id, message, repair, certain: true }];
}

function worktreeFinding(facts: SweepFacts, fact: WorktreeFact): readonly SweepFinding[] {
  const subject = joinPath(worktreesDirectory(facts.root), fact.name);
  if (fact.kind !== "directory") return [];
  const removed = sessionOfRemoved(fact.name);
  if (removed !== undefined) {
    // Deleting twice at once is harmless, so no age guard: a removed worktree was given up by its removal, unless somebody is just at it,
    // or a lock says that its owner did not give it up.
    const owner = worktreePath(facts.root, removed);
    if (facts.journal.get(removed)?.state === "running") return [];
    if (facts.missing.some(({ worktree, locked }) => locked && worktree === owner)) return [];
    const message = `What is left of the removed worktree of ${removed} was not deleted.`;
    return [
      { code: "removed-directory", subject, session: removed, message, repair: "It will be deleted.", certain: true },
    ];
  }
  if (fact.age < ageGuard) return [];
  if (isAddingName(fact.name)) {
    const message = "A worktree that was being made was never put in place.";
    return [
      { code: "adding-directory", subject, session: null, message, repair: "It will be deleted.", certain: true },
    ];
  }
  const session = parseSessionId(fact.name);
  return session === undefined ? [] : namedWorktree(facts, fact, session, subject);
}

function namedWorktree(
  facts: SweepFacts,
  fact: WorktreeFact,
  session: SessionId,
  subject: string,
): readonly SweepFinding[] {
  if (fact.content === "empty") {
    const message = `The worktree of ${session} is an empty directory.`;
    return [
      { code: "broken-worktree", subject, session, message, repair: "The directory will be removed.", certain: true },
    ];
  }
  if (fact.content === "unlinked") {
    const message = `${subject} is no worktree of this repository (any more): its .git file is missing or leads elsewhere.`;
    return [
      {
        code: "broken-worktree",
        subject,
        session,
        message,
        repair: "It will be deleted with everything in it.",
        certain: false,
      },
    ];
  }
  const owner = facts.sessions.get(session);
  if (owner !== undefined && !owner.finished) return [];
  const changes = fact.uncommitted === 0 ? "no uncommitted change" : `${fact.uncommitted} uncommitted changes`;
  const code = owner === undefined ? "unowned-worktree" : "finished-worktree";
  const why = owner === undefined ? "belongs to no session" : "belongs to a session that is finished";
  const message = `The worktree ${subject} ${why}; it has ${changes}.`;
  return [
    { code, subject, session, message, repair: "The worktree will be removed; its branch stays.", certain: false },
  ];
}

function missingFinding(fact: MissingFact, busy: ReadonlySet<string>): readonly SweepFinding[] {
  const name = fact.worktree.slice(fact.worktree.lastIndexOf("/") + 1);
  if (busy.has(name) || fact.age < ageGuard) return [];
  const message = `The repository still has the worktree ${fact.worktree} on file, but the directory is gone.`;
  const certain = fact.keepsCommits && !fact.locked;
  const session = parseSessionId(name) ?? null;
  const repair = "The entry will be removed; branches stay.";
  return [{ code: "missing-worktree", subject: fact.worktree, session, message, repair, certain }];
}

function branchFinding(facts: SweepFacts, fact: BranchFact): readonly SweepFinding[] {
  const owner = facts.sessions.get(fact.session);
  if (owner?.fork === true || fact.age < ageGuard) return [];
  const subject = branchRef(fact.session);
  if (fact.usedBy !== undefined) return [];
  const code = "unowned-branch";
  if (fact.own === 0) {
    const message = `The branch ${subject} belongs to no fork; other branches hold all its commits.`;
    return [{ code, subject, session: fact.session, message, repair: "The branch will be deleted.", certain: true }];
  }
  const message = `The branch ${subject} belongs to no fork; ${fact.own} of its commits are on no other branch.`;
  return [
    {
      code,
      subject,
      session: fact.session,
      message,
      repair: "The branch will be deleted with these commits.",
      certain: false,
    },
  ];
}

function missingBranches(facts: SweepFacts, busy: ReadonlySet<string>): readonly SweepFinding[] {
  const branches = new Set<string>(facts.branches.map(({ session }) => session));
  return [...facts.sessions].flatMap(([name, { finished, fork }]) => {
    const session = parseSessionId(name);
    if (!fork || finished || session === undefined || branches.has(name) || busy.has(name)) return [];
    const subject = branchRef(session);
    const message = `The fork ${name} has no branch any more.`;
    const repair = "The branch will be made again where the fork started.";
    return [{ code: "missing-branch" as const, subject, session, message, repair, certain: false }];
  });
}
