import { WorkflowError } from "../base/errors.ts";
import { say } from "../base/text.ts";
import { type RefName, shortName } from "../git/repository/refName.ts";
import { nameAtRemote } from "../git/repository/remoteBranch.ts";
import type { Repository } from "../git/repository/repository.ts";
import { readBranches } from "./branches.ts";
import { sessionOfBranch } from "../sessions/model/sessionBranch.ts";
import { chooseIntegration } from "./integrationBranch.ts";

/** Whether work ends in this branch, by the names that branches are known by for that. */
export async function isIntegrationBranch(
  repository: Repository,
  ref: RefName,
  signal?: AbortSignal,
): Promise<boolean> {
  if (sessionOfBranch(ref) !== undefined) return false;
  const unknown = { ref: undefined, id: undefined };
  const { local, remote } = chooseIntegration(await readBranches(repository, [], signal), unknown) ?? {};
  return local?.ref === ref || nameAtRemote(remote?.ref ?? "") === shortName(ref);
}

/**
 * Throws `refused` for the branch that work ends in: no session may call it its own, whatever a record says, because what moves a session's own branch needs no
 * grant.
 */
export async function requireOwnBranch(repository: Repository, ref: RefName, signal?: AbortSignal): Promise<void> {
  if (!(await isIntegrationBranch(repository, ref, signal))) return;
  throw new WorkflowError(
    "refused",
    say`${shortName(ref)} is the branch that work goes into, and no session's own.`,
    say`Ask for a merge into it (wfs request merge), which a person grants; for what is not committed in it, make a session (wfs new).`,
  );
}
