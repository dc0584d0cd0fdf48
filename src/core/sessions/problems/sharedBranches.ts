import { say } from "../../base/text.ts";
import { joinPath } from "../../files/paths.ts";
import { type RefName, shortName } from "../../git/repository/refName.ts";
import type { Problem } from "../model/session.ts";
import type { SessionId } from "../model/sessionId.ts";
import type { SessionLocation } from "../places/sessionLocation.ts";
import { recordName } from "../record/record.ts";

/** Sessions by the branch that was there before them; each would take it, and its worktree, for its own. */
export class SharedBranches {
  readonly #owners = new Map<RefName, SessionId>();

  /** Notes whose branch it is; the problem, where another session has it already. Archived ones have none. */
  add({ id, path, archived }: SessionLocation, branch: RefName | undefined): Problem | undefined {
    if (archived || branch === undefined) return undefined;
    const owner = this.#owners.get(branch);
    if (owner === undefined) this.#owners.set(branch, id);
    if (owner === undefined || owner === id) return undefined;
    return {
      code: "shared-branch",
      message: say`${owner} and ${id} are both on the branch ${shortName(branch)}, and each takes it for its own. Archive one of them (wfs complete ${id} --archive), or delete it (wfs delete ${id}): the branch stays.`,
      path: joinPath(path, recordName),
      session: id,
    };
  }
}
