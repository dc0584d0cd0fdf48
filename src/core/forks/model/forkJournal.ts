import * as z from "zod/mini";
import { isAbandoned, longestWork } from "../../base/announcedWork.ts";
import { WorkflowError } from "../../base/errors.ts";
import { say } from "../../base/text.ts";
import { parseJsonBytes } from "../../files/jsonBytes.ts";
import { writtenAt } from "../../files/fileAge.ts";
import { joinPath } from "../../files/paths.ts";
import type { Clock, FileSystem, Processes } from "../../base/ports.ts";
import { parseSessionId, type SessionId } from "../../sessions/model/sessionId.ts";
import { formatTime } from "../../base/time.ts";

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

const ownerSchema = z.object({ host: z.string(), process: z.int().check(z.positive()), started: z.string() });
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

export interface JournalPorts {
  readonly fs: FileSystem;
  readonly clock: Clock;
  readonly processes: Processes;
}

const maxBytes = 16 * 1024;
const directoryName = ".forks";
/** Milliseconds for which a lock that cannot be read is one that is just being written. */
const longestWriting = 60_000;

/** How often the lock of a process that was killed while it took over another one's may be taken over in turn. */
const mostTakeovers = 3;

/** Locks of those who recover that this process holds or is taking, whichever object does. */
const held = new Set<string>();

/**
 * The operations in progress: one small file per fork, `.workflow/.forks/<id>.json`, made before the first step and removed after the last. A process
 * killed in between leaves it, and any process carries the operation to its end, one at a time (`<id>.json.recovering`); it also keeps two processes
 * off one fork.
 * No operation needs the file to be safe: each single step is atomic and is checked again before it is taken.
 */
export class ForkJournal {
  readonly #directory: string;
  readonly #ports: JournalPorts;
  readonly #running = new Map<SessionId, ForkOperation["operation"]>();

  constructor(workflowDirectory: string, ports: JournalPorts) {
    this.#directory = joinPath(workflowDirectory, directoryName);
    this.#ports = ports;
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

  /** Says what has become of an operation that this process has begun. */
  async goOn(id: SessionId, operation: ForkOperation): Promise<void> {
    await this.#ports.fs.writeAtomic(this.#path(id), this.#entry(operation));
  }

  /**
   * Takes over what a process that is gone left, as long as no other process does; follow with `release`. `undefined`: there is nothing to take
   * over, or it is taken.
   */
  async adopt(id: SessionId): Promise<ForkOperation | undefined> {
    if ((await this.#judge(id)).state !== "abandoned" || !(await this.#lock(id))) return undefined;
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
    if (!(await this.#lock(id))) return;
    try {
      if ((await this.#judge(id)).state === "void") await this.end(id);
    } finally {
      await this.release(id);
    }
  }

  /** Ends what `adopt` began; where the entry still stands, any process may take it over. */
  async release(id: SessionId): Promise<void> {
    this.#running.delete(id);
    await this.#unlock(this.#recovering(id));
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

  /** False: another process that may live has the lock of those who recover. That of one that is gone is taken over. */
  async #lock(id: SessionId): Promise<boolean> {
    return this.#take(this.#recovering(id), mostTakeovers);
  }

  /**
   * Of several that find the same lock left by a process that is gone, one takes it over: the one that has the lock for doing so, `<lock>.taking`,
   * under which it looks again.
   */
  async #take(lock: string, takeovers: number): Promise<boolean> {
    const { fs } = this.#ports;
    if (held.has(lock)) return false;
    const own = jsonLine(this.#owner());
    held.add(lock);
    let isTaken = false;
    try {
      isTaken = await fs.createExclusive(lock, own);
      if (isTaken || (await this.#holder(lock, false)) === "lives") return isTaken;
      const taking = `${lock}.taking`;
      if (takeovers === 0) await this.#removeOld(lock);
      else if (await this.#take(taking, takeovers - 1)) {
        try {
          const holder = await this.#holder(lock, false);
          if (holder === "gone") await fs.writeAtomic(lock, own);
          isTaken = holder === "none" ? await fs.createExclusive(lock, own) : holder === "gone";
        } finally {
          await this.#unlock(taking);
        }
      }
      return isTaken;
    } finally {
      if (!isTaken) held.delete(lock);
    }
  }

  /** The last of the locks nobody takes over: it is removed for whoever comes next, long after it can have been of use. */
  async #removeOld(lock: string): Promise<void> {
    const age = this.#ports.clock.now() - (await this.#writtenAt(lock));
    if (age > longestWriting) await this.#ports.fs.remove(lock);
  }

  async #unlock(lock: string): Promise<void> {
    await this.#ports.fs.remove(lock).finally(() => held.delete(lock));
  }

  /** Whether a process that may live, this one or another, carries on what a killed one left. */
  async isRecovered(id: SessionId): Promise<boolean> {
    const lock = this.#recovering(id);
    return (await this.#holder(lock, held.has(lock))) === "lives";
  }

  /** Whose a lock is: nobody's, of a process that may live, or of one that is gone. */
  async #holder(lock: string, here: boolean): Promise<"none" | "lives" | "gone"> {
    const bytes = await this.#ports.fs.read(lock, maxBytes);
    if (bytes === undefined) return "none";
    const owner = ownerSchema.safeParse(parseJsonBytes(bytes));
    const since = await this.#writtenAt(lock);
    const gone = owner.success
      ? isAbandoned({ ...owner.data, since }, here, this.#ports)
      : this.#ports.clock.now() - since > longestWriting;
    return gone ? "gone" : "lives";
  }

  async #writtenAt(path: string): Promise<number> {
    return writtenAt((await this.#ports.fs.lstat(path)) ?? { mtimeNs: 0n });
  }

  #entry(operation: ForkOperation): Uint8Array {
    return jsonLine({ ...operation, ...this.#owner() });
  }

  #owner(): z.infer<typeof ownerSchema> {
    const { processes, clock } = this.#ports;
    return { host: processes.host, process: processes.pid, started: formatTime(clock.now()) };
  }

  #recovering(id: SessionId): string {
    return `${this.#path(id)}.recovering`;
  }

  #path(id: SessionId): string {
    return joinPath(this.#directory, `${id}.json`);
  }
}

function jsonLine(value: object): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value)}\n`);
}
