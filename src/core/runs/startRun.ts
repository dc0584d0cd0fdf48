import { WorkflowError } from "../base/errors.ts";
import { say } from "../base/text.ts";
import { formatTime } from "../base/time.ts";
import { cutText } from "../base/words/cutText.ts";
import type { ForkView } from "../forks/model/fork.ts";
import type { OpenedFork, SetupResult } from "../forks/openFork.ts";
import { type ObjectId, parseObjectId } from "../git/repository/objectId.ts";
import { laneNamed } from "../lanes/lane.ts";
import { takeOutSecrets, type GivenText, withRedacted, type WithRedacted } from "../redaction/givenText.ts";
import { KeptText } from "../redaction/keptText.ts";
import type { AgentIdentity } from "../sessions/model/agentIdentity.ts";
import { sessionToChange } from "../sessions/model/meantSession.ts";
import type { SessionView } from "../sessions/model/session.ts";
import { parseSessionId, sessionIdFromSlug, type SessionId } from "../sessions/model/sessionId.ts";
import { usableProject } from "../sessions/model/texts.ts";
import { findSession } from "../sessions/places/findSession.ts";
import { requireOwnNotes } from "../sessions/scope/withheldNotes.ts";
import { temporaryId } from "../sessions/sessionContext.ts";
import { failedSetup, setUp } from "./changeRun.ts";
import { type FoundRun, isOpen } from "./model/foundRun.ts";
import { isTaskName, longestText, type RunClaim, type RunRecord } from "./model/run.ts";
import type { RunContext } from "./model/runContext.ts";
import { runDirectory } from "./model/runPaths.ts";
import { noTaskName } from "./model/runStore.ts";

export interface NewRun {
  readonly task: string;
  readonly lane: string;
  /** Default: the session meant. A fork works in its own worktree, of any other one a fork is made. */
  readonly session?: SessionId;
  readonly prompt?: GivenText;
  /** Run in each new capsule. */
  readonly setup?: string;
  readonly agent?: AgentIdentity;
  /** Programs a person has approved, as `key=value` (checkoutAudit.ts). */
  readonly approved?: readonly string[];
  readonly signal?: AbortSignal;
}

export interface StartedRun {
  readonly run: FoundRun;
  readonly opened: OpenedFork;
  readonly setup: SetupResult | null;
}

/** Throws `usage` for what could not be read back. */
function requireShort({ prompt, setup }: Pick<NewRun, "prompt" | "setup">): void {
  const given = typeof prompt === "string" ? prompt : (prompt?.text ?? "");
  if (given.length <= longestText && (setup ?? "").length <= longestText) return;
  throw new WorkflowError(
    "usage",
    say`The prompt or the setup command is longer than ${longestText} characters.`,
    say`Put it into a file, and name that.`,
  );
}

type Claimed = Pick<RunClaim, "session" | "of" | "made_fork">;

/**
 * Starts a run. The order makes it safe to be killed anywhere, and the same call goes on:
 * 1. the name is claimed, with the fork the run will work in
 * 2. the fork is made, where the session is none
 * 3. its worktree is made, where it has none, and the setup command run
 * 4. the record is written; from now on the run is there
 * A claim without a record whose process is gone is taken over; one whose fork never came to be says nothing.
 * @param admit throws where it may not start now; nobody else claims a name meanwhile
 */
export async function startRun(
  context: RunContext,
  input: NewRun,
  admit?: () => Promise<void>,
): Promise<WithRedacted<StartedRun>> {
  const { store, sessions } = context;
  const { task, signal } = input;
  if (!isTaskName(task)) throw noTaskName(task);
  laneNamed(input.lane);
  requireShort(input);
  const session = await sessionOfRun(context, input.session);
  let again = false;
  const claimed = await store.take(task, async () => {
    await admit?.();
    const earlier = await claimOf(context, task, session);
    again = earlier !== undefined;
    const claim = earlier ?? (await newClaim(context, task, session));
    await requireAlone(context, task, claim.session);
    return claim;
  });
  try {
    const prompt = input.prompt === undefined ? undefined : await takeOutSecrets(input.prompt);
    const { fork, base } = await forkOfRun(context, input, claimed, projectOf(prompt?.text));
    const opened = await context.forks.open(fork, {
      approved: input.approved ?? [],
      ...(signal === undefined ? {} : { signal }),
    });
    const place = await findSession(context.fs, sessions.directory, fork);
    const former = place === undefined ? undefined : await store.read(place, task);
    if (former !== undefined) await store.putAside(former);
    const record = recordOf(context, input, { ...claimed, session: fork }, base, {
      prompt: prompt?.text ?? null,
      user_scope: session.record.user_scope ?? null,
    });
    if (place === undefined) throw madeMeanwhile(task);
    // Where the capsule is new, or its making was cut off.
    const planned = { task, place, directory: runDirectory(place.path, task), record };
    const isNew = opened.created || again;
    const setup = isNew ? await setUp(context, planned, opened.worktree, input) : null;
    const run = await store.create(place, { ...record, setup_failed: failedSetup(setup) });
    if (run === undefined) throw madeMeanwhile(task);
    await store.made(task);
    const { lane, attempt, enforcement } = record;
    await context.events.note("run.started", fork, {
      task,
      lane,
      attempt,
      base,
      worktree: opened.worktree,
      enforcement,
    });
    return withRedacted({ run, opened, setup }, prompt?.rules ?? []);
  } catch (error) {
    store.leave(task);
    await giveUp(context, task, claimed);
    throw error;
  }
}

/** The session a run is for. */
export async function sessionOfRun({ sessions }: RunContext, named: SessionId | undefined): Promise<SessionView> {
  const id = sessionToChange(await sessions.meant(named));
  if (id === undefined || id === temporaryId) {
    const others = (await sessions.list()).some(
      (session) => session.id !== temporaryId && session.state !== "archived",
    );
    throw new WorkflowError(
      "no-active-session",
      say`No session is active.`,
      others
        ? say`Name the session to work for (--session), or switch to it (wfs switch ID).`
        : say`Make the session to work for first (wfs new NAME), then start the run.`,
    );
  }
  const session = await sessions.get(id);
  requireOwnNotes(session);
  if (session.state !== "archived") return session;
  throw new WorkflowError("refused", say`${id} is archived.`, say`Resume it (wfs resume ${id}), then start the run.`);
}

/** What an earlier call has claimed for the same and not carried to its end. Throws `exists` where the name is taken, `conflict` where that call is still at it. */
async function claimOf({ store }: RunContext, task: string, session: SessionView): Promise<Claimed | undefined> {
  const run = await store.find(task);
  if (run !== undefined && isOpen(run)) throw taken(run);
  const claim = await store.claim(task);
  if (claim === undefined) return undefined;
  if (store.isBeingMade(task, claim)) {
    throw new WorkflowError(
      "conflict",
      say`The run ${task} is just being started, in ${claim.session}.`,
      say`Wait a moment, then look (wfs run show ${task}).`,
    );
  }
  const { of, made_fork, made } = claim;
  return of === session.id && made !== true ? { session: claim.session, of, made_fork } : undefined;
}

async function newClaim(context: RunContext, task: string, { id, record }: SessionView): Promise<Claimed> {
  if (record.forked_from !== undefined) return { session: id, of: id, made_fork: false };
  return { session: await freeName(context, task), of: id, made_fork: true };
}

/** `WFS-<task>`; with a number behind it where the archive has one of that name, from an earlier run for example. */
async function freeName({ fs, sessions }: RunContext, task: string): Promise<SessionId> {
  const first = sessionIdFromSlug(task);
  for (let n = 1; n < 10_000; n += 1) {
    const id = n === 1 ? first : parseSessionId(`${first}-${n}`);
    const place = id === undefined ? undefined : await findSession(fs, sessions.directory, id);
    if (id !== undefined && place === undefined) return id;
    if (n === 1 && place?.archived === false) break;
  }
  throw new WorkflowError(
    "exists",
    say`There is a session ${first} already.`,
    say`Give the task another name, or let the run work in it, where it is a fork (--session ${first}).`,
  );
}

/** Throws `exists` where another run works in the fork: what one resets would be the other's. */
async function requireAlone({ store }: RunContext, task: string, session: SessionId): Promise<void> {
  const other = (await store.list()).find((run) => run.place.id === session && run.task !== task);
  const claims = await store.claims();
  const making = claims.find(
    ([name, claim]) => name !== task && claim.session === session && store.isBeingMade(name, claim),
  );
  const name = other?.task ?? making?.[0];
  if (name === undefined) return;
  throw new WorkflowError(
    "exists",
    say`The run ${name} works in ${session} already.`,
    say`Tear it down first (wfs run teardown ${name}), or start from another session, of which a fork is made.`,
  );
}

/** The fork of the run with the commit its attempts begin at: its head now, and of one that was made for it, where it began. */
async function forkOfRun(
  context: RunContext,
  { agent, signal }: NewRun,
  { session, of, made_fork }: Claimed,
  project: KeptText | undefined,
): Promise<{ readonly fork: SessionId; readonly base: ObjectId }> {
  const { forks, fs, sessions } = context;
  if (made_fork && (await findSession(fs, sessions.directory, session)) === undefined) {
    const created = await forks.create(
      {
        slug: session,
        baseline: of,
        ...(project === undefined ? {} : { project }),
        ...(agent === undefined ? {} : { agent }),
      },
      signal,
    );
    return { fork: session, base: parseObjectId(created.base) };
  }
  const { head } = await forks.get(session, { status: false, ...(signal === undefined ? {} : { signal }) });
  return { fork: session, base: headOf(session, head) };
}

/** Characters of a prompt that a list shows. */
const longestProject = 200;

/** What lists call the fork of a run: the first line of its prompt. */
function projectOf(prompt: string | undefined): KeptText | undefined {
  const [line = ""] = prompt?.trim().split(/[\r\n]/u, 1) ?? [];
  const project = usableProject(cutText(line, longestProject));
  return project === undefined ? undefined : new KeptText(project);
}

function headOf(session: SessionId, head: ForkView["head"]): ObjectId {
  if (head !== null) return head;
  throw new WorkflowError(
    "not-found",
    say`The fork ${session} has no branch any more.`,
    say`Run the sweep (wfs sweep) to make it again.`,
  );
}

function recordOf(
  { clock }: RunContext,
  { task, lane, setup, agent }: NewRun,
  { session, made_fork }: Claimed,
  base: ObjectId,
  own: Pick<RunRecord, "prompt" | "user_scope" | "setup_failed">,
): RunRecord {
  const now = formatTime(clock.now());
  return {
    version: 1,
    task,
    session,
    lane,
    enforcement: "none",
    state: "ready",
    attempt: 1,
    base,
    made_fork,
    ...own,
    setup: setup ?? null,
    agent: agent ?? null,
    created: now,
    updated: now,
    kept: [],
  };
}

/** A name is given up again where nothing was made under it; else the same call goes on. */
async function giveUp({ fs, sessions, store }: RunContext, task: string, claimed: Claimed): Promise<void> {
  const isLeft = claimed.made_fork && (await findSession(fs, sessions.directory, claimed.session)) !== undefined;
  const isThere = (await store.claim(task)) !== undefined && (await store.find(task)) !== undefined;
  if (!isLeft && !isThere) await store.release(task, claimed.session);
}

export function taken({ task, place, record }: FoundRun): WorkflowError {
  return new WorkflowError(
    "exists",
    say`The run ${task} is there already: attempt ${record.attempt} in ${place.id}, lane ${record.lane}.`,
    say`Go on in it (wfs run exec ${task} -- …), begin it again (wfs run retry ${task}), or tear it down (wfs run teardown ${task}).`,
  );
}

function madeMeanwhile(task: string): WorkflowError {
  return new WorkflowError(
    "conflict",
    say`Something else has made or removed the run ${task} meanwhile.`,
    say`Look at it (wfs run show ${task}), then try again.`,
  );
}
