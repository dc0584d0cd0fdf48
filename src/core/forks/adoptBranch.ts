import { WorkflowError } from "../base/errors.ts";
import { say } from "../base/text.ts";
import { readCommit } from "../git/objects/commits.ts";
import type { ObjectId } from "../git/repository/objectId.ts";
import { isRefName, type RefName, shortName } from "../git/repository/refName.ts";
import { branchOfHead } from "../git/refs/readHead.ts";
import { listRefs, readRef } from "../git/refs/refs.ts";
import { type GivenText, withRedacted, type WithRedacted } from "../redaction/givenText.ts";
import type { AgentIdentity } from "../sessions/model/agentIdentity.ts";
import type { SessionView } from "../sessions/model/session.ts";
import { type SessionId, sessionIdFromSlug } from "../sessions/model/sessionId.ts";
import { suggestSlug } from "../sessions/model/suggestSlug.ts";
import { usableProject } from "../sessions/model/texts.ts";
import { adoptedBranch, baselineName, branchOfFork, sessionOnBranch } from "../worktrees/forkBranch.ts";
import { forkBranchRef, sessionOfBranch, worktreePath, worktreesDirectory } from "../worktrees/forkNames.ts";
import { worktreeNotes } from "../worktrees/worktreeNotes.ts";
import type { Divergences } from "./model/divergence.ts";
import type { ForkContext } from "./model/forkContext.ts";

export interface AdoptInput {
  /** A branch, by its short or its full name. */
  readonly branch?: string;
  /** A worktree, by an absolute path: its branch is meant. */
  readonly worktree?: string;
  /** The session that the work becomes a fork of, or the full name of the branch, also one of a remote, that it is measured against. */
  readonly baseline: SessionId | RefName;
  /** With or without `WFS-`; left out: made of the branch's name. */
  readonly slug?: string;
  /** Left out: the subject of the newest commit. */
  readonly project?: GivenText;
  /** Who has worked on it, by where it is; left out: nobody knows. */
  readonly agentOf?: (work: {
    readonly path: string | null;
    readonly branch: string;
  }) => Promise<AgentIdentity | undefined>;
}

/**
 * Makes a fork of a branch that is there already. Only the session's record is written: branch and worktree keep their names and their places, and the
 * session is paused. Throws `not-found` where there is no such branch, `exists` where it is a session's already, `refused` for a worktree on no branch and
 * for a branch that has no history in common with its baseline.
 */
export async function adoptBranch(
  context: ForkContext,
  divergences: Divergences,
  input: AdoptInput,
  signal?: AbortSignal,
): Promise<WithRedacted<{ readonly session: SessionView; readonly branch: string }>> {
  const { repository, sessions, fs, root } = context;
  const branch = await namedBranch(context, input);
  const head = await readRef(repository, branch, signal);
  if (head === undefined) throw noBranch(shortName(branch));
  const owner = await sessionOnBranch(fs, root, branch);
  if (owner !== undefined) throw isTaken(branch, owner);
  if (sessionOfBranch(branch) !== undefined) throw isForks(branch);
  const base = await baselineOf(context, input.baseline, signal);
  if (base.ref === branch || base.ref?.replace(/^refs\/remotes\/[^/]+\//u, "refs/heads/") === branch)
    throw isBaseline(branch);
  const commit = await divergences.mergeBase(repository, base.head, head, signal);
  if (commit === undefined) throw isUnrelated(branch, base.name);
  const { message } = await readCommit(repository, head, signal);
  const subject = usableProject(message.split("\n", 1)[0]);
  const worktree = (await worktreeNotes(fs, context.commonDirectory)).find((note) => note.branch === branch)?.worktree;
  const agent = await input.agentOf?.({ path: worktree ?? null, branch: shortName(branch) });
  const created = await sessions.create({
    slug: await freeName(context, input.slug, branch),
    project: input.project ?? subject ?? shortName(branch),
    activate: false,
    extra: {
      forked_from: { session: base.name, commit },
      branch: shortName(branch),
      ...(worktree === undefined ? {} : { workspace: worktree }),
      ...(agent === undefined ? {} : { agent }),
    },
  });
  await requireAlone(context, created.id, branch);
  const { redacted = [], ...session } = created;
  return withRedacted({ session, branch: shortName(branch) }, redacted);
}

/** Of several who adopt a branch at once none stays that has met another: two sessions on one branch would each take it for its own. */
async function requireAlone(context: ForkContext, id: SessionId, branch: RefName): Promise<void> {
  const all = await context.sessions.list();
  const other = all.find((one) => one.id !== id && one.state !== "archived" && adoptedBranch(one.record) === branch);
  if (other === undefined) return;
  await context.sessions.setAside(id);
  throw isTaken(branch, other.id);
}

/** The full name of the branch that is meant. */
async function namedBranch(context: ForkContext, { branch, worktree }: AdoptInput): Promise<RefName> {
  const ref = branch?.startsWith("refs/heads/") === true ? branch : `refs/heads/${branch}`;
  if (branch !== undefined) {
    if (isRefName(ref)) return ref;
    throw noBranch(branch);
  }
  const path = worktree === undefined ? undefined : await context.fs.realPath(worktree);
  const { paths } = context.repository;
  const isMain = path !== undefined && !context.repository.linked && path === (await context.fs.realPath(paths.root));
  const note = (await worktreeNotes(context.fs, context.commonDirectory)).find((one) => one.worktree === path);
  if (!isMain && note === undefined) {
    throw new WorkflowError(
      "not-found",
      say`${worktree ?? ""} is not a worktree of this repository.`,
      say`“wfs found” and “git worktree list” show them.`,
    );
  }
  const own = isMain ? await branchOfHead(context.repository, context.fs) : note?.branch;
  if (own !== undefined && isRefName(own)) return own;
  throw new WorkflowError(
    "refused",
    say`The worktree ${worktree ?? ""} is on no branch, so nothing would hold its commits.`,
    say`Give it one there (git switch -c NAME), then try again.`,
  );
}

/** What the work is measured against: the branch of a session, or the one that is named. */
async function baselineOf(
  context: ForkContext,
  baseline: SessionId | RefName,
  signal?: AbortSignal,
): Promise<{ readonly name: string; readonly ref: RefName | undefined; readonly head: ObjectId }> {
  const { repository, sessions } = context;
  if (isRefName(baseline)) {
    const head = await readRef(repository, baseline, signal);
    if (head === undefined) throw noBranch(shortName(baseline));
    return { name: baselineName(baseline), ref: baseline, head };
  }
  const { record } = await sessions.get(baseline);
  const ref = record.forked_from === undefined ? undefined : branchOfFork(context, baseline);
  const head = ref === undefined ? undefined : await readRef(repository, ref, signal);
  const { commit } = await repository.head(signal);
  const found = head ?? commit;
  if (found !== undefined) return { name: baseline, ref, head: found };
  throw new WorkflowError(
    "no-commits",
    say`This repository has no commit yet.`,
    say`Make a first commit, then try again.`,
  );
}

/** The name that is given, else one made of the branch's: its last part, all of it where that is taken, then numbered. */
async function freeName(context: ForkContext, given: string | undefined, branch: RefName): Promise<SessionId> {
  const { repository, sessions } = context;
  if (given !== undefined) {
    const id = sessionIdFromSlug(given);
    const refs = await listRefs(repository, forkBranchRef(id), `refs/workflow/${id}/`);
    if (refs.length > 0 || context.fs.kindNow(worktreePath(context.root, id)) !== undefined) {
      throw new WorkflowError(
        "exists",
        say`There is a branch, a worktree or checkpoints of a session ${id} already.`,
        say`Choose another name.`,
      );
    }
    return id;
  }
  const refs = await listRefs(repository, "refs/heads/session/", "refs/workflow/");
  const taken = [
    ...(await sessions.list()).map(({ id }): string => id),
    ...((await context.fs.names(worktreesDirectory(context.root))) ?? []),
    ...refs.map(({ ref }) => ref.split("/")[ref.startsWith("refs/heads/") ? 3 : 2] ?? ""),
  ];
  const name = shortName(branch);
  const short = suggestSlug(name.slice(name.lastIndexOf("/") + 1), []);
  const isFree = short !== "" && !taken.some((id) => id.toLowerCase() === `wfs-${short}`);
  const slug = isFree ? short : suggestSlug(name, taken);
  return sessionIdFromSlug(slug === "" ? suggestSlug("adopted", taken) : slug);
}

function noBranch(name: string): WorkflowError {
  return new WorkflowError(
    "not-found",
    say`There is no branch ${name}.`,
    say`“wfs found” lists what can be kept; a branch of a remote has to be checked out first (git switch).`,
  );
}

function isTaken(branch: RefName, owner: SessionId): WorkflowError {
  return new WorkflowError(
    "exists",
    say`${shortName(branch)} is the branch of ${owner} already.`,
    say`“wfs fork list” shows it.`,
  );
}

function isForks(branch: RefName): WorkflowError {
  return new WorkflowError(
    "refused",
    say`${shortName(branch)} is the branch of a session whose directory is gone.`,
    say`“wfs adopt” without a branch brings it back.`,
  );
}

function isBaseline(branch: RefName): WorkflowError {
  return new WorkflowError(
    "refused",
    say`${shortName(branch)} is what other work is measured against.`,
    say`Name a session it is to be a fork of (--session), or “wfs new” a session for what is not committed in it.`,
  );
}

function isUnrelated(branch: RefName, baseline: string): WorkflowError {
  return new WorkflowError(
    "refused",
    say`${shortName(branch)} and ${baseline} have no commit in common.`,
    say`Only work that began at a commit of what it goes into can be compared and merged.`,
  );
}
