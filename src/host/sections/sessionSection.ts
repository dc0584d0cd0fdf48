import type { SessionView } from "../../core/sessions/model/session.ts";
import type { Wording } from "../wording/wording.ts";
import type { WorkspaceModel } from "../workspaces/workspaceModel.ts";
import type { TreeRow } from "../rows/treeRow.ts";

/** One kind of thing below a session: tasks, history, artifacts… Plugged in by one line in `sections.ts`. */
export interface SessionSection {
  /** Rows directly below the session; none when there is nothing to show. `forks`: the rows of the forks that belong below it. */
  rows(
    workspace: WorkspaceModel,
    session: SessionView,
    wording: Wording,
    forks: readonly TreeRow[],
  ): Promise<readonly TreeRow[]>;
}
