import { WorkflowError } from "../base/errors.ts";
import { say } from "../base/text.ts";
import type { EventSink } from "../events/model/event.ts";
import { isGitError } from "../git/repository/gitError.ts";
import type { ObjectId } from "../git/repository/objectId.ts";
import { listRefs } from "../git/refs/refs.ts";
import type { Repository } from "../git/repository/repository.ts";
import { parseSessionId, type SessionId } from "../sessions/model/sessionId.ts";
import type { RestoreContext } from "./restore/changeFiles.ts";
import { journalRef } from "./model/checkpointRefs.ts";
import { findJournals } from "./restore/findJournals.ts";
import { checkoutOf, readJournal, standingCheckout, type Journal } from "./restore/restoreJournal.ts";
import { isCutOff, recoverRestore, type Owners, type RecoverOptions, type Recovered } from "./recoverRestore.ts";
import { madeElsewhere } from "./restore/undoStack.ts";
import { withPersonsFilters } from "./tree/personsFilters.ts";
import type { Worktree, Worktrees } from "../worktrees/worktree.ts";

/** A change of files that its process did not end. */
export interface InterruptedChange {
  readonly session: SessionId;
  /** `undefined`: what stands there cannot be read. */
  readonly journal: Pick<Journal, "operation" | "move" | "started"> | undefined;
  /** Top of the working tree with the files; `undefined`: it is not where the session's would be. */
  readonly root: string | undefined;
  /** Where it stands all the same: in another workspace, whose session of this name it is about. */
  readonly elsewhere: string | undefined;
}

/** How often a recovery is tried that somebody is in the way of, and the milliseconds between. */
const mostAttempts = 5;
const betweenAttempts = 200;

/** What this process recovers, by journal, whichever object began it. */
const recovering = new Map<ObjectId, Promise<Recovered | undefined>>();

interface Ports extends Pick<RestoreContext, "fs" | "logger">, Owners {
  readonly events?: EventSink;
}

/** Finds the changes of files that killed processes left half done in a repository's working trees, and recovers them. */
export class InterruptedChanges {
  readonly #worktrees: Worktrees;
  readonly #ports: Ports;
  readonly #context: (worktree: Worktree) => RestoreContext;

  constructor(worktrees: Worktrees, ports: Ports, context: (worktree: Worktree) => RestoreContext) {
    this.#worktrees = worktrees;
    this.#ports = ports;
    this.#context = context;
  }

  /** Of all sessions; a change whose process is alive is left out. */
  async list(): Promise<readonly InterruptedChange[]> {
    const main = await this.#worktrees.main();
    const found: InterruptedChange[] = [];
    for (const session of await this.#journalled(main)) {
      const journal = await readJournal(main, session);
      if (journal !== undefined && !isCutOff(journal, this.#ports)) continue;
      const worktree = journal === undefined ? undefined : await this.#placeOf(session, journal);
      const elsewhere = worktree === undefined ? await this.#elsewhere(main, journal) : undefined;
      found.push({ session, journal, root: worktree?.repository.paths.root, elsewhere });
    }
    return found;
  }

  /** Completes what is half done in this working tree, whichever session it is of. Throws `conflict` while its process is alive. */
  async recoverAll(worktree: Worktree, own: SessionId): Promise<void> {
    for (const { session, journal } of await this.#in(worktree, own)) await this.#recover(worktree, session, journal);
  }

  /** Throws `conflict` when files of this working tree are half changed. */
  async expectWhole(worktree: Worktree, own: SessionId): Promise<void> {
    const [half] = await this.#in(worktree, own);
    if (half === undefined) return;
    throw new WorkflowError(
      "conflict",
      say`Files in ${worktree.repository.paths.root} are being changed by a restore of ${half.session}, or were left half changed by it.`,
      say`Wait until it has ended; “wfs doctor” says whether it was cut off, and “wfs doctor --fix” completes it.`,
    );
  }

  /** Completes what is half done of the session, or takes it back; `undefined`: there is nothing. */
  async recover(session: SessionId, { back, byItself }: RecoverOptions = {}): Promise<Recovered | undefined> {
    const main = await this.#worktrees.main();
    const journal = await readJournal(main, session);
    if (journal === undefined) return undefined;
    const worktree = await this.#placeOf(session, journal);
    if (worktree !== undefined) {
      if (byItself === true && !(await this.#startsNothing(worktree))) throw ownProgramsNamed(session, worktree);
      return this.#recover(worktree, session, journal, back);
    }
    const elsewhere = await this.#elsewhere(main, journal);
    if (elsewhere !== undefined) throw madeElsewhere(session, elsewhere);
    throw new WorkflowError(
      "refused",
      say`The working tree in which files of ${session} were changed is not there.`,
      say`Bring it back (“git worktree repair”). If it is gone for good, “git update-ref -d ${journalRef(session)}” forgets the change.`,
    );
  }

  /** One at a time in this process, where the gate may recover what the start of a window does. */
  async #recover(
    worktree: Worktree,
    session: SessionId,
    journal: Journal,
    back = false,
  ): Promise<Recovered | undefined> {
    const { id } = journal;
    const begun = recovering.get(id);
    if (begun !== undefined) return begun;
    const work = this.#recoverOnce(worktree, session, journal, back).finally(() => recovering.delete(id));
    recovering.set(id, work);
    return work;
  }

  /** Where another process does the same, they get in each other's way: `undefined` once that is done. */
  async #recoverOnce(
    worktree: Worktree,
    session: SessionId,
    journal: Journal,
    back: boolean,
  ): Promise<Recovered | undefined> {
    const { clock, logger, events } = this.#ports;
    for (let attempt = 1; ; attempt += 1) {
      try {
        const recovered = await recoverRestore(this.#context(worktree), session, journal, back);
        const { outcome, edited } = recovered;
        const rest = edited.length === 0 ? "" : `; edited since and left alone: ${edited.join(", ")}`;
        logger.warn(`An interrupted change of the files of ${session} was ${outcome.replace("-", " ")}${rest}`);
        await events?.note("checkpoint.recovered", session, { operation: journal.operation, outcome });
        return recovered;
      } catch (error) {
        const inConflict = error instanceof WorkflowError && error.code === "conflict";
        if (!inConflict && !isGitError(error, "locked", "ref-changed")) throw error;
        if ((await readJournal(worktree.repository, session))?.id !== journal.id) return undefined;
        if (attempt === mostAttempts) throw error;
        await clock.sleep(betweenAttempts);
      }
    }
  }

  /** To complete a change writes files, and so starts filters: here only those of the person's own configuration. */
  async #startsNothing(worktree: Worktree): Promise<boolean> {
    const context = this.#context(worktree);
    return (await withPersonsFilters(context)) === context;
  }

  /** A fork that was opened since has a working tree of its own, but what was cut off before is in the main checkout. */
  async #placeOf(session: SessionId, journal: Journal): Promise<Worktree | undefined> {
    const own = await this.#worktrees.of(session);
    if (isIn(own, journal, true)) return own;
    const main = await this.#worktrees.checkout();
    return isIn(main, journal, true) ? main : undefined;
  }

  async #elsewhere(main: Repository, journal: Journal | undefined): Promise<string | undefined> {
    return journal?.checkout === undefined ? undefined : standingCheckout(this.#ports.fs, main, journal.checkout);
  }

  async #in(worktree: Worktree, own: SessionId): Promise<readonly { session: SessionId; journal: Journal }[]> {
    const found: { session: SessionId; journal: Journal }[] = [];
    for (const session of await this.#journalled(worktree.repository)) {
      const journal = await readJournal(worktree.repository, session);
      if (journal !== undefined && isIn(worktree, journal, session === own)) found.push({ session, journal });
    }
    return found;
  }

  async #journalled(repository: Repository): Promise<readonly SessionId[]> {
    const found = await findJournals(this.#ports.fs, repository.paths.commonDir);
    if (found !== undefined) return found;
    const refs = await listRefs(repository, "refs/workflow/");
    return refs.flatMap(
      ({ ref }) => parseSessionId(/^refs\/workflow\/([^/]+)\/restoring$/u.exec(ref)?.[1] ?? "") ?? [],
    );
  }
}

function ownProgramsNamed(session: SessionId, { repository }: Worktree): WorkflowError {
  return new WorkflowError(
    "untrusted",
    say`Files in ${repository.paths.root} stay half changed by a restore of ${session} that was cut off: to complete it may start filters that the repository's own configuration names.`,
    say`“wfs doctor --fix” completes it, and so does the next checkpoint or restore there that you ask for.`,
  );
}

/** `own`: the journal is of a session that works here; which tree a journal of former versions is about is known of those alone. */
function isIn({ repository, place }: Worktree, journal: Journal, own: boolean): boolean {
  return journal.checkout === undefined ? own && journal.place === place : journal.checkout === checkoutOf(repository);
}
