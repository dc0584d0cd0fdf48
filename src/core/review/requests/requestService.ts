import { WorkflowError } from "../../base/errors.ts";
import { temporaryId } from "../../sessions/sessionContext.ts";
import { say } from "../../base/text.ts";
import { inBatches } from "../../base/inBatches.ts";
import { withRedacted, type WithRedacted } from "../../redaction/givenText.ts";
import { throwIfCancelled } from "../../git/repository/cancellation.ts";
import type { ObjectId } from "../../git/repository/objectId.ts";
import type { Git } from "../../base/ports.ts";
import { archivedRefusal } from "../../sessions/model/archived.ts";
import type { SessionView } from "../../sessions/model/session.ts";
import type { SessionId } from "../../sessions/model/sessionId.ts";
import type { Sessions } from "../../sessions/model/sessions.ts";
import { formatTime } from "../../base/time.ts";
import type { Delivery } from "./delivery.ts";
import { RequestFiles, type RequestFilesOptions, type RequestLocation } from "./requestFiles.ts";
import type { Requests, RequestState, RequestView, WaitOptions } from "./requests.ts";
import { requestState, isTerminal, type Circumstances } from "./requestState.ts";
import { isInPlaceOf, openRequest, replacedBy, rivalsOf, type OpenRequest } from "./replacedRequests.ts";
import { CurrentFactsReader, workTreeOf, type Asked } from "./currentFacts.ts";
import type { WorkTrees } from "../kinds/common/askedKind.ts";
import type { CurrentFacts } from "../kinds/common/facts.ts";
import { createRequest, timeLeft } from "./createRequest.ts";
import type { RequestKind } from "../../gate/requestKind.ts";
import { requestKind, type InputOf, type ReviewRequest } from "../kinds/requestKinds.ts";
import type { RequestId } from "../../sessions/model/requestId.ts";
import { RequestListing, type ListedRequest } from "./requestListing.ts";
import type { ReviewerKeys } from "../../gate/reviewerKeys.ts";
import { MonotonicDeadlineClock } from "../../gate/monotonicDeadlineClock.ts";
import { TreeLooks, untilNextTreeLook } from "./treeLooks.ts";

export interface RequestServiceOptions extends RequestFilesOptions {
  readonly git: Git;
  readonly sessions: Pick<Sessions, "get" | "directory">;
  readonly workTrees: WorkTrees;
  readonly keys: Pick<ReviewerKeys, "keys">;
  /** The reviewer's own setting, asked at every look; left out or 0: no limit. */
  readonly maxAgeMinutes?: () => number;
}

/** Milliseconds between looks at a request's files and at the refs. */
const every = { files: 300, refs: 1000 } as const;

/** Requests that are judged at the same time: one whose branch has moved takes half a dozen processes. */
const judgedAtOnce = 4;

/** States that a file which is just being written can have for a moment. */
const unsure: ReadonlySet<RequestState> = new Set(["forged", "invalid", "unverified"]);

/** Requests of one workspace; what each method promises is said in requests.ts. */
export class RequestService implements Requests {
  readonly #options: RequestServiceOptions;
  readonly #files: RequestFiles;
  readonly #facts: CurrentFactsReader;
  readonly #time: MonotonicDeadlineClock;
  readonly #listing: RequestListing;
  readonly #trees: TreeLooks;

  constructor(options: RequestServiceOptions) {
    this.#options = options;
    this.#files = new RequestFiles(options);
    this.#facts = new CurrentFactsReader(options);
    this.#time = new MonotonicDeadlineClock(options.clock);
    this.#trees = new TreeLooks({
      clock: options.clock,
      logger: options.logger,
      tree: async (asked, signal) => this.#facts.tree(asked, signal),
    });
    this.#listing = new RequestListing({
      files: this.#files,
      clock: options.clock,
      standing: (looked) => {
        const { state } = this.#view(looked, undefined);
        return isTerminal(state) ? "settled" : unsure.has(state) ? "invalid" : "open";
      },
    });
  }

  async ask<Kind extends RequestKind>(
    kind: Kind,
    session: SessionId,
    input: InputOf<Kind>,
  ): Promise<WithRedacted<RequestView>> {
    const { clock, random } = this.#options;
    const parts = { lookups: this.#facts.lookups, clock, random };
    const { request, redacted } = await createRequest(parts, kind, await this.#session(session), input);
    return withRedacted(await this.#publish(request, session, input.signal), redacted);
  }

  async list(options: Parameters<Requests["list"]>[0] = {}): Promise<readonly RequestView[]> {
    const { all = false, treesEvery, signal } = options;
    const { looked, more } = await this.#listing.look(await this.#options.keys.keys(), { all, signal });
    if (more > 0) options.more?.(more);
    const open = looked.flatMap((one) => {
      const asked = openRequest(one);
      return asked === undefined ? [] : [{ asked, one }];
    });
    const facts = await this.#facts.withoutTrees(
      open.map(({ asked }) => asked),
      signal,
    );
    const refsOf = new Map(open.map(({ one }, index) => [one, facts[index]]));
    const standing = open.filter(({ asked, one }) => {
      return workTreeOf(asked) !== null && this.#view(one, refsOf.get(one)).state === "waiting";
    });
    const trees = await this.#trees.of(
      standing.map(({ asked }) => asked),
      { every: treesEvery, signal },
    );
    const views = new Map<ListedRequest, RequestView>();
    const judge = async (one: ListedRequest): Promise<void> => {
      const refs = refsOf.get(one);
      const tree = trees.get(one.location.id);
      views.set(
        one,
        await this.#judge(one, refs !== undefined && tree !== undefined ? { ...refs, tree } : refs, signal),
      );
    };
    await inBatches(looked, judge, judgedAtOnce);
    return looked.flatMap((one) => {
      const view = views.get(one);
      if (view === undefined || (!all && view.state === "merged")) return [];
      // What was never decided goes with its session; what came to an end stays.
      return one.location.archived && !isTerminal(view.state) ? [] : [view];
    });
  }

  async get(id: RequestId, signal?: AbortSignal): Promise<RequestView> {
    const looked = await this.#look(id);
    const asked = openRequest(looked);
    if (asked === undefined) return this.#view(looked, undefined);
    try {
      return await this.#judge(looked, await this.#facts.whole(asked, signal), signal);
    } catch (error) {
      return this.#view(await this.#decidedMeanwhile(looked, error), undefined);
    }
  }

  async wait(id: RequestId, timeout: number, { signal, seen, isEnough }: WaitOptions = {}): Promise<RequestView> {
    const { clock } = this.#options;
    const followed = new Set<RequestId>([id]);
    const end = clock.elapsed() + timeout;
    let looked = await this.#look(id);
    let facts: CurrentFacts | undefined;
    let refsAt = 0;
    let treeAt = 0;
    let before: RequestView["state"] | undefined;
    for (;;) {
      throwIfCancelled(signal);
      const asked = openRequest(looked);
      try {
        if (asked !== undefined && (facts === undefined || clock.elapsed() >= treeAt)) {
          const began = clock.elapsed();
          facts = await this.#facts.whole(asked, signal);
          const now = clock.elapsed();
          treeAt = now + untilNextTreeLook(now - began);
          refsAt = now + every.refs;
        } else if (asked !== undefined && clock.elapsed() >= refsAt) {
          const [fresh] = await this.#facts.withoutTrees([asked], signal);
          facts = { ...facts, ...fresh };
          refsAt = clock.elapsed() + every.refs;
        }
      } catch (error) {
        looked = await this.#decidedMeanwhile(looked, error);
      }
      const view = await this.#judge(looked, facts, signal);
      seen?.(view);
      // It is being decided, or a file that is just being written looks like a bad one; only what stays so is.
      const isUnsettled = view.state === "deciding" || (unsure.has(view.state) && view.state !== before);
      const left = end - clock.elapsed();
      const next = await this.#replacement(view);
      if (next !== undefined && !followed.has(next.location.id)) {
        followed.add(next.location.id);
        looked = next;
        facts = undefined;
        continue;
      }
      if (left <= 0 || (view.state === "waiting" ? (await isEnough?.(view)) === true : !isUnsettled)) return view;
      before = view.state;
      await this.#pause(Math.min(every.files, left), signal);
      looked = await this.#lookAgain(looked.location);
    }
  }

  /** What was made in the place of a request, if it asks for the same by the same asker: any process can write that something else was. */
  async #replacement({ request, session, replaced_by }: RequestView): Promise<ListedRequest | undefined> {
    if (request === null || replaced_by === undefined) return undefined;
    try {
      const next = await this.#look(replaced_by);
      const asked = next.contents.request;
      const { state } = this.#view(next, undefined);
      const open = asked.ok ? [{ location: next.location, request: asked.value, state }] : [];
      return next.location.session === session && isInPlaceOf(request, open) ? next : undefined;
    } catch (error) {
      if (error instanceof WorkflowError && error.code === "not-found") return undefined;
      throw error;
    }
  }

  async withdraw(id: RequestId): Promise<RequestView> {
    const { location, contents } = await this.#look(id);
    if (contents.decision !== undefined || contents.receipt !== undefined) throw decided(id);
    await this.#files.writeWithdrawn(location, {
      version: 1,
      request: id,
      withdrawn: formatTime(this.#options.clock.now()),
    });
    const after = await this.#lookAgain(location);
    if (after.contents.decision !== undefined || after.contents.receipt !== undefined) throw decided(id);
    return this.#view(after, undefined);
  }

  async noteDelivery(id: RequestId, delivery: Omit<Delivery, "at">): Promise<void> {
    const { location } = await this.#look(id);
    await this.#files.writeDelivery(location, { at: formatTime(this.#options.clock.now()), ...delivery });
  }

  async askAgain(id: RequestId, person: string, signal?: AbortSignal): Promise<RequestView> {
    const { location, contents } = await this.#look(id);
    const { request } = contents;
    if (!request.ok) {
      throw new WorkflowError(
        "refused",
        say`${id} cannot be asked again. ${request.problem}`,
        say`Make a new request.`,
      );
    }
    if (
      contents.receipt === undefined &&
      contents.decision?.ok === true &&
      contents.decision.value.decision === "granted"
    ) {
      throw decided(id);
    }
    const { requested_by: requestedBy, summary, agent } = request.value;
    return this.ask(request.value.kind, location.session, {
      ...requestKind(request.value.kind).again(request.value),
      requestedBy,
      summary,
      replaces: id,
      ...(person === requestedBy ? {} : { askedAgainBy: person }),
      ...(agent === undefined ? {} : { agent }),
      ...timeLeft(request.value),
      ...(signal === undefined ? {} : { signal }),
    });
  }

  /** The session as long as something can be asked about it. */
  async #session(id: SessionId): Promise<SessionView> {
    const { sessions } = this.#options;
    const view = await sessions.get(id);
    if (view.state === "archived") throw archivedRefusal(id);
    if (id !== temporaryId) return view;
    throw new WorkflowError(
      "refused",
      say`The temporary workspace is not a session.`,
      say`Keep it as a session first (wfs keep <slug>).`,
    );
  }

  /** Writes the request, and that it takes the place of what its asker has asked for the same before. */
  async #publish(request: ReviewRequest, session: SessionId, signal?: AbortSignal): Promise<RequestView> {
    const keys = await this.#options.keys.keys();
    const before = await this.#open(await this.#files.ofSession(session), keys);
    const known = new Map<RequestId, RequestState>();
    for (const { location } of rivalsOf(request, before)) {
      known.set(location.id, (await this.get(location.id, signal)).state);
    }
    let replaced: readonly OpenRequest[] = [];
    const location = await this.#files.writeRequest(session, async (others) => {
      replaced = replacedBy(request, await this.#open(others, keys), known);
      const replaces = request.replaces ?? replaced.at(-1)?.location.id;
      return replaces === undefined ? request : { ...request, replaces };
    });
    const { id, requested_by, kind } = request;
    const withdrawn = formatTime(this.#options.clock.now());
    for (const { location: old } of replaced) {
      await this.#files.writeWithdrawn(old, { version: 1, request: old.id, withdrawn, replaced_by: id });
    }
    this.#options.logger.info(`${requested_by} asks for ${kind} of ${session} (${id})`);
    return this.#view(await this.#lookAgain(location), undefined);
  }

  /** Those nobody has decided on, the newest last. */
  async #open(locations: readonly RequestLocation[], keys: readonly string[]): Promise<readonly OpenRequest[]> {
    const open: OpenRequest[] = [];
    for (const location of locations.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
      const contents = await this.#files.read(location, keys);
      if (contents === undefined) continue;
      const looked = { location, contents };
      const asked = openRequest(looked);
      const { state } = this.#view(looked, undefined);
      if (asked !== undefined) open.push({ location, request: asked.request, state });
    }
    return open;
  }

  /** Of several directories of one id (a copied session), the one whose request says it belongs there. */
  async #look(id: RequestId): Promise<ListedRequest> {
    const keys = await this.#options.keys.keys();
    let found: ListedRequest | undefined;
    for (const location of await this.#files.find(id)) {
      const contents = await this.#files.read(location, keys);
      if (contents !== undefined && (found === undefined || (!found.contents.request.ok && contents.request.ok))) {
        found = { location, contents };
      }
    }
    if (found !== undefined) return found;
    throw new WorkflowError("not-found", say`There is no request ${id}.`, say`“wfs approvals list --all” shows them.`);
  }

  /** The same location; a session that was archived meanwhile has taken its requests along. */
  async #lookAgain(location: RequestLocation): Promise<ListedRequest> {
    const contents = await this.#files.read(location, await this.#options.keys.keys());
    return contents === undefined ? this.#look(location.id) : { location, contents };
  }

  async #pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
    try {
      await this.#options.clock.sleep(milliseconds, signal);
    } catch (error) {
      throwIfCancelled(signal);
      throw error;
    }
  }

  /**
   * The view of what was looked at before `facts` were. A grant writes its decision before it changes anything, so what has moved is the grant's own
   * doing where the files say by now that there is one.
   */
  async #judge(looked: ListedRequest, facts: CurrentFacts | undefined, signal?: AbortSignal): Promise<RequestView> {
    const view = this.#view(looked, facts);
    if (view.state !== "stale") return view;
    const again = await this.#lookAgain(looked.location);
    const asked = openRequest(again);
    if (asked === undefined || facts === undefined) return this.#view(again, facts);
    const standing = await this.#facts.standing(asked, facts, signal);
    const mergedBy = standing.kind === "merged" ? await this.#grantedAs(standing.commit, asked, signal) : undefined;
    return this.#view(again, facts, { standing, mergedBy });
  }

  /** The granted request of which a commit is the result, as the commit says and its receipt confirms; `undefined`: somebody made it by hand. */
  async #grantedAs(commit: ObjectId, { request }: Asked, signal?: AbortSignal): Promise<RequestId | undefined> {
    const named = await this.#facts.requestIn(commit, signal);
    if (named === undefined || named === request.id) return undefined;
    const keys = await this.#options.keys.keys();
    for (const location of await this.#files.find(named)) {
      const receipt = (await this.#files.read(location, keys))?.receipt;
      if (receipt?.ok === true && receipt.value.outcome === "executed" && receipt.value.to === commit) return named;
    }
    return undefined;
  }

  /** The same request, decided while the look at what it is about failed: its grant may be taking that away. Throws the failure if it is not. */
  async #decidedMeanwhile({ location }: ListedRequest, failure: unknown): Promise<ListedRequest> {
    const again = await this.#lookAgain(location);
    if (openRequest(again) !== undefined) throw failure;
    return again;
  }

  #view(
    { location, contents }: ListedRequest,
    facts: CurrentFacts | undefined,
    become: Pick<Circumstances, "standing" | "mergedBy"> = {},
  ): RequestView {
    const { request, decision, receipt, undone, digest, deliveries } = contents;
    const maxAgeMinutes = this.#options.maxAgeMinutes?.() ?? 0;
    return {
      id: location.id,
      session: location.session,
      path: location.path,
      ...requestState(contents, {
        ...become,
        facts,
        archived: location.archived,
        now: this.#time.now(),
        maxAgeMinutes,
      }),
      request: request.ok ? request.value : null,
      digest,
      decision: decision?.ok === true ? decision.value : null,
      receipt: receipt?.ok === true ? receipt.value : null,
      ...(undone === undefined ? {} : { undone }),
      ...(deliveries === undefined ? {} : { deliveries }),
    };
  }
}

function decided(id: RequestId): WorkflowError {
  return new WorkflowError("conflict", say`${id} is decided already.`, say`“wfs approvals show ${id}” shows how.`);
}
