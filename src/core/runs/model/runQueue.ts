import * as z from "zod/mini";
import { isAbandoned } from "../../base/announcedWork.ts";
import { parseTime } from "../../base/time.ts";
import { makeInside } from "../../files/directories.ts";
import { parseJsonBytes } from "../../files/jsonBytes.ts";
import { joinPath } from "../../files/paths.ts";
import { readOrNothing } from "../../files/readOrNothing.ts";
import { ownedLine, ownerSchema } from "../../forks/model/workLocks.ts";
import { parseSessionId, type SessionId } from "../../sessions/model/sessionId.ts";
import { isTaskName } from "./run.ts";
import { claimsDirectory, claimsName } from "./runPaths.ts";
import type { RunStoreOptions } from "./runStore.ts";

const ticketSchema = z.extend(ownerSchema, {
  version: z.literal(1),
  task: z.string().check(z.refine(isTaskName)),
  /** The session it is for; its fork is made when it starts. */
  session: z.custom<SessionId>((value) => typeof value === "string" && parseSessionId(value) !== undefined),
  lane: z.string().check(z.maxLength(100)),
  /** How many runs may be open when it starts; older versions do not say. */
  limit: z.optional(z.int().check(z.positive(), z.lte(1000))),
  /** Since when it waits; `started` is when its process has last said that it still does. RFC 3339. */
  since: z.string().check(z.maxLength(64)),
});

/** A run that waits for its turn, as a file of `.workflow/.runs/.queue` says it. */
export interface Ticket extends z.infer<typeof ticketSchema> {
  /** Its place: the smaller one comes first. */
  readonly n: number;
  /** Of its file, which no other ticket ever has: whoever removes one that is dead meets no other. */
  readonly name: string;
}

const grammar = /^(?<n>\d{8})-[0-9a-f]{8}\.json$/u;
/** Directory of the tickets, among the claims; no run has such a name. */
const queueName = ".queue";
const maxBytes = 16 * 1024;
/** Beyond it nobody of ours has a number: one that somebody else has written there would leave none for those that come. */
const largest = 90_000_000;

/** Tickets this process waits with. */
const own = new Set<string>();

/** Runs that wait for their turn. A ticket lives as long as the process that waits with it, so nothing waits for the dead. */
export class RunQueue {
  readonly #options: RunStoreOptions;

  constructor(options: RunStoreOptions) {
    this.#options = options;
  }

  /** Those whose process may live, in their order; what is left of others is removed on the way. */
  async tickets(): Promise<readonly Ticket[]> {
    const { fs } = this.#options;
    const live: Ticket[] = [];
    for (const name of ((await fs.names(this.#directory)) ?? []).toSorted()) {
      const { n } = grammar.exec(name)?.groups ?? {};
      const path = joinPath(this.#directory, name);
      const bytes = n === undefined ? undefined : await readOrNothing(fs, path, maxBytes);
      const parsed = bytes === undefined ? undefined : ticketSchema.safeParse(parseJsonBytes(bytes));
      if (parsed?.success !== true || Number(n) > largest) continue;
      const since = parseTime(parsed.data.started) ?? 0;
      if (isAbandoned({ ...parsed.data, since }, own.has(path), this.#options)) await fs.remove(path);
      else live.push({ ...parsed.data, n: Number(n), name });
    }
    return live;
  }

  /** Waits behind all others from now on. */
  async join(wanted: Pick<Ticket, "task" | "session" | "lane" | "limit" | "since">): Promise<Ticket> {
    const { fs, processes, random, workflow } = this.#options;
    for (const parts of [[claimsName], [claimsName, queueName]]) await makeInside(fs, workflow, parts);
    const n = ((await this.tickets()).at(-1)?.n ?? 0) + 1;
    const name = `${String(n).padStart(8, "0")}-${random.name(4)}.json`;
    const { host, pid } = processes;
    const ticket: Ticket = { version: 1, ...wanted, n, name, host, process: pid, started: wanted.since };
    own.add(this.#path(ticket));
    await this.renew(ticket);
    return ticket;
  }

  /** Says that the process still waits: of another container's or machine's only the time tells. */
  async renew(ticket: Ticket): Promise<void> {
    const { task, session, lane, limit, since, version } = ticket;
    const content = { version, task, session, lane, limit, since };
    await this.#options.fs.writeAtomic(this.#path(ticket), ownedLine(this.#options, content));
  }

  async leave(ticket: Ticket): Promise<void> {
    const path = this.#path(ticket);
    await this.#options.fs.remove(path).finally(() => own.delete(path));
  }

  #path({ name }: Pick<Ticket, "name">): string {
    return joinPath(this.#directory, name);
  }

  get #directory(): string {
    return joinPath(claimsDirectory(this.#options.workflow), queueName);
  }
}
