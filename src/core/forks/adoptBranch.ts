import { WorkflowError } from "../base/errors.ts";
import { say } from "../base/text.ts";
import { joinPath } from "../files/paths.ts";
import { outputText } from "../git/repository/nulText.ts";
import { readCommit } from "../git/objects/commits.ts";
import type { ObjectId } from "../git/repository/objectId.ts";
import { isGitError } from "../git/repository/gitError.ts";
import { isRefName, plainRefName, type RefName, shortName } from "../git/repository/refName.ts";
import { localOf } from "../git/repository/remoteBranch.ts";
import { branchOfHead } from "../git/refs/readHead.ts";
import { listRefs, readRef, updateRefs } from "../git/refs/refs.ts";
import { type GivenText, withRedacted, type WithRedacted } from "../redaction/givenText.ts";
import type { AgentIdentity } from "../sessions/model/agentIdentity.ts";
import type { SessionView } from "../sessions/model/session.ts";
import { idPrefix, parseSessionId, type SessionId, sessionIdFromSlug } from "../sessions/model/sessionId.ts";
import { suggestSlug } from "../sessions/model/suggestSlug.ts";
import { usableProject } from "../sessions/model/texts.ts";
import { baselineName, branchOfFork, sessionOnBranch } from "../worktrees/forkBranch.ts";
import { forkBranchRef, worktreePath, worktreesDirectory } from "../worktrees/forkNames.ts";
import { sessionOfBranch } from "../sessions/model/sessionBranch.ts";
import { requireOwnBranch } from "../worktrees/requireOwnBranch.ts";
import { worktreeNotes } from "../worktrees/worktreeNotes.ts";
import { inAdoptionTurn } from "./model/adoptionTurn.ts";
import type { Divergences } from "./model/divergence.ts";
import type { ForkContext } from "./model/forkContext.ts";

export interface AdoptInput {
  /** A branch here, or one of a remote, by its short or its full name. */
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
 * session is paused. Of a branch that only a remote has, one here of the same name is made where that stands. Throws `not-found` where there is no such
 * branch, `exists` where it is a session's already or a branch here stands elsewhere than the remote's, `refused` for a worktree on no branch and for a
 * branch that has no history in common with its baseline.
 */
export async function adoptBranch(
  context: ForkContext,
  divergences: Divergences,
  input: AdoptInput,
  signal?: AbortSignal,
): Promise<WithRedacted<{ readonly session: SessionView; readonly branch: string }>> {
  const { repository, sessions, fs, root } = context;
  const named = await namedBranch(context, input);
  const branch = named.startsWith("refs/heads/") ? named : localOf(named);
  if (branch === undefined) throw noBranch(plainRefName(named));
  const head = await readRef(repository, named, signal);
  if (head === undefined) throw noBranch(plainRefName(named));
  const here = branch === named ? head : await readRef(repository, branch, signal);
  if (here !== undefined && here !== head) throw isElsewhere(branch, named);
  const owner = await sessionOnBranch(fs, root, branch);
  if (owner !== undefined) throw isTaken(branch, owner);
  if (sessionOfBranch(branch) !== undefined) throw isForks(branch);
  const base = await baselineOf(context, input.baseline, signal);
  if (base.ref === branch || (base.ref !== undefined && localOf(base.ref) === branch)) throw isBaseline(branch);
  await requireOwnBranch(repository, branch, signal);
  const commit = await divergences.mergeBase(repository, base.head, head, signal);
  if (commit === undefined)
    throw (await divergences.isShallow(repository)) ? isCutOff(branch, base.name) : isUnrelated(branch, base.name);
  const { message } = await readCommit(repository, head, signal);
  const subject = usableProject(message.split("\n", 1)[0]);
  const worktree = await worktreeOn(context, branch, input.worktree);
  const agent = await input.agentOf?.({ path: worktree ?? null, branch: shortName(branch) });
  // What cannot be made is refused before anything is written.
  await freeName(context, input.slug, branch);
  // Of several who adopt it at once the first has it: two sessions on one branch would each take it for its own.
  const created = await inAdoptionTurn(context, async () => {
    const first = await sessionOnBranch(fs, root, branch);
    if (first !== undefined) throw isTaken(branch, first);
    const slug = await freeName(context, input.slug, branch);
    if (here === undefined) await makeHere(context, branch, named, head);
    return sessions.create({
      slug,
      project: input.project ?? subject ?? shortName(branch),
      activate: false,
      extra: {
        forked_from: { session: base.name, commit },
        branch: shortName(branch),
        ...(worktree === undefined ? {} : { workspace: worktree }),
        ...(agent === undefined ? {} : { agent }),
      },
    });
  });
  const { redacted = [], ...session } = created;
  await context.events?.note("fork.adopted", session.id, { branch: shortName(branch) });
  return withRedacted({ session, branch: shortName(branch) }, redacted);
}

/** A branch here where that of a remote stands. Whatever comes of the rest, it is one that is found. */
async function makeHere({ repository }: ForkContext, branch: RefName, named: RefName, to: ObjectId): Promise<void> {
  try {
    await updateRefs(repository, [{ ref: branch, from: undefined, to }], {
      reflog: `branch: Created from ${plainRefName(named)}`,
    });
  } catch (error) {
    if (!isGitError(error, "ref-exists", "ref-changed")) throw error;
    throw new WorkflowError(
      "exists",
      say`The branch ${shortName(branch)} cannot be made here: one of that name, or one above or below it, is there by now.`,
      say`“git branch --list” shows it; give it another name (git branch --move), then try again.`,
      error,
    );
  }
}

/** The full name of the branch that is meant, which may be a remote's. */
async function namedBranch(context: ForkContext, { branch, worktree }: AdoptInput): Promise<RefName> {
  if (branch !== undefined) {
    const isFull = /^refs\/(?:heads|remotes)\//u.test(branch);
    const [ref, ...others] = (isFull ? [branch] : [`refs/heads/${branch}`, `refs/remotes/${branch}`]).filter(isRefName);
    if (ref === undefined) throw noBranch(branch);
    // A branch here comes first, whatever it is called like.
    for (const one of [ref, ...others])
      if ((await readRef(context.repository, one)) !== undefined) return namedBySymbol(context, one);
    return ref;
  }
  const path = worktree === undefined ? undefined : await context.fs.realPath(worktree);
  const { paths } = context.repository;
  const isMain = path !== undefined && !context.repository.linked && path === (await context.fs.realPath(paths.root));
  const notes = await worktreeNotes(context.fs, context.commonDirectory);
  const note = notes.find((one) => one.worktree === path);
  if (!isMain && note === undefined) {
    const around = notes.find((one) => path?.startsWith(`${one.worktree}/`) === true)?.worktree;
    throw new WorkflowError(
      "not-found",
      say`${worktree ?? ""} is not a worktree of this repository.`,
      around === undefined
        ? say`“wfs found” and “git worktree list” show them.`
        : say`It lies in one: “wfs adopt ${around}” takes that.`,
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

/** The branch that one here stands for which is only a name for another (a symbolic ref). */
async function namedBySymbol({ repository }: ForkContext, ref: RefName): Promise<RefName> {
  if (!ref.startsWith("refs/heads/")) return ref;
  const { stdout } = await repository.answer(["symbolic-ref", "--quiet", ref], [1]);
  const target = outputText(stdout);
  return isRefName(target) ? target : ref;
}

/** The worktree that the fork works in: where the branch is checked out twice the one that is named, else one that stands; `undefined`: none has it. */
async function worktreeOn(
  { fs, commonDirectory }: ForkContext,
  branch: RefName,
  named: string | undefined,
): Promise<string | undefined> {
  const path = named === undefined ? undefined : await fs.realPath(named);
  const places = (await worktreeNotes(fs, commonDirectory)).filter((note) => note.branch === branch);
  const isThere = (worktree: string): boolean => fs.kindNow(joinPath(worktree, ".git")) === "file";
  const chosen =
    places.find(({ worktree }) => worktree === path) ?? places.find(({ worktree }) => isThere(worktree)) ?? places[0];
  return chosen?.worktree;
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
    // A remote-tracking ref of the same name would be taken for it.
    const twin = baseline.startsWith("refs/heads/") ? `refs/remotes/${shortName(baseline)}` : baseline;
    const isTwin = twin !== baseline && isRefName(twin) && (await readRef(repository, twin, signal)) !== undefined;
    const name = isTwin ? baseline : baselineName(baseline);
    if (parseSessionId(name) !== undefined) throw isCalledLikeSession(name);
    return { name, ref: baseline, head };
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
  const last = name.slice(name.lastIndexOf("/") + 1);
  const short = suggestSlug(last.startsWith(idPrefix) ? last.slice(idPrefix.length) : last, []);
  const isFree = short !== "" && !taken.some((id) => id.toLowerCase() === `wfs-${short}`);
  const slug = isFree ? short : suggestSlug(name.startsWith(idPrefix) ? short : name, taken);
  return sessionIdFromSlug(slug === "" ? suggestSlug("adopted", taken) : slug);
}

/** Which of the two is meant only the person knows. */
function isElsewhere(branch: RefName, named: RefName): WorkflowError {
  const [here, there] = [shortName(branch), plainRefName(named)];
  return new WorkflowError(
    "exists",
    say`There is a branch ${here} here already, and it stands elsewhere than ${there}.`,
    say`Keep that (wfs adopt ${here}), or give it another name first (git branch --move ${here} NAME).`,
  );
}

function noBranch(name: string): WorkflowError {
  return new WorkflowError(
    "not-found",
    say`There is no branch ${name}.`,
    say`“wfs found” lists what can be kept; a branch of a remote is named with that (origin/NAME).`,
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

/** The record would name a session. */
function isCalledLikeSession(name: string): WorkflowError {
  return new WorkflowError(
    "refused",
    say`The branch ${name} is called like a session, so a fork cannot say that it is measured against it.`,
    say`Name a session it is to be a fork of (--session), or give that branch another name (git branch --move).`,
  );
}

function isCutOff(branch: RefName, baseline: string): WorkflowError {
  return new WorkflowError(
    "refused",
    say`Where ${shortName(branch)} and ${baseline} part cannot be told: the history of this shallow clone ends before that.`,
    say`Run “git fetch --unshallow” first.`,
  );
}

function isUnrelated(branch: RefName, baseline: string): WorkflowError {
  return new WorkflowError(
    "refused",
    say`${shortName(branch)} and ${baseline} have no commit in common.`,
    say`Only work that began at a commit of what it goes into can be compared and merged.`,
  );
}
