import { readCommit } from "../git/objects/commits.ts";
import { readRefs } from "../git/refs/refs.ts";
import { parseObjectId, type ObjectId } from "../git/repository/objectId.ts";
import type { RefName } from "../git/repository/refName.ts";
import type { Repository } from "../git/repository/repository.ts";
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
  /** What its commits say: the message of the only one, or of several the subjects, the first as the title; `undefined`: nothing that could be a summary. */
  readonly summary: string | undefined;
  /** How many commits that are, without merges; more than 200 are not counted. */
  readonly commits: number;
}

const maxCounted = 200;
/** Subjects below the title. */
const maxListed = 20;

/** By refs and commits alone; changes nothing. */
export async function findLanding(
  { repository }: Pick<ForkContext, "repository">,
  { id, record }: Pick<SessionView, "id" | "record">,
  signal?: AbortSignal,
): Promise<Landing> {
  const origin = record.forked_from;
  const beside = refsOfBaseline(origin?.session ?? "");
  const locals = localsOfBaseline(origin?.session ?? "");
  const own = branchOfRecord(id, record);
  const refs = await readRefs(repository, [own, ...locals, ...beside], signal);
  const into = locals.find((ref) => refs.has(ref));
  const remote = beside.find((ref) => ref.startsWith("refs/remotes/") && refs.has(ref));
  const head = refs.get(own);
  const others = [...locals, ...beside].flatMap((ref) => refs.get(ref) ?? []);
  const began = origin?.commit === undefined ? [] : [origin.commit];
  const said = head === undefined ? unsaid : await summarise(repository, head, [...others, ...began], signal);
  if (into === undefined || remote === undefined) return { into, behind: undefined, ...said };
  const counted = await repository.text(["rev-list", "--count", `${into}..${remote}`, "--"], { signal });
  const commits = Number(counted);
  return { into, behind: commits > 0 ? { ref: remote, commits } : undefined, ...said };
}

type Said = Pick<Landing, "summary" | "commits">;

const unsaid: Said = { summary: undefined, commits: 0 };

/** What those commits say that `head` has and `others` have not. */
async function summarise(
  repository: Repository,
  head: ObjectId,
  others: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Said> {
  const format = ["--no-commit-header", "--format=%H %s", "--topo-order", `--max-count=${maxCounted}`, "--no-merges"];
  const range = ["--ignore-missing", head, "--not", ...others, "--"];
  const output = await repository.text(["rev-list", ...format, ...range], { signal });
  const lines = output === "" ? [] : output.split("\n").toReversed();
  const [only = "", another] = lines;
  const commits = lines.length;
  if (another === undefined) {
    const id = commits === 0 ? head : parseObjectId(only.slice(0, only.indexOf(" ")));
    return { summary: usableProject((await readCommit(repository, id, signal)).message), commits };
  }
  const [title = "", ...rest] = lines.flatMap((line) => usableProject(line.slice(line.indexOf(" ") + 1)) ?? []);
  const listed = rest.slice(0, maxListed).map((subject) => `- ${subject}`);
  const more = rest.length > maxListed ? [`- … and ${rest.length - maxListed} more`] : [];
  return { summary: usableProject([title, "", ...listed, ...more].join("\n")), commits };
}
