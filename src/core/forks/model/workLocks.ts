import * as z from "zod/mini";
import { isAbandoned } from "../../base/announcedWork.ts";
import type { Clock, FileSystem, Processes } from "../../base/ports.ts";
import { formatTime } from "../../base/time.ts";
import { writtenAt } from "../../files/fileAge.ts";
import { parseJsonBytes } from "../../files/jsonBytes.ts";

/** Who is at work, as a file says it. */
export const ownerSchema = z.object({ host: z.string(), process: z.int().check(z.positive()), started: z.string() });

export interface LockPorts {
  readonly fs: FileSystem;
  readonly clock: Clock;
  readonly processes: Processes;
}

const maxBytes = 16 * 1024;
/** Milliseconds for which a lock that cannot be read is one that is just being written. */
const longestWriting = 60_000;

/** How often the lock of a process that was killed while it took over another one's may be taken over in turn. */
const mostTakeovers = 3;

/** Files that say which process is at something that only one may be at. One that a killed process has left is taken over. */
export class WorkLocks {
  readonly #ports: LockPorts;
  readonly #held: Set<string>;

  /** `held`: locks that this process holds or is taking, whichever object does. */
  constructor(ports: LockPorts, held: Set<string>) {
    this.#ports = ports;
    this.#held = held;
  }

  /** False: another process that may live has it, or this one at another place. That of one that is gone is taken over. */
  async take(lock: string): Promise<boolean> {
    return this.#take(lock, mostTakeovers);
  }

  async release(lock: string): Promise<void> {
    await this.#ports.fs.remove(lock).finally(() => this.#held.delete(lock));
  }

  /** Whether a process that may live, this one or another, has it. */
  async isTaken(lock: string): Promise<boolean> {
    return (await this.#holder(lock, this.#held.has(lock))) === "lives";
  }

  /** Removes one that a killed process has left. */
  async clear(lock: string): Promise<void> {
    const isLeft = !this.#held.has(lock) && (await this.#holder(lock, false)) === "gone";
    if (isLeft && (await this.take(lock))) await this.release(lock);
  }

  /**
   * Of several that find the same lock left by a process that is gone, one takes it over: the one that has the lock for doing so, `<lock>.taking`,
   * under which it looks again.
   */
  async #take(lock: string, takeovers: number): Promise<boolean> {
    const { fs } = this.#ports;
    if (this.#held.has(lock)) return false;
    const own = ownedLine(this.#ports, {});
    this.#held.add(lock);
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
          await this.release(taking);
        }
      }
      return isTaken;
    } finally {
      if (!isTaken) this.#held.delete(lock);
    }
  }

  /** The last of the locks nobody takes over: it is removed for whoever comes next, long after it can have been of use. */
  async #removeOld(lock: string): Promise<void> {
    const age = this.#ports.clock.now() - (await this.#writtenAt(lock));
    if (age > longestWriting) await this.#ports.fs.remove(lock);
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
}

/** The content of a file that says what this process is at. */
export function ownedLine({ processes, clock }: Omit<LockPorts, "fs">, content: object): Uint8Array {
  const owner: z.infer<typeof ownerSchema> = {
    host: processes.host,
    process: processes.pid,
    started: formatTime(clock.now()),
  };
  return new TextEncoder().encode(`${JSON.stringify({ ...content, ...owner })}\n`);
}
