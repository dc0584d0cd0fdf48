import { WorkflowError } from "../../../base/errors.ts";
import { say } from "../../../base/text.ts";
import { readConfiguration } from "../../../git/config/configuration.ts";
import { readRefs, updateRefs, type RefChange } from "../../../git/refs/refs.ts";
import { askRemote } from "../../../git/remote/askRemote.ts";
import { remoteAddress } from "../../../git/remote/remoteAddress.ts";
import { trackingRef } from "../../../git/remote/remoteName.ts";
import { isObjectId, type ObjectId } from "../../../git/repository/objectId.ts";
import { isRefName, refName, type RefName } from "../../../git/repository/refName.ts";
import type { Repository } from "../../../git/repository/repository.ts";
import type { Receipt } from "../../../gate/receipt.ts";
import { fetchRemoteObjects } from "../../vault/fetchRemoteObjects.ts";
import { requestRef } from "../../vault/requestRefs.ts";
import type { ActionContext } from "../common/actionKind.ts";
import { requireOutside } from "./askedPublish.ts";
import { networkTo } from "./networkTo.ts";

/** Something that was published, and the branch its pull request goes into, where the request has named one. */
export interface PublishedWork {
  readonly receipt: Pick<Receipt, "request" | "ref" | "to"> & Pick<Required<Receipt>, "published">;
  readonly base: RefName | null;
}

/**
 * Notes in the repository where the remote's branches stand by now that say whether published work has landed: the one its HEAD is on, the pull request's
 * base and the published one itself. Only remote-tracking refs move, and nothing of the repository's configuration and no hook has a say: what the remote
 * has is fetched into the vault, checked, and goes on from there. Throws `refused` where the remote is not turned on, `conflict` where it leads elsewhere
 * now, `GitError`s of the network.
 *
 * @param directory the shared git directory, canonical
 */
export async function fetchPublished(
  context: ActionContext,
  directory: string,
  { receipt, base }: PublishedWork,
  signal?: AbortSignal,
): Promise<void> {
  const { repository, vault, fs, root, publishing } = context;
  const { remote, url } = receipt.published;
  if (!publishing.turnedOn(directory).includes(url)) throw isOff(remote, url);
  const entries = await readConfiguration(repository, signal);
  if (remoteAddress(entries, remote) !== url) throw leadsElsewhere(remote, url);
  await requireOutside(fs, url, { root, paths: repository.paths });
  const network = networkTo(context, url, entries);
  const wanted = [receipt.ref, base].filter((ref) => ref !== null && isRefName(ref));
  const { refs, branch, head } = await askRemote(network, wanted, signal);
  const there = new Map([...refs, ...(branch === undefined || head === undefined ? [] : [[branch, head] as const])]);
  const noted = new Map([...there].map(([ref, id]) => [trackingRef(remote, ref), { ref, id }]));
  const before = await readRefs(repository, [...noted.keys()], signal);
  const known = receipt.to !== null && isObjectId(receipt.to) ? receipt.to : undefined;
  const changes: RefChange[] = [];
  for (const [tracking, { ref, id }] of noted) {
    const from = before.get(tracking);
    if (from === id) continue;
    if (!(await vault.hasObject(id, signal))) await fetchRemoteObjects(network, [ref], signal);
    await bring(context, receipt.request, { id, from: from ?? known }, signal);
    changes.push({ ref: tracking, from, to: id });
  }
  await updateRefs(repository, changes, { signal, reflog: `workflow: fetch ${remote}` });
  if (branch !== undefined && noted.has(trackingRef(remote, branch)))
    await noteHead(repository, remote, branch, signal);
}

/** Which branch the remote's HEAD is on, as a clone notes it, where nothing is noted: work that has landed is looked for there. */
async function noteHead(repository: Repository, remote: string, branch: RefName, signal?: AbortSignal): Promise<void> {
  const name = refName(`refs/remotes/${remote}/HEAD`);
  if ((await readRefs(repository, [name], signal)).has(name)) return;
  await repository.write(["symbolic-ref", "-m", `workflow: fetch ${remote}`, name, trackingRef(remote, branch)], {
    signal,
  });
}

interface Bringing {
  readonly id: ObjectId;
  /** What the repository has already, with all it reaches. */
  readonly from: ObjectId | undefined;
}

/** From the vault into the repository, all that a commit has beyond what is there. */
async function bring(
  { repository, vault }: ActionContext,
  request: Receipt["request"],
  { id, from }: Bringing,
  signal?: AbortSignal,
): Promise<void> {
  if (from === id) return;
  if (from === undefined) {
    throw new WorkflowError(
      "refused",
      say`The repository knows nothing of this remote yet.`,
      say`Fetch once yourself (git fetch).`,
    );
  }
  await vault.bring([{ ref: requestRef(request, "old"), id: from }], signal);
  await vault.publish(repository, id, from, { signal });
}

function isOff(remote: string, url: string): WorkflowError {
  return new WorkflowError(
    "refused",
    say`Publishing to ${remote} (${url}) is not turned on for this repository any more, so it is not asked.`,
    say`Fetch it yourself (git fetch ${remote}).`,
  );
}

function leadsElsewhere(remote: string, url: string): WorkflowError {
  return new WorkflowError(
    "conflict",
    say`The remote “${remote}” does not lead to ${url} any more, where this was published.`,
    say`See why (git remote --verbose), then fetch it yourself (git fetch ${remote}).`,
  );
}
