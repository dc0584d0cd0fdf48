import { readCommit } from "../git/objects/commits.ts";
import { readRef, readRefs } from "../git/refs/refs.ts";
import type { RefName } from "../git/repository/refName.ts";
import type { SessionView } from "../sessions/model/session.ts";
import { usableProject } from "../sessions/model/texts.ts";
import { branchOfRecord, localsOfBaseline, refsOfBaseline } from "../worktrees/forkBranch.ts";
import type { ForkContext } from "./model/forkContext.ts";

/** Where the work of a fork would go if a person merged it now. */
export interface Landing {
  /** The branch here that it began beside; `undefined`: it began in a session, or there is no such branch. */
  readonly into: RefName | undefined;
  /** The branch of a remote it began beside, where `into` lacks commits of that, which a merge would bring too; `undefined`: it lacks none. */
  readonly behind: { readonly ref: RefName; readonly commits: number } | undefined;
  /** What the newest commit says; `undefined`: there is none, or it says nothing that could be a summary. */
  readonly summary: string | undefined;
}

/** By refs and commits alone; changes nothing. */
export async function findLanding(
  { repository }: Pick<ForkContext, "repository">,
  { id, record }: Pick<SessionView, "id" | "record">,
  signal?: AbortSignal,
): Promise<Landing> {
  const head = await readRef(repository, branchOfRecord(id, record), signal);
  const message = head === undefined ? "" : (await readCommit(repository, head, signal)).message;
  const beside = refsOfBaseline(record.forked_from?.session ?? "");
  const locals = localsOfBaseline(record.forked_from?.session ?? "");
  const refs = await readRefs(repository, [...locals, ...beside], signal);
  const into = locals.find((ref) => refs.has(ref));
  const remote = beside.find((ref) => ref.startsWith("refs/remotes/") && refs.has(ref));
  const summary = usableProject(message);
  if (into === undefined || remote === undefined) return { into, behind: undefined, summary };
  const counted = await repository.text(["rev-list", "--count", `${into}..${remote}`, "--"], { signal });
  const commits = Number(counted);
  return { into, behind: commits > 0 ? { ref: remote, commits } : undefined, summary };
}
