import { readEvents } from "../events/readEvents.ts";
import type { WorkflowEvent } from "../events/model/event.ts";
import { joinPath } from "../files/paths.ts";
import { openRepository } from "../git/repository/repository.ts";
import type { ObjectId } from "../git/repository/objectId.ts";
import type { FoundRun } from "./model/foundRun.ts";
import type { RunContext } from "./model/runContext.ts";

/** A program that has ended in a run, as its event says. */
interface EndedProgram {
  readonly command: string;
  /** `null`: not known. */
  readonly exit: number | null;
}

/** What is looked up of one run and no list shows. */
export interface RunDetails {
  /** Where its branch stands; `null`: it has none any more, or none yet. */
  readonly head: ObjectId | null;
  /** How many commits that has and the base has not; `null`: there is none. */
  readonly commits: number | null;
  /** Files its programs have changed since its start, its last retry or its last reset; a record for people, as its events say. */
  readonly touched: readonly string[];
  /** Those that have ended since then, the oldest first. */
  readonly ended: readonly EndedProgram[];
  /** Attempts whose files are kept in `attempts/<n>/`. */
  readonly left: readonly number[];
}

const begins = new Set(["run.started", "run.retried", "run.reset"]);

export async function detailsOfRun(
  context: Pick<RunContext, "eventSource" | "forks" | "fs" | "git" | "sessions">,
  run: FoundRun,
): Promise<RunDetails> {
  const { events } = await readEvents(context.eventSource);
  const all = events.filter((event) => event.session === run.place.id && event["task"] === run.task);
  const own = all.slice(all.findLastIndex(({ type }) => begins.has(type)) + 1);
  const ended = own.filter(({ type }) => type === "tool.ended");
  return {
    ...(await committed(context, run)),
    touched: [...new Set(ended.flatMap(changedBy))].toSorted(),
    ended: ended.map(endedProgram),
    left: ((await context.fs.names(joinPath(run.directory, "attempts"))) ?? []).map(Number).filter(Number.isInteger),
  };
}

function changedBy(event: WorkflowEvent): readonly string[] {
  const changed = event["changed"];
  return Array.isArray(changed) ? changed.filter((path) => typeof path === "string") : [];
}

function endedProgram(event: WorkflowEvent): EndedProgram {
  const { command, tool, exit } = event;
  const name = typeof command === "string" ? command : typeof tool === "string" ? tool : "";
  return { command: name, exit: typeof exit === "number" ? exit : null };
}

async function committed(
  { forks, git, sessions }: Pick<RunContext, "forks" | "git" | "sessions">,
  { place, record }: FoundRun,
): Promise<Pick<RunDetails, "head" | "commits">> {
  const head = place.archived || record.base === null ? undefined : await forks.head(place.id);
  if (head === undefined || record.base === null) return { head: null, commits: null };
  const range = ["rev-list", "--count", `${record.base}..${head}`, "--"];
  return { head, commits: Number(await (await openRepository(git, sessions.root)).text(range)) };
}
