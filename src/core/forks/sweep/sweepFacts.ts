import { ageOf } from "../../files/fileAge.ts";
import { FileError, WorkflowError } from "../../base/errors.ts";
import { isObjectId } from "../../git/repository/objectId.ts";
import { listRefs } from "../../git/refs/refs.ts";
import { baseName, joinPath, parentPath } from "../../files/paths.ts";
import { parseSessionId, type SessionId } from "../../sessions/model/sessionId.ts";
import { isAddingName, worktreePath, worktreesDirectory } from "../../worktrees/forkNames.ts";
import { worktreeRepository, type ForkContext } from "../model/forkContext.ts";
import type { ForkJournal, JournalState } from "../model/forkJournal.ts";
import { personsLock } from "../worktree/makeWorktree.ts";
import { isHonoured } from "../worktree/missingWorktree.ts";
import { readHeads } from "../model/forkHeads.ts";
import { measureLost } from "../lost/measureLost.ts";
import { lostOf } from "../lost/lostOf.ts";
import type { LostFact, MissingFact, SweepFacts, WorktreeFact } from "./sweepPlan.ts";
import {
  findLostAdmin,
  isOnFileHere,
  gitDirectoryNamed,
  readHead,
  readLine,
  readWorktreeLink,
  resolvePath,
} from "../../git/directory/worktreeLink.ts";
import { branchOfRecord } from "../../worktrees/forkBranch.ts";
import { branchOf, worktreeNotes } from "../../worktrees/worktreeNotes.ts";
import { everyUncommittedPath } from "../worktree/worktreeStatus.ts";

/** Reads everything the sweep judges; changes nothing and takes no locks. */
export async function readSweepFacts(context: ForkContext, signal?: AbortSignal): Promise<SweepFacts> {
  const sessions = new Map(
    (await context.sessions.list()).map(({ id, state, record }) => [
      String(id),
      {
        finished: state === "completed" || state === "archived",
        fork: record.forked_from !== undefined,
        branch: branchOfRecord(id, record),
      },
    ]),
  );
  const { branches } = await readHeads(context, signal);
  return {
    root: context.root,
    sessions,
    worktrees: await worktreeFacts(context, sessions, signal),
    branches: new Set(branches.keys()),
    missing: await missingFacts(context),
    lost: await lostFacts(context, signal),
    journal: await journalFacts(context.journal),
  };
}

/** Measured only where there are some, which is rare. */
async function lostFacts(context: ForkContext, signal?: AbortSignal): Promise<readonly LostFact[]> {
  const lost = await lostOf(context);
  if (lost.length === 0) return [];
  const heads = await readHeads(context, signal);
  const facts: LostFact[] = [];
  for (const session of lost) facts.push({ session, ...(await measureLost(context, session, heads, signal)) });
  return facts;
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
    const age = ageOf(stat, context.clock);
    const id = parseSessionId(name);
    const look = stat.kind === "directory" && id !== undefined ? await lookInside(context, id, sessions, signal) : {};
    facts.push({ name, kind: stat.kind, age, content: "linked", branch: undefined, uncommitted: 0, ...look });
  }
  return facts;
}

async function lookInside(
  context: ForkContext,
  id: SessionId,
  sessions: SweepFacts["sessions"],
  signal?: AbortSignal,
): Promise<Partial<WorktreeFact>> {
  const { fs, commonDirectory } = context;
  const directory = worktreePath(context.root, id);
  if ((await fs.names(directory))?.length === 0) return { content: "empty" };
  try {
    const link = await readWorktreeLink(fs, commonDirectory, directory);
    if (link === undefined) return {};
    const branch = await branchOf(fs, link.admin);
    if (sessions.get(id)?.finished !== true) return { branch };
    const paths = await everyUncommittedPath(context, worktreeRepository(context, link), signal);
    return { branch, uncommitted: paths.length };
  } catch (error) {
    if (!(error instanceof WorkflowError) || error.code !== "unsafe-path") throw error;
    if ((await findLostAdmin(fs, commonDirectory, directory)) !== undefined) return { content: "moved" };
    if (await isOnFileHere(fs, commonDirectory, directory)) return { content: "misled" };
    return { content: (await isForeign(context, directory)) ? "foreign" : "unlinked" };
  }
}

/** Whether it is, or belongs to, another repository. */
async function isForeign({ fs }: ForkContext, directory: string): Promise<boolean> {
  const dotGit = joinPath(directory, ".git");
  const named = gitDirectoryNamed(await readLine(fs, dotGit));
  const leadsTo = named === undefined ? dotGit : resolvePath(directory, named);
  return (await fs.lstat(leadsTo)) !== undefined;
}

/** Worktrees of forks of this workspace alone: what other tools keep beside them, and other workspaces of the repository, is theirs. */
async function missingFacts(context: ForkContext): Promise<readonly MissingFact[]> {
  const { fs, commonDirectory, root, repository, clock } = context;
  const facts: MissingFact[] = [];
  for (const { worktree, admin } of await worktreeNotes(fs, commonDirectory)) {
    const parent = parentPath(worktree);
    const isMaking = isAddingName(baseName(parent));
    if ((isMaking ? parentPath(parent) : parent) !== worktreesDirectory(root)) continue;
    if (parseSessionId(baseName(worktree)) === undefined) continue;
    if ((await fs.lstat(joinPath(worktree, ".git"))) !== undefined) continue;
    const stat = await fs.lstat(admin);
    const lock = await personsLock(fs, { worktree, admin });
    const head = (await readHead(fs, admin)) ?? "";
    const branch = head.startsWith("ref: refs/heads/") ? await listRefs(repository, head.slice(5)) : [];
    facts.push({
      worktree,
      age: ageOf(stat ?? { mtimeNs: 0n }, clock),
      locked: lock !== undefined,
      honoured: lock !== undefined || (!isMaking && (await isHonoured(context, { worktree, admin }))),
      keepsCommits: branch.some(({ id }) => isObjectId(id)),
    });
  }
  return facts;
}

/** Of an entry that cannot be read the others are told first: throws the file's error only where there is nothing else. */
export async function journalFacts(journal: ForkJournal): Promise<ReadonlyMap<SessionId, JournalState>> {
  const facts = new Map<SessionId, JournalState>();
  let unreadable: FileError | undefined;
  for (const id of await journal.ids()) {
    try {
      facts.set(id, await journal.read(id));
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      unreadable = error;
    }
  }
  if (unreadable !== undefined && [...facts.values()].every(({ state }) => state === "none")) throw unreadable;
  return facts;
}
