import { WorkflowError } from "../base/errors.ts";
import type { Obstacle } from "../base/obstacle.ts";
import { joined, say } from "../base/text.ts";
import type { Answers } from "../git/repository/repository.ts";
import { encodeText } from "../files/jsonBytes.ts";
import { listChecks } from "../forks/model/checks.ts";
import type { ActionContext, CommonFields } from "./kinds/common/actionKind.ts";
import { actionSchema } from "./kinds/actionDocument.ts";
import { actionKind, type AnyBuilt } from "./kinds/actionKinds.ts";
import { requestKind, whatMoved, type ReviewRequest } from "./kinds/requestKinds.ts";
import type { RequestId } from "../sessions/model/requestId.ts";
import { canonicalBytes, fingerprintOf } from "../gate/fingerprint.ts";
import type { PreparedAction } from "./gate.ts";
import { alreadyDecided, lookAtRequest, requireSteadyClock, type GateServices, type LookedAt } from "./gateServices.ts";
import { policyDigest } from "../gate/policy.ts";
import type { Seal } from "../gate/seals.ts";

/** An action as everything stands now. */
export interface BuiltAction {
  readonly looked: LookedAt;
  readonly context: ActionContext;
  readonly built: AnyBuilt;
  readonly bytes: Uint8Array;
  readonly fingerprint: string;
  readonly obstacles: readonly Obstacle[];
  readonly checks: PreparedAction["checks"];
  readonly unreadChecks: number;
}

/** A request that waits for a person. Throws `conflict` or `refused` with the reason for every other. */
export async function waitingRequest(
  services: GateServices,
  id: RequestId,
): Promise<LookedAt & { readonly request: ReviewRequest }> {
  const looked = await lookAtRequest(services, id);
  const { view } = looked;
  if (view.decision !== null || view.receipt !== null) throw alreadyDecided(id);
  if (view.state === "waiting" && view.request !== null) {
    if (await services.claims.has(id)) throw alreadyDecided(id);
    await requireSteadyClock(services, view.request);
    return { ...looked, request: view.request };
  }
  if (view.state === "withdrawn") {
    throw new WorkflowError("conflict", say`${id} was withdrawn.`, say`There is nothing to decide any more.`);
  }
  if (view.state === "expired" || view.state === "stale") {
    throw new WorkflowError(
      "conflict",
      joined([say`${id} cannot be granted any more.`, ...view.reasons]),
      say`Ask again, as things stand now.`,
    );
  }
  throw new WorkflowError(
    "refused",
    joined([say`${id} cannot be decided.`, ...view.reasons]),
    say`Make a new request.`,
  );
}

/** Looks everything up, and computes the result in the vault. Throws `conflict` when what the asker saw has moved. */
export async function buildAction(
  services: GateServices,
  looked: LookedAt & { readonly request: ReviewRequest },
  seal: Seal,
  { isLast = false, signal }: { readonly isLast?: boolean; readonly signal?: AbortSignal | undefined } = {},
): Promise<BuiltAction> {
  const { request, view } = looked;
  const context = await services.context(signal);
  const session = await services.sessions.get(view.session);
  const common = await commonFields(services, context, looked, seal, session.record.forked_from?.session ?? null);
  const built = await actionKind(forOneLook(context), request.kind).build({ request, session, common, isLast, signal });
  const { checks, unreadable } = await listChecks(services.fs, session.path);
  const bytes = canonicalBytes(actionSchema, built.document);
  return {
    looked,
    context,
    built,
    bytes,
    fingerprint: fingerprintOf(services.cryptography, built.document.kind, bytes),
    obstacles: [
      ...built.obstacles,
      ...(services.policy().requirePassedChecks ? checkObstacles(checks, unreadable) : []),
    ],
    checks,
    unreadChecks: unreadable.length,
  };
}

/** What a build asks of a configuration it asks once; what comes after it, watching and execution too, asks anew. */
function forOneLook(context: ActionContext): ActionContext {
  const answers: Answers = new Map();
  const { checkpoints, repository } = context;
  return { ...context, checkpoints: checkpoints.forOneLook(answers), repository: repository.forOneLook(answers) };
}

/** The action of a request with the seal all windows share while it is about the same; built a second time only where that is another one. */
export async function buildSealed(
  services: GateServices,
  looked: LookedAt & { readonly request: ReviewRequest },
  signal?: AbortSignal,
): Promise<{ readonly action: BuiltAction; readonly seal: Seal }> {
  const { seals, cryptography } = services;
  const { id } = looked.request;
  const last = await seals.last(id);
  const proposed = last?.seal ?? seals.fresh();
  const action = await buildAction(services, looked, proposed, { signal });
  const about = cryptography.sha256(encodeText(JSON.stringify([looked.view.digest, action.built.facts])));
  if (last?.isAbout(about) === true) return { action, seal: proposed };
  const seal = await seals.of(id, about, last === undefined ? proposed : seals.fresh());
  if (seal.nonce === proposed.nonce) return { action, seal };
  return { action: await buildAction(services, looked, seal, { signal }), seal };
}

/** Throws `conflict` unless everything is as the asker saw it, or what has moved since changes nothing of what was asked (standing.ts). */
export async function requireStanding(
  request: ReviewRequest,
  { built: { facts }, context: { vault } }: Pick<BuiltAction, "built" | "context">,
  signal?: AbortSignal,
): Promise<void> {
  const kind = requestKind(request.kind);
  const unseen = Object.keys(kind.facts(request)).filter((name) => facts[name] === undefined);
  if (unseen.length > 0) throw new TypeError(`The kind ${request.kind} has not looked at ${unseen.join(", ")}.`);
  const moved = whatMoved(request, facts);
  if (moved.length === 0) return;
  const standing = await kind.standing?.(request, facts, async (work) => work(vault.repository), signal);
  if (standing?.kind === "stands") return;
  throw new WorkflowError("conflict", joined(moved), say`Ask again, as things stand now.`);
}

async function commonFields(
  services: GateServices,
  { repository, fs }: ActionContext,
  { view, request }: LookedAt & { readonly request: ReviewRequest },
  { nonce, prepared }: Seal,
  forkOf: string | null,
): Promise<CommonFields> {
  const { commonDir, format } = repository.paths;
  return {
    version: 1,
    nonce,
    request: request.id,
    request_digest: view.digest,
    repository: { directory: (await fs.realPath(commonDir)) ?? commonDir, format },
    session: view.session,
    fork_of: forkOf,
    lane: request.lane ?? null,
    requested_by: request.requested_by,
    summary: request.summary,
    deadline: request.deadline ?? null,
    policy: policyDigest(services.cryptography, services.policy()),
    prepared,
  };
}

function checkObstacles(checks: PreparedAction["checks"], unreadable: readonly string[]): readonly Obstacle[] {
  const failed = checks.filter(({ status }) => status === "failed").map(({ task, name }) => `${task}: ${name}`);
  const texts = [
    ...(failed.length === 0
      ? []
      : [say`Checks have failed: ${failed.slice(0, 5).join(", ")}${failed.length > 5 ? " …" : ""}`]),
    ...(unreadable.length === 0 ? [] : [say`Checks cannot be read: ${unreadable.slice(0, 5).join(", ")}`]),
  ];
  return texts.map((text) => ({ reason: "checks", text, help: null, paths: [] }));
}
