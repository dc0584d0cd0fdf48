import { Coalesced } from "../../../core/base/coalesce.ts";
import { asWorkflowError } from "../../../core/base/errors.ts";
import type { FileSystem, Logger } from "../../../core/base/ports.ts";
import { joinPath } from "../../../core/files/paths.ts";
import { refDirectories, tellsOfRefs } from "../../../core/git/refs/refDirectories.ts";
import { shortName } from "../../../core/git/repository/refName.ts";
import type { SessionId } from "../../../core/sessions/model/sessionId.ts";
import type { ArrivalRecord } from "../../../core/unreviewed/arrivalRecord.ts";
import type { AskedBranch, UnreviewedLook, UnreviewedWork } from "../../../core/unreviewed/unreviewedWork.ts";
import type { Followed, Watching } from "../../../core/watching/watching.ts";
import { DelayedRun } from "../../platform/delayedRun.ts";
import type { ArrivedWork } from "../../rows/forkRow.ts";

export interface WorkspaceArrivalsOptions {
  readonly fs: FileSystem;
  /** The one that all worktrees share. */
  readonly gitDirectory: string;
  readonly watching: Pick<Watching, "follow">;
  readonly logger: Logger;
  /** Forks that are known now; none, now and at the last look: nothing is looked at, and the gate is not opened. */
  readonly forks: () => readonly SessionId[];
  /** Branches that requests name. */
  readonly asked: () => readonly AskedBranch[];
  readonly reviewer: string;
  readonly open: () => Promise<Pick<UnreviewedWork, "look">>;
  readonly changed: (arrived: ReadonlyMap<SessionId, ArrivedWork>, records: readonly ArrivalRecord[]) => void;
}

/** Milliseconds after which a move is looked at again while something is being granted. */
const grantedWithin = 2_000;

/** Milliseconds in which the several refs and files of one operation are written. */
const pause = 500;

const branches = "refs/heads";

/** What came to the branches of one workspace without a review, looked at whenever one of them moves, whichever process moves it. */
export class WorkspaceArrivals {
  readonly #options: WorkspaceArrivalsOptions;
  readonly #looking = new Coalesced(() => this.#look());
  readonly #soon = new DelayedRun(pause, () => void this.look());
  readonly #later = new DelayedRun(grantedWithin, () => void this.look(true));
  readonly #followed: Followed;
  #followedBranches: readonly string[] = [];
  #records: readonly ArrivalRecord[] = [];
  /** Forks were known at the last look: what came of those that are gone now is still to be looked for. */
  #hadForks = false;
  #before = "";
  #problem: string | undefined;
  #disposed = false;

  constructor(options: WorkspaceArrivalsOptions) {
    this.#options = options;
    const { watching, fs, gitDirectory } = options;
    this.#followed = watching.follow({
      heard: (_directory, path) => tellsOfRefs(gitDirectory, branches, path),
      look: async (asked) => await this.look(asked),
    });
    this.#followed.setDirectories(refDirectories(fs, gitDirectory, [`${branches}/any`]));
  }

  /** All work that nobody has reviewed or dismissed, as of the newest look. */
  get records(): readonly ArrivalRecord[] {
    return this.#records;
  }

  /** Work of this session that nobody has reviewed or dismissed. */
  of(session: SessionId): ArrivalRecord | undefined {
    const own = this.#records.filter((record) => record.session === session);
    return own.find(({ pulled }) => !pulled) ?? own[0];
  }

  lookSoon(): void {
    this.#soon.start();
  }

  /** `anew`: although nothing seems to have moved. Never fails. */
  async look(anew = false): Promise<void> {
    if (anew) this.#before = "";
    if (!this.#disposed) await this.#looking.run();
  }

  dispose(): void {
    this.#disposed = true;
    this.#followed.dispose();
    this.#soon.dispose();
    this.#later.dispose();
  }

  async #look(): Promise<void> {
    const { open, asked, reviewer, logger, forks } = this.#options;
    if (forks().length === 0 && !this.#hadForks) return;
    const now = await this.#standing();
    if (now === this.#before) return;
    try {
      this.#take(await (await open()).look(asked(), reviewer));
      this.#before = now;
      this.#problem = undefined;
    } catch (error) {
      const { code, message } = asWorkflowError(error);
      if (message !== this.#problem)
        logger[code === "untrusted" ? "debug" : "warn"](`Branches are not seen: ${message}`);
      this.#problem = message;
    }
  }

  #take({ arrivals, branches: targets, forks, postponed }: UnreviewedLook): void {
    if (this.#disposed) return;
    const { fs, gitDirectory, changed } = this.#options;
    this.#records = arrivals;
    const names = [...new Set([...targets, ...forks])];
    this.#followedBranches = names;
    this.#hadForks = forks.length > 0;
    this.#followed.setDirectories(refDirectories(fs, gitDirectory, [`${branches}/any`, ...names]));
    if (postponed) this.#later.restart();
    const sessions = new Set(arrivals.map(({ session }) => session));
    const shown = [...sessions].flatMap((session) => {
      const record = this.of(session);
      return record === undefined ? [] : [[session, { branch: shortName(record.ref), pulled: record.pulled }] as const];
    });
    changed(new Map(shown), arrivals);
  }

  /** Different when one of the branches may have moved, or when other forks are there: a few files are asked for their times, git for nothing. */
  async #standing(): Promise<string> {
    const { fs, gitDirectory, forks, asked } = this.#options;
    const places = [...this.#followedBranches, branches, "packed-refs", "reftable", "HEAD"];
    const stats = await Promise.all(places.map(async (place) => fs.lstat(joinPath(gitDirectory, place))));
    const times = stats.map((stat) => `${stat?.ino} ${stat?.ctimeNs}`);
    return [...times, ...forks(), ...asked().map(({ session, ref }) => `${session} ${ref}`)].join("\n");
  }
}
