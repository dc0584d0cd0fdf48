import type { Annotations, Author, Thread } from "../annotations/annotation.ts";
import { mostBytes, type SessionTexts } from "../annotations/sessionTexts.ts";
import { sameBytes } from "../files/sameBytes.ts";
import { suggestionDigest } from "../annotations/suggestions/suggestionDigest.ts";
import { suggestedFile } from "../annotations/suggestions/suggestedFile.ts";
import { findSuggestion } from "../annotations/suggestions/suggestionState.ts";
import { asWorkflowError, WorkflowError } from "../base/errors.ts";
import type { Clock, Cryptography, Random } from "../base/ports.ts";
import { say, type Text } from "../base/text.ts";
import { visibleText } from "../base/visibleText.ts";
import { commitTree, treeOf } from "../git/objects/commits.ts";
import { SmallIndex } from "../git/objects/fileEntries.ts";
import { readTreeEntry } from "../git/objects/treeEntry.ts";
import { readTreeFile } from "../git/objects/readFile.ts";
import { diffTrees, type FileMode } from "../git/objects/treeDiff.ts";
import { withScratchDirectory } from "../git/index/withScratchDirectory.ts";
import { readRef, updateRefs } from "../git/refs/refs.ts";
import { nulFields, outputText } from "../git/repository/nulText.ts";
import { isObjectId, parseObjectId, type ObjectId } from "../git/repository/objectId.ts";
import { shortName, type RefName } from "../git/repository/refName.ts";
import type { Repository } from "../git/repository/repository.ts";
import { shortObjectId } from "../git/repository/shortObjectId.ts";
import { joinPath } from "../files/paths.ts";
import { archivedRefusal } from "../sessions/model/archived.ts";
import type { SessionId } from "../sessions/model/sessionId.ts";
import { branchOfRecord } from "../worktrees/forkBranch.ts";
import { requireOwnBranch } from "../worktrees/requireOwnBranch.ts";
import type { ActionContext } from "./kinds/common/actionKind.ts";
import { identityText } from "./kinds/common/author.ts";
import { personsIdentity } from "../git/objects/personsIdentity.ts";
import { requireCheckoutTarget } from "../forks/worktree/findCheckoutTarget.ts";
import { moveBack } from "./kinds/common/moveBranch.ts";

export interface SuggestionServices {
  readonly clock: Clock;
  readonly random: Random;
  readonly cryptography: Pick<Cryptography, "sha256">;
  readonly context: (signal?: AbortSignal) => Promise<ActionContext>;
  readonly annotations: () => Promise<Pick<Annotations, "get" | "resolve">>;
  readonly texts: () => Promise<Pick<SessionTexts, "committed" | "renames">>;
}

/** A suggestion that is in a commit now. */
export interface AppliedSuggestion {
  readonly thread: Thread;
  readonly commit: ObjectId;
  /** The move of the fork's branch, which can be taken back; `null`: it was applied before, and only the thread said nothing of it. */
  readonly move: {
    readonly ref: RefName;
    readonly from: ObjectId;
    readonly to: ObjectId;
    readonly safety: { readonly session: SessionId; readonly n: number } | null;
  } | null;
  /** Why the thread does not say that it was applied, as where it was removed meanwhile; left out: it does. */
  readonly untold?: Text;
}

/** Of the commit, by which it is found again: the id of the thread. */
const trailer = "Workflow-Suggestion";

/** Commits that are looked through for one, the newest. */
const most = 1000;

/**
 * Makes one commit of a thread's suggestion on its fork's branch, in the person's name, and resolves the thread. The branch moves from where it stood when
 * it was read, with the worktree it is checked out in, whose edits stay; no hook runs, and nothing that only the repository's configuration names.
 * A second time, also after a kill in between, it only says which commit it was. Throws with nothing changed: `BranchUpdateConflict`
 * for edits of the same lines, `conflict` where the suggestion, the lines or the branch have changed, `refused` where it is no fork's.
 * @param shown the digest of what the person was shown (suggestionDigest.ts)
 */
export async function applySuggestion(
  services: SuggestionServices,
  id: string,
  shown: string,
  author: Author,
  signal?: AbortSignal,
): Promise<AppliedSuggestion> {
  const annotations = await services.annotations();
  const thread = await annotations.get(id);
  if (thread.applied !== undefined) throw appliedAlready(thread.applied);
  const context = await services.context(signal);
  const { session } = thread.subject;
  const ref = await branchOf(context, session);
  const { repository } = context;
  const head = await readRef(repository, ref, signal);
  if (head === undefined) throw noBranch(ref);
  await requireOwnBranch(repository, ref, signal);
  if (suggestionDigest(services.cryptography, thread, { ref, head }) !== shown) throw shownOtherwise();
  const found = await findSuggestion(await services.texts(), thread);
  if ("why" in found) {
    const before = await findApplied(repository, head, thread, signal);
    if (before !== undefined) {
      return { thread: await annotations.resolve(thread.id, true, author, before), commit: before, move: null };
    }
    throw new WorkflowError("conflict", found.why, say`Nothing was changed. Say in a reply what has to change now.`);
  }
  if (found.commit !== head) {
    throw new WorkflowError("conflict", say`${shortName(ref)} has just moved.`, say`Nothing was changed. Try again.`);
  }
  const owner = await requireCheckoutTarget(context, session, ref, signal);
  if (owner !== null) await refuseOwnPrograms(context, owner, signal);
  const commit = await commitFile(
    services,
    context,
    { head, thread, path: found.path, bytes: found.file.bytes },
    signal,
  );
  const move = { ref, from: head, to: commit };
  const reflog = `workflow: applied the suggestion ${thread.id}`;
  if (owner === null) {
    await updateRefs(repository.durable(), [move], { reflog, signal });
    const told = await tell(annotations, thread, author, commit);
    return { ...told, commit, move: { ...move, safety: null } };
  }
  const { safety } = await context.checkpoints.updateBranchAndWorktree(owner, move, { reflog, signal });
  const told = await tell(annotations, thread, author, commit);
  return { ...told, commit, move: { ...move, safety: { session: owner, n: safety.id } } };
}

/** Resolves the thread. The branch has moved by then, so what fails here is told beside that and can be taken back with it. */
async function tell(
  annotations: Pick<Annotations, "resolve">,
  thread: Thread,
  author: Author,
  commit: ObjectId,
): Promise<Pick<AppliedSuggestion, "thread" | "untold">> {
  try {
    return { thread: await annotations.resolve(thread.id, true, author, commit) };
  } catch (error) {
    const { code, text } = asWorkflowError(error);
    if (code === "internal") throw error;
    return { thread, untold: text };
  }
}

/** Takes it back while the branch has not moved since, with the worktree's files, and opens the thread again. Throws `conflict`, with nothing changed. */
export async function undoSuggestion(
  services: SuggestionServices,
  { thread, move, untold }: AppliedSuggestion,
  author: Author,
  signal?: AbortSignal,
): Promise<void> {
  if (move === null) return;
  const context = await services.context(signal);
  const owner = await requireCheckoutTarget(context, thread.subject.session, move.ref, signal);
  await moveBack(context, move, move.safety, owner, signal);
  if (untold === undefined) await (await services.annotations()).resolve(thread.id, false, author);
}

async function branchOf({ sessions }: ActionContext, session: SessionId): Promise<RefName> {
  const { record, state } = await sessions.get(session);
  if (state === "archived") throw archivedRefusal(session);
  if (record.forked_from !== undefined) return branchOfRecord(session, record);
  throw new WorkflowError(
    "refused",
    say`${session} is no fork, so it has no branch of its own that a commit could be put on.`,
    say`Change the lines in your working tree.`,
  );
}

/** One click shows nobody which programs these are, as a review does; so none is started. */
async function refuseOwnPrograms(
  { checkpoints }: ActionContext,
  session: SessionId,
  signal?: AbortSignal,
): Promise<void> {
  const programs = await checkpoints.programs(session, signal);
  if (programs.length === 0) return;
  throw new WorkflowError(
    "refused",
    say`The repository's own configuration names programs that writing files would start: ${programs.join(", ")}`,
    say`Nothing was changed. Configure them as your own (git config --global), or change the lines by hand.`,
  );
}

async function commitFile(
  { clock, random }: SuggestionServices,
  { fs, repository }: ActionContext,
  what: { readonly head: ObjectId; readonly thread: Thread; readonly path: string; readonly bytes: Uint8Array },
  signal?: AbortSignal,
): Promise<ObjectId> {
  const { head, thread, path, bytes } = what;
  const entry = await readTreeEntry(repository, head, path, signal);
  if (entry?.mode !== "100644" && entry?.mode !== "100755") {
    throw new WorkflowError("refused", say`“${path}” is no regular file.`, say`Nothing was changed.`);
  }
  const mode: FileMode = entry.mode;
  const durable = repository.durable();
  const hash = ["hash-object", "-w", "--no-filters", "--stdin"];
  const blob = parseObjectId(outputText(await durable.write(hash, { stdin: bytes, signal })));
  const before = await treeOf(repository, head, signal);
  const tree = await withScratchDirectory({ fs, clock, random, repository }, "files", async (directory) => {
    const index = new SmallIndex(durable, joinPath(directory, "index"));
    await index.loadTree(before, new Map([[path, { mode, id: blob }]]), signal);
    return await index.writeTree(signal);
  });
  const author = await personsIdentity(repository, signal);
  const message = `Apply suggestion to ${visibleText(path)}\n\nWorkflow-Session: ${thread.subject.session}\n${trailer}: ${thread.id}\n`;
  return await commitTree(durable, { tree, parents: [head], message, author, time: clock.now() }, signal);
}

/** The person's commit of this suggestion on the branch, which a killed window has made and said nothing of. */
async function findApplied(
  repository: Repository,
  head: ObjectId,
  thread: Thread,
  signal?: AbortSignal,
): Promise<ObjectId | undefined> {
  const format = `--format=%H%x00%P%x00%an <%ae>%x00%(trailers:key=${trailer},valueonly,separator=%x2C)`;
  const output = await repository.read(["log", "-z", `--max-count=${most}`, format, head, "--"], { signal });
  const fields = nulFields(output).map(({ text }) => text);
  const person = identityText(await personsIdentity(repository, signal));
  for (let at = 0; at + 3 < fields.length; at += 4) {
    const [commit = "", parent = "", by, of] = fields.slice(at, at + 4);
    if (by !== person || of !== thread.id || !isObjectId(commit) || !isObjectId(parent)) continue;
    if (await isApplied(repository, { parent, commit }, thread, signal)) return commit;
  }
  return undefined;
}

/** Whether a commit does what the thread suggests and nothing else: anybody can write the person's name and the trailer. */
async function isApplied(
  repository: Repository,
  { parent, commit }: { readonly parent: ObjectId; readonly commit: ObjectId },
  { subject: { anchor }, suggestion }: Thread,
  signal?: AbortSignal,
): Promise<boolean> {
  const [change, another] = await diffTrees(repository, parent, commit, { signal });
  if (change === undefined || another !== undefined || anchor === undefined || suggestion === undefined) return false;
  const { path } = change;
  const [before, after] = await Promise.all(
    [parent, commit].map(async (one) => readTreeFile(repository, one, path, mostBytes)),
  );
  if (change.oldMode !== change.newMode || before === undefined || after === undefined) return false;
  const suggested = suggestedFile(before, { path, anchor, suggestion });
  return "bytes" in suggested && sameBytes(suggested.bytes, after);
}

function appliedAlready(commit: string): WorkflowError {
  return new WorkflowError(
    "conflict",
    say`It was applied as ${shortObjectId(commit)} already.`,
    say`Open the thread again to say more.`,
  );
}

function shownOtherwise(): WorkflowError {
  return new WorkflowError(
    "conflict",
    say`What it suggests has changed since it was shown, or its branch has moved.`,
    say`Nothing was changed. Look at it again.`,
  );
}

function noBranch(ref: RefName): WorkflowError {
  return new WorkflowError("not-found", say`There is no branch ${shortName(ref)}.`, say`Nothing was changed.`);
}
