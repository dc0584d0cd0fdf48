import * as z from "zod/mini";
import { isAbandoned, longestWork } from "../../base/announcedWork.ts";
import { WorkflowError } from "../../base/errors.ts";
import { parseJsonBytes } from "../../files/jsonBytes.ts";
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

const entrySchema = z.intersection(
  operationSchema,
  z.object({ host: z.string(), process: z.int().check(z.positive()), started: z.string() }),
);

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

/**
 * The operations in progress: one small file per fork, `.workflow/.forks/<id>.json`, made before the first step and removed after the last. A process
 * killed in between leaves it, and any process carries the operation to its end; it also keeps two processes off one fork.
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
        `Something else is changing the fork ${id} right now.`,
        "Wait until it is done; if it was interrupted, run the sweep (wfs sweep), then try again.",
      );
    }
    this.#running.set(id, operation.operation);
  }

  /** Says what has become of an operation that this process has begun. */
  async goOn(id: SessionId, operation: ForkOperation): Promise<void> {
    await this.#ports.fs.writeAtomic(this.#path(id), this.#entry(operation));
  }

  /** Takes over what another process left. */
  adopt(id: SessionId, operation: ForkOperation): void {
    this.#running.set(id, operation.operation);
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
    const path = this.#path(id);
    const bytes = await this.#ports.fs.read(path, maxBytes);
    if (bytes === undefined) return { state: "none" };
    const parsed = entrySchema.safeParse(parseJsonBytes(bytes));
    const stat = await this.#ports.fs.lstat(path);
    const since = Number((stat?.mtimeNs ?? 0n) / 1_000_000n);
    if (!parsed.success) return { state: this.#ports.clock.now() - since > longestWork ? "void" : "running" };
    const gone = isAbandoned({ ...parsed.data, since }, this.#running.has(id), this.#ports);
    return { state: gone ? "abandoned" : "running", entry: parsed.data };
  }

  #entry(operation: ForkOperation): Uint8Array {
    const entry: JournalEntry = {
      ...operation,
      host: this.#ports.processes.host,
      process: this.#ports.processes.pid,
      started: formatTime(this.#ports.clock.now()),
    };
    return new TextEncoder().encode(`${JSON.stringify(entry)}\n`);
  }

  #path(id: SessionId): string {
    return joinPath(this.#directory, `${id}.json`);
  }
}
