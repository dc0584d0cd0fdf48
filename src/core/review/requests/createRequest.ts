import { WorkflowError } from "../../base/errors.ts";
import { isAlreadyMerged } from "../../git/merge/isAlreadyMerged.ts";
import { forkBranchRef } from "../../worktrees/forkNames.ts";
import { notAFork } from "../../forks/listForks.ts";
import { isAncestor } from "../../git/merge/mergeCommits.ts";
import { treeOf } from "../../git/objects/commits.ts";
import { branchRef as refOfBranch, refName, shortName, type RefName } from "../../git/repository/refName.ts";
import { readRef } from "../../git/refs/refs.ts";
import type { Clock, Random } from "../../base/ports.ts";
import type { SessionView } from "../../sessions/model/session.ts";
import { formatTime } from "../../base/time.ts";
import type { NewRequest } from "./requests.ts";
import type { CurrentFactsReader, WorkTrees } from "./currentFacts.ts";
import { requestSchema, type ReviewRequest } from "./request.ts";
import type { RequestKind } from "../../gate/requestKind.ts";
import { isRequestId, type RequestId } from "../../sessions/model/requestId.ts";

export interface RequestParts {
  readonly facts: CurrentFactsReader;
  readonly workTrees: WorkTrees;
  readonly clock: Clock;
  readonly random: Random;
}

type Specific<Kind extends RequestKind> = Extract<ReviewRequest, { readonly kind: Kind }>;
type Common = "version" | "id" | "session" | "requested_by" | "summary" | "created" | "deadline" | "lane" | "replaces";

/** A merge of the fork's branch as it stands. Throws `refused`, `not-found`. */
export async function mergeRequest(
  parts: RequestParts,
  fork: SessionView,
  input: NewRequest & { readonly into?: string; readonly strategy?: "squash" | "merge" },
): Promise<ReviewRequest> {
  const { signal } = input;
  if (fork.record.forked_from === undefined) throw notAFork(fork.id);
  const repository = await parts.facts.repository();
  const source = refName(forkBranchRef(fork.id));
  const into = await target(parts, input);
  if (into === source) {
    throw new WorkflowError("refused", `${fork.id} would be merged into itself.`, "Name another branch (--into).");
  }
  const [from, to] = await Promise.all([readRef(repository, source, signal), readRef(repository, into, signal)]);
  if (from === undefined) {
    throw new WorkflowError("not-found", `The branch ${source} is gone.`, "Run the sweep (wfs sweep).");
  }
  if (to === undefined) {
    throw new WorkflowError("not-found", `There is no branch ${into}.`, "git branch --list shows the branches.");
  }
  const strategy = input.strategy ?? "squash";
  // A merge commit may say that both are one where the content is the same; a squash would be a commit without a change.
  const merged =
    strategy === "squash"
      ? await isAlreadyMerged(repository, to, from, signal)
      : await isAncestor(repository, from, to, signal);
  if (merged) {
    throw new WorkflowError(
      "refused",
      `${shortName(into)} has everything of ${fork.id} already.`,
      `Commit new work in it first (wfs request commit --session ${fork.id}), or ask for its removal (wfs request teardown --session ${fork.id}).`,
    );
  }
  return checked<"merge">(parts, fork, input, {
    kind: "merge",
    into,
    strategy,
    source_commit: from,
    target_commit: to,
  });
}

/** A session's work as one commit on the branch its working tree is on. Throws `refused`, `no-commits`. */
export async function commitRequest(
  parts: RequestParts,
  session: SessionView,
  input: NewRequest,
): Promise<ReviewRequest> {
  const { signal } = input;
  const { facts, workTrees } = parts;
  if (session.record.forked_from === undefined && !session.active) {
    throw new WorkflowError(
      "refused",
      `${session.id} is not active: what lies in the main working tree now is the work of another session, or of none.`,
      `Switch to it first (wfs switch ${session.id}), or name the active session.`,
    );
  }
  if (session.record.forked_from !== undefined && (await facts.worktree(session.id)) === undefined) {
    throw new WorkflowError(
      "refused",
      `The fork ${session.id} has no worktree, so there is no work to commit.`,
      `Open it first (wfs fork open ${session.id}).`,
    );
  }
  const { tree, head, branch } = await workTrees.currentTree(session.id, signal);
  if (head === undefined) {
    throw new WorkflowError("no-commits", "The repository has no commit yet.", "Make a first commit, then try again.");
  }
  if (branch === undefined) {
    throw new WorkflowError(
      "refused",
      "HEAD is detached: a commit would be on no branch.",
      "Switch to a branch first (git switch).",
    );
  }
  if (tree === (await treeOf(await facts.repository(), head, signal))) {
    throw new WorkflowError(
      "refused",
      `${session.id} has nothing to commit: its files are as in the last commit.`,
      "Change something first.",
    );
  }
  return checked<"commit">(parts, session, input, { kind: "commit", head, tree });
}

/** The removal of a fork: worktree and branch. Throws `refused`. */
export async function teardownRequest(
  parts: RequestParts,
  fork: SessionView,
  input: NewRequest,
): Promise<ReviewRequest> {
  const { signal } = input;
  if (fork.record.forked_from === undefined) throw notAFork(fork.id);
  const repository = await parts.facts.repository();
  const head = (await readRef(repository, refName(forkBranchRef(fork.id)), signal)) ?? null;
  const open = (await parts.facts.worktree(fork.id)) !== undefined;
  const tree = open ? (await parts.workTrees.currentTree(fork.id, signal)).tree : null;
  return checked<"teardown">(parts, fork, input, { kind: "teardown", head, tree });
}

/** The branch that is meant: a short name, a full one, or the one the main checkout is on. */
async function target(
  { facts }: RequestParts,
  { into, signal }: { readonly into?: string; readonly signal?: AbortSignal },
): Promise<RefName> {
  if (into === undefined) {
    const { branch } = await (await facts.repository()).head(signal);
    if (branch !== undefined) return branch;
    throw new WorkflowError("refused", "The main checkout is on no branch.", "Name the branch to merge into (--into).");
  }
  const ref = into.startsWith("refs/") ? refName(into) : refOfBranch(into);
  if (ref.startsWith("refs/heads/")) return ref;
  throw new WorkflowError("refused", `${ref} is not a branch.`, "Only branches are merged into (refs/heads/…).");
}

function checked<Kind extends RequestKind>(
  { clock, random }: RequestParts,
  session: SessionView,
  input: NewRequest,
  specific: Omit<Specific<Kind>, Common>,
): ReviewRequest {
  const now = clock.now();
  const { deadlineIn, replaces } = input;
  const parsed = requestSchema.safeParse({
    version: 1,
    id: requestId(specific.kind, now, random),
    session: session.id,
    requested_by: requester(input.requestedBy),
    summary: summaryText(input.summary),
    created: formatTime(now),
    ...(deadlineIn === undefined ? {} : { deadline: formatTime(now + deadlineIn) }),
    ...(replaces === undefined ? {} : { replaces }),
    ...specific,
  });
  if (parsed.success) return parsed.data;
  const member = parsed.error.issues[0]?.path.join(".") ?? "";
  throw new WorkflowError("usage", `The request's “${member}” cannot be used.`, "Correct it, then ask again.");
}

function requestId(kind: RequestKind, now: number, random: Random): RequestId {
  const id = `${formatTime(now).replaceAll(/[-:]/gu, "")}-${kind}-${random.hex(4)}`;
  if (isRequestId(id)) return id;
  throw new WorkflowError("internal", `“${id}” is not the id of a request.`, "Look at the computer's clock.");
}

const longestSummary = 16_384;
const longestName = 200;

/** Line breaks and tabs are text; other control characters only hide or forge it. */
function summaryText(text: string): string {
  const summary = text.replaceAll("\r\n", "\n").trim();
  const controls = /\p{Cc}/u.test(summary.replaceAll(/[\t\n]/gu, ""));
  if (summary === "" || summary.length > longestSummary || controls || !summary.isWellFormed()) {
    throw new WorkflowError(
      "usage",
      "The summary cannot be used.",
      "Say in 1 to 16,384 characters what was done and why; no control characters.",
    );
  }
  return summary;
}

function requester(text: string): string {
  const name = text.trim();
  if (name !== "" && name.length <= longestName && !/\p{Cc}/u.test(name) && name.isWellFormed()) return name;
  throw new WorkflowError("usage", "The name of who asks cannot be used.", "Use one line of 1 to 200 characters.");
}
