import { parseTime, formatTime } from "../../base/time.ts";
import type { Checkpoint } from "../../checkpoints/model/checkpoint.ts";
import { readCheckpoints } from "../../checkpoints/model/readCheckpoints.ts";
import { readTreeFile } from "../../git/objects/readFile.ts";
import { KeptText } from "../../redaction/keptText.ts";
import { limits } from "../../files/directories.ts";
import { slugWords, recordName } from "../../sessions/record/record.ts";
import { readRecord } from "../../sessions/record/readRecord.ts";
import { hasControls, usableProject } from "../../sessions/model/texts.ts";
import { isOneOf, sessionTypes, type SessionRecord } from "../../sessions/model/session.ts";
import type { SessionId } from "../../sessions/model/sessionId.ts";
import type { NewSession } from "../../sessions/model/sessions.ts";
import { workflowName } from "../../sessions/sessionContext.ts";
import type { ForkContext } from "../model/forkContext.ts";
import type { ForkHeads } from "../model/forkHeads.ts";
import { shortName } from "../../git/repository/refName.ts";
import type { AdoptedOfLost } from "./branchOfLost.ts";
import { findOrigin, type PlainSession, readBranchStart } from "./lostOrigin.ts";

/** Of a task, as it is typed. */
const longestTask = 200;
const mostTasks = 100;

/** A lost session, with the branch that it was made of where it has none of its own (branchOfLost.ts). */
export interface LostFork {
  readonly id: SessionId;
  readonly adopted: AdoptedOfLost | undefined;
}

/** What was looked up for all that come back in one call. */
export interface LostLookup {
  readonly heads: ForkHeads;
  /** Sessions in which a fork may have started. */
  readonly plain: readonly PlainSession[];
  /** When they come back, in milliseconds. */
  readonly now: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * A lost session as it can be made again: phase and tasks as its newest checkpoint tells them, what it is about from its record where the repository
 * tracks that and the checkpoint so has it, else from its name. It began with the oldest sign of it. What nothing tells is as in a new session.
 */
export async function recordOfLost(
  context: ForkContext,
  { id, adopted }: LostFork,
  { heads, plain, now, signal }: LostLookup,
): Promise<NewSession> {
  const head = adopted?.head ?? heads.branches.get(id);
  const checkpoints = await readCheckpoints(context.repository, id, signal);
  const [newest] = checkpoints;
  const kept = newest === undefined ? undefined : await trackedRecord(context, id, newest, signal);
  const start = head === undefined ? undefined : await readBranchStart(context, id);
  const origin = head === undefined ? undefined : await findOrigin(context, { id, head, start }, heads, plain, signal);
  const signs = [start?.time, ...checkpoints.map(({ time }) => parseTime(time)), parseTime(kept?.meta.created ?? "")];
  const created = Math.min(now, ...signs.filter((time) => time !== undefined));
  const phase = newest?.phase;
  return {
    slug: id,
    project: new KeptText(usableProject(kept?.project) ?? slugWords(id)),
    ...(isOneOf(sessionTypes, kept?.type) ? { type: kept.type } : {}),
    activate: false,
    isBack: true,
    extra: {
      ...(phase !== undefined && isWord(phase) ? { current_phase: phase } : {}),
      progress: { completed_phases: [], current_tasks: (newest?.tasks ?? []).filter(isWord).slice(0, mostTasks) },
      meta: { created: formatTime(created), updated: formatTime(now) },
      ...(kept?.user_scope === undefined ? {} : { user_scope: kept.user_scope }),
      ...(origin === undefined ? {} : { forked_from: kept?.forked_from ?? origin }),
      ...(adopted === undefined ? {} : { branch: shortName(adopted.ref) }),
      ...(adopted?.worktree === undefined ? {} : { workspace: adopted.worktree }),
    },
  };
}

/** The record as the newest checkpoint has it, which it has only where the repository tracks it. */
async function trackedRecord(
  { repository, root }: ForkContext,
  id: SessionId,
  { tree }: Checkpoint,
  signal?: AbortSignal,
): Promise<SessionRecord | undefined> {
  const { root: top } = repository.paths;
  const below = root.startsWith(`${top}/`) ? `${root.slice(top.length + 1)}/` : "";
  for (const place of ["", "active/"]) {
    const path = `${below}${workflowName}/${place}${id}/${recordName}`;
    const bytes = await readTreeFile(repository, tree, path, limits.jsonBytes, signal);
    if (bytes !== undefined) return readRecord(bytes, id)?.record;
  }
  return undefined;
}

/** One line as a person could have typed it: what stands in a commit may come from anywhere. */
const isWord = (text: string): boolean =>
  text.trim() !== "" && text.length <= longestTask && !hasControls(text, "one line");
