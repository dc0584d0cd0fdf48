import { WorkflowError } from "../../base/errors.ts";
import type { Obstacle } from "../../base/obstacle.ts";
import { joined, say, type Text } from "../../base/text.ts";
import type { RefName } from "../../git/repository/refName.ts";
import { type HeldBranch, heldBranches } from "../../worktrees/heldBranches.ts";
import { joinPath } from "../../files/paths.ts";
import { parseSessionId, type SessionId } from "../../sessions/model/sessionId.ts";
import { temporaryId } from "../../sessions/sessionContext.ts";
import type { ForkContext } from "../model/forkContext.ts";

/** The working tree that has to move together with a branch. */
export interface CheckoutTarget {
  /** Top of the working tree; `null`: the branch is checked out nowhere and moves alone. */
  readonly path: string | null;
  /** Whose checkpoints are about that working tree: there the move is journalled and the safety checkpoint kept. */
  readonly session: SessionId | null;
  /** Why it cannot move. */
  readonly obstacles: readonly Obstacle[];
}

/** What is asked of forks and by the gate alike, so that who asks hears what the gate will say. */
export interface CheckoutContext extends Pick<ForkContext, "fs" | "repository"> {
  readonly sessions: Pick<ForkContext["sessions"], "get" | "list">;
  readonly checkpoints: Pick<ForkContext["checkpoints"], "findCheckout" | "workTree">;
}

/** Where a branch is checked out, for an action of this session. Throws `unsafe-path` for a fork's worktree that leads elsewhere. */
export async function findCheckoutTarget(
  context: CheckoutContext,
  session: SessionId,
  ref: RefName,
  signal?: AbortSignal,
): Promise<CheckoutTarget> {
  const checkout = await context.checkpoints.findCheckout(ref, signal);
  if (checkout === undefined) {
    const held = await heldIn(context, ref);
    const obstacles =
      held === undefined
        ? []
        : [elsewhere(say`${ref} is in the middle of a ${held.operation} (${held.directory}); finish it first.`)];
    return { path: null, session: null, obstacles };
  }
  const path = checkout.root;
  if (checkout.kind === "other") {
    return {
      path,
      session: null,
      obstacles: [elsewhere(say`${ref} is checked out in ${path}, a worktree of your own: switch it there first.`)],
    };
  }
  if (checkout.also !== undefined) {
    const text = say`${ref} is checked out in ${path} and in ${checkout.also} as well: switch it in one of them first.`;
    return { path, session: null, obstacles: [elsewhere(text)] };
  }
  const owner = checkout.session ?? (await sessionOfMain(context, session, path, signal));
  return { path, session: owner, obstacles: [] };
}

/**
 * The session with whose working tree a branch has to move; `null`: it moves alone. Throws `conflict` where it cannot move, `unsafe-path` as
 * `findCheckoutTarget`.
 */
export async function requireCheckoutTarget(
  context: CheckoutContext,
  session: SessionId,
  ref: RefName,
  signal?: AbortSignal,
): Promise<SessionId | null> {
  const { session: owner, obstacles } = await findCheckoutTarget(context, session, ref, signal);
  if (obstacles.length === 0) return owner;
  throw new WorkflowError(
    "conflict",
    joined([...obstacles.map(({ text }) => text), say`Nothing was changed.`]),
    say`Then try again.`,
  );
}

/** What helps is a part of these sentences. */
function elsewhere(text: Text): Obstacle {
  return { reason: "checkout", text, help: null, paths: [] };
}

/**
 * The session that works in the main checkout: of those this one came from, nearest first, then itself, then any that is open, the active one first.
 * Where there is none, as in a project whose work was only found, it is the throwaway workspace, which is made when something of it is kept.
 */
async function sessionOfMain(
  context: CheckoutContext,
  session: SessionId,
  path: string,
  signal?: AbortSignal,
): Promise<SessionId> {
  const open = (await context.sessions.list()).filter(({ record }) => record.forked_from === undefined);
  const others = ["active", "paused"].flatMap((state) => open.filter((one) => one.state === state).map(({ id }) => id));
  for (const id of [...(await ancestors(context, session)), session, ...others]) {
    const top = await context.checkpoints.workTree(id, signal);
    if ((await context.fs.realPath(top)) === path) return id;
  }
  return temporaryId;
}

async function ancestors({ sessions }: CheckoutContext, session: SessionId): Promise<readonly SessionId[]> {
  const found = new Set<SessionId>();
  for (let id: SessionId | undefined = session; id !== undefined;) {
    const view = await sessions.get(id).catch((error: unknown) => {
      if (error instanceof WorkflowError && error.code === "not-found") return undefined;
      throw error;
    });
    if (view !== undefined && id !== session) found.add(id);
    const next = parseSessionId(view?.record.forked_from?.session ?? "");
    id = next === undefined || next === session || found.has(next) ? undefined : next;
  }
  return [...found];
}

/** What holds the branch though it is checked out nowhere, and in which git directory: HEAD is detached meanwhile, and the branch is set at the end. */
async function heldIn(
  { fs, repository }: CheckoutContext,
  ref: RefName,
): Promise<{ readonly operation: HeldBranch["operation"]; readonly directory: string } | undefined> {
  const { commonDir } = repository.paths;
  const linked = joinPath(commonDir, "worktrees");
  const names = (await fs.lstat(linked))?.kind === "directory" ? await fs.names(linked) : [];
  for (const directory of [commonDir, ...(names ?? []).map((name) => joinPath(linked, name))]) {
    const held = (await heldBranches(fs, directory)).find((one) => one.ref === ref);
    if (held !== undefined) return { operation: held.operation, directory };
  }
  return undefined;
}
