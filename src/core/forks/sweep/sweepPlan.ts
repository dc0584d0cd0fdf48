import { baseName, joinPath } from "../../files/paths.ts";
import { type RefName, shortName } from "../../git/repository/refName.ts";
import { joined, say, type Text } from "../../base/text.ts";
import type { LostSession } from "../../sessions/model/lostSession.ts";
import { lostMessage, type LostMeasures } from "../../sessions/problems/lostProblems.ts";
import { workflowName } from "../../sessions/sessionContext.ts";
import type { SessionId } from "../../sessions/model/sessionId.ts";
import { parseSessionId } from "../../sessions/model/sessionId.ts";
import {
  forkBranchRef,
  isAddingName,
  sessionOfRemoved,
  worktreePath,
  worktreesDirectory,
} from "../../worktrees/forkNames.ts";
import type { ForkOperation, JournalState } from "../model/forkJournal.ts";

export type SweepCode =
  | "unfinished-operation"
  | "void-operation"
  | "removed-directory"
  | "adding-directory"
  | "missing-worktree"
  | "moved-worktree"
  | "broken-worktree"
  | "finished-worktree"
  | "lost-session"
  | "missing-branch";

/** Something nobody owns, or that somebody died over. */
export interface SweepFinding {
  readonly code: SweepCode;
  /** A directory, or the full name of a branch. */
  readonly subject: string;
  readonly session: SessionId | null;
  readonly message: Text;
  /** What the sweep would do, in the future tense; `null`: only a person can mend it, and the message says how. */
  readonly repair: Text | null;
  /** True: nothing can be lost, so it may be done without asking. */
  readonly certain: boolean;
}

/** What is there, read in one go. Ages in milliseconds. */
export interface SweepFacts {
  readonly root: string;
  readonly sessions: ReadonlyMap<string, SessionFact>;
  readonly worktrees: readonly WorktreeFact[];
  /** Sessions whose branch stands. */
  readonly branches: ReadonlySet<string>;
  /** Worktrees of forks that the repository has on file below `.worktrees` and that are not there. */
  readonly missing: readonly MissingFact[];
  /** Sessions whose directory is gone: nothing of theirs was left behind, so nothing of it is removed. */
  readonly lost: readonly LostFact[];
  readonly journal: ReadonlyMap<SessionId, JournalState>;
}

interface SessionFact {
  readonly finished: boolean;
  readonly fork: boolean;
  /** Full name of the branch that it has, or would have as a fork. */
  readonly branch: RefName;
}

export interface WorktreeFact {
  readonly name: string;
  readonly kind: "directory" | "symlink" | "file" | "other";
  readonly age: number;
  /**
   * `linked`: a worktree of this repository. `moved`: it is, but the two do not point at each other. `misled`: it is, but its `.git` leads
   * elsewhere or nowhere. `foreign`: it belongs to another repository, or is one. `unlinked`: it belongs to none.
   */
  readonly content: "empty" | "linked" | "moved" | "misled" | "foreign" | "unlinked";
  /** What a linked one works on. */
  readonly branch: string | undefined;
  readonly uncommitted: number;
}

export interface LostFact extends LostMeasures {
  readonly session: LostSession;
}

export interface MissingFact {
  readonly worktree: string;
  readonly age: number;
  readonly locked: boolean;
  /** A person has locked it, or git itself would not give it up yet. */
  readonly honoured: boolean;
  /** The branch its HEAD names still exists, so its commits stay. */
  readonly keepsCommits: boolean;
}

/** Milliseconds. Younger things may belong to a process that is just at work. */
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
    ...facts.missing.flatMap((fact) => missingFinding(facts, fact, busy)),
    ...missingBranches(facts, busy),
    ...facts.lost.map((fact) => lostFinding(facts, fact)),
  ];
}

function announcedName(operation: ForkOperation): readonly string[] {
  if (operation.operation === "open") return [operation.adding];
  if (operation.operation === "remove") return operation.comparing === true ? [operation.removed] : [];
  return operation.operation === "rename" ? [operation.to] : [];
}

/** What was begun of a fork, and how the sweep ends it. */
const endings: Readonly<Record<ForkOperation["operation"], (id: SessionId) => readonly [message: Text, repair: Text]>> =
  {
    create: (id) => [
      say`The process that was to create ${id} ended before it was done.`,
      say`It will take its branch back, unless its session was made.`,
    ],
    open: (id) => [
      say`The process that was to open ${id} ended before it was done.`,
      say`It will finish making its worktree, or clear away what was made of it.`,
    ],
    rename: (id) => [
      say`The process that was to rename ${id} ended before it was done.`,
      say`It will finish renaming it.`,
    ],
    sync: (id) => [
      say`The process that was to sync ${id} ended before it was done.`,
      say`It will finish the merge, whose result was computed before.`,
    ],
    remove: (id) => [
      say`The process that was to remove ${id} ended before it was done.`,
      say`It will finish removing it, if its branch has not moved since.`,
    ],
  };

function operationFinding(facts: SweepFacts, id: SessionId, journal: JournalState): readonly SweepFinding[] {
  const subject = joinPath(facts.root, ".workflow", ".forks", `${id}.json`);
  if (journal.state === "void") {
    const message = say`A change of ${id} was announced and never begun.`;
    return [
      {
        code: "void-operation",
        subject,
        session: id,
        message,
        repair: say`The announcement will be removed.`,
        certain: true,
      },
    ];
  }
  if (journal.state !== "abandoned") return [];
  const [message, repair] = endings[journal.entry.operation](id);
  return [{ code: "unfinished-operation", subject, session: id, message, repair, certain: true }];
}

function worktreeFinding(facts: SweepFacts, fact: WorktreeFact): readonly SweepFinding[] {
  const subject = joinPath(worktreesDirectory(facts.root), fact.name);
  if (fact.kind !== "directory") return [];
  const removed = sessionOfRemoved(fact.name);
  if (removed !== undefined) {
    // Deleting twice at once is harmless, so no age guard: a removed worktree was given up by its removal, unless a process is just at work on it,
    // or a lock says that its owner did not give it up.
    const owner = worktreePath(facts.root, removed);
    if (facts.journal.get(removed)?.state === "running") return [];
    const noted = facts.missing.find(({ worktree }) => worktree === owner);
    if (noted?.locked === true) return [];
    const certain = noted?.honoured !== true || facts.journal.get(removed)?.state === "abandoned";
    const message = certain
      ? say`What is left of the removed worktree of ${removed} was not deleted.`
      : say`The worktree of ${removed} was set aside, and git still has it on file; no removal of it is known.`;
    const repair = certain ? say`It will be deleted.` : say`It will be deleted with everything in it.`;
    return [{ code: "removed-directory", subject, session: removed, message, repair, certain }];
  }
  // A project that was just moved is told at once: nothing works in its forks until they are connected again.
  if (fact.age < ageGuard && (fact.content !== "moved" || isAddingName(fact.name))) return [];
  if (isAddingName(fact.name)) {
    const message = say`A worktree that was being made was never put in place.`;
    return [
      { code: "adding-directory", subject, session: null, message, repair: say`It will be deleted.`, certain: true },
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
  const found = (code: SweepCode, message: Text, repair: Text | null, certain = false): readonly SweepFinding[] => [
    { code, subject, session, message, repair, certain },
  ];
  switch (fact.content) {
    case "empty":
      // It may be where a disk is mounted that the repository still waits for.
      if (facts.missing.some(({ worktree }) => worktree === subject)) return [];
      return found(
        "broken-worktree",
        say`The worktree of ${session} is an empty directory.`,
        say`The directory will be removed.`,
        true,
      );
    case "moved":
      return found(
        "moved-worktree",
        say`The worktree ${subject} and its repository do not find each other, because one of them was moved.`,
        say`They will be connected again, as “git worktree repair ${subject}” does.`,
      );
    case "misled":
      return found(
        "broken-worktree",
        say`The .git of ${subject} leads elsewhere or nowhere. “git worktree repair”, run in the project without a path, puts that right.`,
        null,
      );
    case "foreign":
      return found(
        "broken-worktree",
        say`${subject} is not a worktree of this repository: its .git leads to another one. Move it away, or look at it by hand.`,
        null,
      );
    case "unlinked":
      return found(
        "broken-worktree",
        say`${subject} is not a worktree of this repository (any more): its .git file is missing or leads nowhere.`,
        say`It will be deleted with everything in it.`,
      );
    case "linked":
  }
  // Of one whose session is gone, the lost session is told.
  if (facts.sessions.get(session)?.finished !== true) return [];
  // Another session has been made of the branch since, and works in it.
  if ([...facts.sessions.values()].some((one) => one.fork && !one.finished && one.branch === fact.branch)) return [];
  const count = fact.uncommitted;
  const changes =
    count === 0
      ? say`no uncommitted change`
      : count === 1
        ? say`1 uncommitted change`
        : say`${count} uncommitted changes`;
  return found(
    "finished-worktree",
    say`The worktree ${subject} belongs to a session that is finished; it has ${changes}.`,
    say`The worktree will be removed; its branch stays.`,
  );
}

function lostFinding(facts: SweepFacts, { session, ...measures }: LostFact): SweepFinding {
  const { id, branch, worktree } = session;
  const subject = worktree ?? (branch ? forkBranchRef(id) : joinPath(facts.root, workflowName, id));
  return {
    code: "lost-session",
    subject,
    session: id,
    message: lostMessage(session, measures),
    repair: null,
    certain: false,
  };
}

function missingFinding(facts: SweepFacts, fact: MissingFact, busy: ReadonlySet<string>): readonly SweepFinding[] {
  const { worktree, honoured, keepsCommits } = fact;
  const name = baseName(worktree);
  // What was staged in the worktree of a lost session is in the entry.
  if (busy.has(name) || fact.age < ageGuard || facts.lost.some(({ session }) => session.id === name)) return [];
  // It only has lost its .git file.
  if (
    facts.worktrees.some(
      (one) => one.content === "moved" && worktree === joinPath(worktreesDirectory(facts.root), one.name),
    )
  )
    return [];
  const message = joined([
    say`The repository still has the worktree ${worktree} on file, but it is not there.`,
    ...(honoured
      ? [say`If it was moved, “git worktree repair NEW-PLACE” tells git; if it is on a disk, plug that in.`]
      : []),
  ]);
  const repair = honoured
    ? say`If it is gone for good: the entry will be removed, with what was staged in it; branches stay.`
    : say`The entry will be removed; branches stay.`;
  const session = parseSessionId(name) ?? null;
  return [
    { code: "missing-worktree", subject: worktree, session, message, repair, certain: keepsCommits && !honoured },
  ];
}

function missingBranches(facts: SweepFacts, busy: ReadonlySet<string>): readonly SweepFinding[] {
  return [...facts.sessions].flatMap(([name, { finished, fork, branch: subject }]) => {
    const session = parseSessionId(name);
    if (!fork || finished || session === undefined || facts.branches.has(name) || busy.has(name)) return [];
    const on = facts.worktrees.find((fact) => fact.name === name)?.branch?.replace("refs/heads/", "");
    const message = joined([
      subject === forkBranchRef(session)
        ? say`The fork ${name} has no branch any more.`
        : say`The branch ${shortName(subject)} of ${name} is gone; complete the session, or give the branch its name again.`,
      ...(on === undefined
        ? []
        : [say`Its worktree is on ${on}: if that is it, “git branch -m ${on} ${shortName(subject)}” names it back.`]),
    ]);
    // One that was there before the fork was not ours to make: it may have been renamed, with the work.
    const repair =
      subject === forkBranchRef(session) ? say`The branch will be made again where the fork started.` : null;
    return [{ code: "missing-branch" as const, subject, session, message, repair, certain: false }];
  });
}
