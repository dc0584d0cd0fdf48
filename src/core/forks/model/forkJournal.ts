import * as z from "zod/mini";
import { isAbandoned, longestWork } from "../../base/announcedWork.ts";
import { WorkflowError } from "../../base/errors.ts";
import { say } from "../../base/text.ts";
import { parseJsonBytes } from "../../files/jsonBytes.ts";
import { writtenAt } from "../../files/fileAge.ts";
import { joinPath } from "../../files/paths.ts";
import { parseSessionId, type SessionId } from "../../sessions/model/sessionId.ts";
import { type LockPorts, ownedLine, ownerSchema, WorkLocks } from "./workLocks.ts";

const objectId = z.string().check(z.regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/u));
const sessionId = z.custom<SessionId>((value) => typeof value === "string" && parseSessionId(value) !== undefined);

const operationSchema = z.discriminatedUnion("operation", [
  z.object({ operation: z.literal("create"), start: objectId }),
  z.object({ operation: z.literal("open"), adding: z.string() }),
  z.object({ operation: z.literal("rename"), to: sessionId, active: z.boolean() }),
  z.object({ operation: z.literal("sync"), from: objectId, to: objectId }),
  z.object({
    operation: z.literal("remove"),
    head: z.nullable(objectId),
    removed: z.string(),
    /** What was set aside is being compared with what was agreed to: killed now, it goes back. */
    comparing: z.optional(z.literal(true)),
  }),
]);

const entrySchema = z.intersection(operationSchema, ownerSchema);

/** A step-by-step change of one fork, with all it needs to be carried to its end by somebody else. */
export type ForkOperation = z.infer<typeof operationSchema>;
type JournalEntry = z.infer<typeof entrySchema>;

/**
 * `running`: keep off. `abandoned`: its process is gone, `entry` may be carried to its end. `void`: killed while it was written, so nothing
 * had begun.
 */
export type JournalState =
  | { readonly state: "none" | "void" }
  | { readonly state: "running"; readonly entry?: JournalEntry }
  | { readonly state: "abandoned"; readonly entry: JournalEntry };

const maxBytes = 16 * 1024;
const directoryName = ".forks";

/** Locks that this process holds or is taking, whichever object does. */
const held = new Set<string>();

/** Milliseconds for which one waits for its turn. */
const longestWait = 10_000;

/**
 * The operations in progress: one small file per fork, `.workflow/.forks/<id>.json`, made before the first step and removed after the last. A process
 * killed in between leaves it, and any process carries the operation to its end, one at a time (`<id>.json.recovering`); it also keeps two processes
 * off one fork.
 * No operation needs the file to be safe: each single step is atomic and is checked again before it is taken.
 */
export class ForkJournal {
  readonly #directory: string;
  readonly #ports: LockPorts;
  readonly #locks: WorkLocks;
  readonly #running = new Map<SessionId, ForkOperation["operation"]>();

  constructor(workflowDirectory: string, ports: LockPorts) {
    this.#directory = joinPath(workflowDirectory, directoryName);
    this.#ports = ports;
    this.#locks = new WorkLocks(ports, held);
  }

  /** Announces an operation. `conflict` when another one is in progress or was left unfinished. */
  async begin(id: SessionId, operation: ForkOperation): Promise<void> {
    await this.#ports.fs.makeDirectory(this.#directory);
    if (!(await this.#ports.fs.createExclusive(this.#path(id), this.#entry(operation)))) {
      throw new WorkflowError(
        "conflict",
        say`Something else is changing the fork ${id} right now.`,
        say`Wait until it is done; if it was interrupted, run the sweep (wfs sweep), then try again.`,
      );
    }
    this.#running.set(id, operation.operation);
  }

  /**
   * Does what only one process of all may be at: what gives a branch that is there already to a session. Waits for its turn, then `conflict`. A process that
   * is killed keeps nobody off.
   */
  async inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const { fs, clock } = this.#ports;
    await fs.makeDirectory(this.#directory);
    const started = clock.elapsed();
    for (let pause = 5; !(await this.#locks.take(this.#adopting)); pause = Math.min(pause * 2, 100)) {
      if (clock.elapsed() - started > longestWait) {
        throw new WorkflowError(
          "conflict",
          say`Another program is making a session of a branch right now.`,
          say`Wait a moment, then try again; nothing was changed.`,
        );
      }
      await clock.sleep(pause);
    }
    try {
      return await work();
    } finally {
      await this.#locks.release(this.#adopting);
    }
  }

  /** Removes what a process has left that was killed at its turn. */
  async clearTurn(): Promise<void> {
    await this.#locks.clear(this.#adopting);
  }

  /** Says what has become of an operation that this process has begun. */
  async goOn(id: SessionId, operation: ForkOperation): Promise<void> {
    await this.#ports.fs.writeAtomic(this.#path(id), this.#entry(operation));
  }

  /**
   * Takes over what a process that is gone left, as long as no other process does; follow with `release`. `undefined`: there is nothing to take
   * over, or it is taken.
   */
  async adopt(id: SessionId): Promise<ForkOperation | undefined> {
    if ((await this.#judge(id)).state !== "abandoned" || !(await this.#locks.take(this.#recovering(id))))
      return undefined;
    // By now another process may have recovered it, and a third begun something new.
    const state = await this.#judge(id);
    if (state.state === "abandoned") {
      this.#running.set(id, state.entry.operation);
      return state.entry;
    }
    await this.release(id);
    return undefined;
  }

  /** Forgets an entry that was cut off while it was written, unless somebody has begun something since. */
  async forgetVoid(id: SessionId): Promise<void> {
    if (!(await this.#locks.take(this.#recovering(id)))) return;
    try {
      if ((await this.#judge(id)).state === "void") await this.end(id);
    } finally {
      await this.release(id);
    }
  }

  /** Ends what `adopt` began; where the entry still stands, any process may take it over. */
  async release(id: SessionId): Promise<void> {
    this.#running.delete(id);
    await this.#locks.release(this.#recovering(id));
  }

  /** What this process is doing with the fork. */
  doing(id: SessionId): ForkOperation["operation"] | undefined {
    return this.#running.get(id);
  }

  async end(id: SessionId): Promise<void> {
    await this.#ports.fs.remove(this.#path(id));
    this.#running.delete(id);
  }

  /** This process gives up between two steps; the entry stays for a process that carries the operation on. */
  leave(id: SessionId): void {
    this.#running.delete(id);
  }

  /** Everything announced on disk, in no order. */
  async ids(): Promise<readonly SessionId[]> {
    const names = (await this.#ports.fs.names(this.#directory)) ?? [];
    return names.flatMap((name) => (name.endsWith(".json") ? (parseSessionId(name.slice(0, -5)) ?? []) : []));
  }

  async read(id: SessionId): Promise<JournalState> {
    const state = await this.#judge(id);
    const taken = state.state === "abandoned" && (await this.isRecovered(id));
    return taken ? { state: "running", entry: state.entry } : state;
  }

  /** What the entry itself says. */
  async #judge(id: SessionId): Promise<JournalState> {
    const path = this.#path(id);
    const bytes = await this.#ports.fs.read(path, maxBytes);
    if (bytes === undefined) return { state: "none" };
    const parsed = entrySchema.safeParse(parseJsonBytes(bytes));
    const since = await this.#writtenAt(path);
    if (!parsed.success) return { state: this.#ports.clock.now() - since > longestWork ? "void" : "running" };
    const gone = isAbandoned({ ...parsed.data, since }, this.#running.has(id), this.#ports);
    return { state: gone ? "abandoned" : "running", entry: parsed.data };
  }

  /** Whether a process that may live, this one or another, carries on what a killed one left. */
  async isRecovered(id: SessionId): Promise<boolean> {
    return this.#locks.isTaken(this.#recovering(id));
  }

  async #writtenAt(path: string): Promise<number> {
    return writtenAt((await this.#ports.fs.lstat(path)) ?? { mtimeNs: 0n });
  }

  #entry(operation: ForkOperation): Uint8Array {
    return ownedLine(this.#ports, operation);
  }

  get #adopting(): string {
    return joinPath(this.#directory, "adopting");
  }

  #recovering(id: SessionId): string {
    return `${this.#path(id)}.recovering`;
  }

  #path(id: SessionId): string {
    return joinPath(this.#directory, `${id}.json`);
  }
}
