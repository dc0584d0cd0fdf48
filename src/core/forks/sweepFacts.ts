import { WorkflowError } from "../errors.ts";
import { isObjectId } from "../git/objectId.ts";
import { listRefs } from "../git/refs.ts";
import { joinPath } from "../paths.ts";
import { parseSessionId, type SessionId } from "../sessions/sessionId.ts";
import { branchRef, sessionOfBranch, worktreesDirectory } from "./forkNames.ts";
import { worktreeRepository, type ForkContext } from "./forkContext.ts";
import type { ForkJournal, JournalState } from "./journal.ts";
import { findWorktree, personsLock } from "./makeWorktree.ts";
import { ownCommits } from "./ownCommits.ts";
import type { BranchFact, MissingFact, SweepFacts, WorktreeFact } from "./sweepPlan.ts";
import { hasTornAdmin, missingWorktrees, readHead } from "./worktreeLink.ts";
import { everyUncommittedPath } from "./worktreeStatus.ts";

/** Reads everything the sweep judges; changes nothing and takes no locks. */
export async function readSweepFacts(context: ForkContext, signal?: AbortSignal): Promise<SweepFacts> {
  const sessions = new Map(
    (await context.sessions.list()).map(({ id, state, record }) => [
      String(id),
      { finished: state === "completed" || state === "archived", fork: record.forked_from !== undefined },
    ]),
  );
  return {
    root: context.root,
    sessions,
    worktrees: await worktreeFacts(context, sessions, signal),
    branches: await branchFacts(context, sessions, signal),
    missing: await missingFacts(context),
    journal: await journalFacts(context.journal),
  };
}

async function worktreeFacts(
  context: ForkContext,
  sessions: SweepFacts["sessions"],
  signal?: AbortSignal,
): Promise<readonly WorktreeFact[]> {
  const directory = worktreesDirectory(context.root);
  if ((await context.fs.lstat(directory))?.kind !== "directory") return [];
  const facts: WorktreeFact[] = [];
  for (const name of (await context.fs.names(directory)) ?? []) {
    const stat = await context.fs.lstat(joinPath(directory, name));
    if (stat === undefined) continue;
    const age = context.clock.now() - Number(stat.mtimeNs / 1_000_000n);
    const id = parseSessionId(name);
    const look = stat.kind === "directory" && id !== undefined ? await lookInside(context, id, sessions, signal) : {};
    facts.push({ name, kind: stat.kind, age, content: "linked", uncommitted: 0, ...look });
  }
  return facts;
}

async function lookInside(
  context: ForkContext,
  id: SessionId,
  sessions: SweepFacts["sessions"],
  signal?: AbortSignal,
): Promise<Pick<WorktreeFact, "content" | "uncommitted">> {
  const names = await context.fs.names(joinPath(worktreesDirectory(context.root), id));
  if (names?.length === 0) return { content: "empty", uncommitted: 0 };
  try {
    const link = await findWorktree(context, id);
    if (link === undefined || sessions.get(id)?.finished === false) return { content: "linked", uncommitted: 0 };
    const paths = await everyUncommittedPath(context, worktreeRepository(context, link), signal);
    return { content: "linked", uncommitted: paths.length };
  } catch (error) {
    if (error instanceof WorkflowError && error.code === "unsafe-path") return { content: "unlinked", uncommitted: 0 };
    throw error;
  }
}

async function branchFacts(
  context: ForkContext,
  sessions: SweepFacts["sessions"],
  signal?: AbortSignal,
): Promise<readonly BranchFact[]> {
  const facts: BranchFact[] = [];
  // Git cannot say then who uses a branch; the branches wait for the next look, the rest can be settled.
  const isBlind = await hasTornAdmin(context.fs, context.commonDirectory);
  for (const { ref, id: head } of await listRefs(context.repository, "refs/heads/session/")) {
    const session = sessionOfBranch(ref);
    if (session === undefined) continue;
    if (sessions.get(session)?.fork === true) {
      facts.push({ session, head, age: 0, own: 0, usedBy: undefined });
      continue;
    }
    if (isBlind) continue;
    const stat = await context.fs.lstat(joinPath(context.commonDirectory, ref));
    const age = context.clock.now() - Number((stat?.mtimeNs ?? 0n) / 1_000_000n);
    const own = await ownCommits(context.repository, session, [head], [], signal);
    const usedBy = await context.repository.text(["for-each-ref", "--format=%(worktreepath)", branchRef(session)]);
    facts.push({ session, head, age, own: own.count, usedBy: usedBy === "" ? undefined : usedBy });
  }
  return facts;
}

async function missingFacts(context: ForkContext): Promise<readonly MissingFact[]> {
  const facts: MissingFact[] = [];
  const under = worktreesDirectory(context.root);
  for (const { worktree, admin } of await missingWorktrees(context.fs, context.commonDirectory, under)) {
    const stat = await context.fs.lstat(admin);
    const lock = await personsLock(context.fs, { worktree, admin });
    const head = (await readHead(context.fs, admin)) ?? "";
    const branch = head.startsWith("ref: refs/heads/") ? await listRefs(context.repository, head.slice(5)) : [];
    facts.push({
      worktree,
      age: context.clock.now() - Number((stat?.mtimeNs ?? 0n) / 1_000_000n),
      locked: lock !== undefined,
      keepsCommits: branch.some(({ id }) => isObjectId(id)),
    });
  }
  return facts;
}

export async function journalFacts(journal: ForkJournal): Promise<ReadonlyMap<SessionId, JournalState>> {
  const facts = new Map<SessionId, JournalState>();
  for (const id of await journal.ids()) facts.set(id, await journal.read(id));
  return facts;
}
