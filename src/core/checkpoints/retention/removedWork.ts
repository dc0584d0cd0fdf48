import { isObjectId, type ObjectId } from "../../git/repository/objectId.ts";
import { nulFields } from "../../git/repository/nulText.ts";
import { isRefName, refName, type RefName } from "../../git/repository/refName.ts";
import type { RefChange } from "../../git/refs/refs.ts";
import type { Repository } from "../../git/repository/repository.ts";
import type { RetentionPolicy } from "../../sessions/model/session.ts";
import type { SessionId } from "../../sessions/model/sessionId.ts";
import { formatTime, parseTime } from "../../base/time.ts";
import { sessionRefs } from "../model/checkpointRefs.ts";
import type { Checkpoint } from "../model/checkpoint.ts";
import { isBeyondAge } from "../model/retention.ts";

/** What a removed fork left: commits that its branch alone held, or edits git had put away for an operation (an autostash). */
export interface RemovedWork {
  readonly ref: RefName;
  readonly commit: ObjectId;
  readonly kind: "commits" | "autostash";
  /** The last sign of it, RFC 3339: it was removed then or later. */
  readonly time: string;
  /** `held`: a branch, tag or remote branch holds it too by now, so nothing goes but the ref. */
  readonly reason: "held" | "age";
}

/** The commits that the branch of a removed fork held; the ones of the last removal. */
export function removedHeadRef(session: SessionId): RefName {
  return refName(`${sessionRefs(session)}removed-head`);
}

/** The same of an earlier fork of that name. */
export function removedEarlierRef(session: SessionId, head: ObjectId): RefName {
  return refName(`${sessionRefs(session)}removed-heads/${head}`);
}

export function removedAutostashRef(session: SessionId, stash: ObjectId): RefName {
  return refName(`${sessionRefs(session)}removed-autostash/${stash}`);
}

/** What of it a policy lets go: what is held elsewhere always, the rest by age only. `newest`: the session's newest checkpoint. */
export async function surplusOfRemoved(
  repository: Repository,
  session: SessionId,
  newest: Checkpoint | undefined,
  policy: RetentionPolicy,
  now: number,
  signal?: AbortSignal,
): Promise<readonly RemovedWork[]> {
  const found: RemovedWork[] = [];
  for (const { ref, commit, since } of await listRemoved(repository, session, signal)) {
    const last = Math.max(since, parseTime(newest?.time ?? "") ?? 0);
    const held = await isHeld(repository, commit, signal);
    if (!held && !isBeyondAge(last, policy, now)) continue;
    const kind = ref.includes("/removed-autostash/") ? "autostash" : "commits";
    found.push({ ref, commit, kind, time: formatTime(last), reason: held ? "held" : "age" });
  }
  return found;
}

/** Those that still are as they were when they were listed. */
export async function stillSurplus(
  repository: Repository,
  session: SessionId,
  listed: readonly RemovedWork[],
  signal?: AbortSignal,
): Promise<readonly RemovedWork[]> {
  if (listed.length === 0) return [];
  const standing = new Map((await listRemoved(repository, session, signal)).map(({ ref, commit }) => [ref, commit]));
  const still: RemovedWork[] = [];
  for (const work of listed) {
    if (standing.get(work.ref) !== work.commit) continue;
    if (work.reason === "age" || (await isHeld(repository, work.commit, signal))) still.push(work);
  }
  return still;
}

/** The refs go to `aside`, where objects wait until nobody can be building on them. */
export function removalChanges(works: readonly RemovedWork[], aside: (at: number) => RefName): readonly RefChange[] {
  return works.flatMap(({ ref, commit }, at) => [
    { ref, from: commit, to: undefined },
    { ref: aside(at), from: undefined, to: commit },
  ]);
}

async function listRemoved(
  repository: Repository,
  session: SessionId,
  signal?: AbortSignal,
): Promise<readonly { readonly ref: RefName; readonly commit: ObjectId; readonly since: number }[]> {
  const format = "--format=%(refname)%00%(objectname)%00%(committerdate:unix)%00";
  const names = ["removed-head", "removed-heads/", "removed-autostash/"].map((name) => sessionRefs(session) + name);
  const fields = nulFields(await repository.read(["for-each-ref", format, ...names], { signal })).map(
    ({ text }) => text,
  );
  const found: { ref: RefName; commit: ObjectId; since: number }[] = [];
  for (let at = 0; at + 2 < fields.length; at += 3) {
    const [ref = "", commit = "", seconds = ""] = [fields[at]?.replace(/^\n/u, ""), fields[at + 1], fields[at + 2]];
    if (isRefName(ref) && isObjectId(commit)) found.push({ ref, commit, since: Number(seconds) * 1000 });
  }
  return found;
}

async function isHeld(repository: Repository, commit: ObjectId, signal?: AbortSignal): Promise<boolean> {
  const others = ["--not", "--branches", "--remotes", "--tags", "--"];
  const missing = await repository.text(["rev-list", "--max-count=1", "--ignore-missing", commit, ...others], {
    signal,
  });
  return missing === "";
}
