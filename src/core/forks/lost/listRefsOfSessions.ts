import { listRefs } from "../../git/refs/refs.ts";
import type { Repository } from "../../git/repository/repository.ts";
import { branchPrefix } from "../../sessions/model/sessionBranch.ts";

/** Branches of forks and private refs as git lists them. */
export async function listRefsOfSessions(repository: Repository): Promise<readonly string[]> {
  return (await listRefs(repository, branchPrefix, "refs/workflow/")).map(({ ref }) => ref);
}
