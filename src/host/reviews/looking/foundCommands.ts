import * as vscode from "vscode";
import { parseSessionId, type SessionId } from "../../../core/sessions/model/sessionId.ts";
import { commands } from "../../manifest/contributions.ts";
import type { LookPage } from "../../documents/lookAddress.ts";

/** What can be made of work that is looked at. */
export interface FoundActions {
  /** Makes a session of it; `undefined`: the person did not want that. */
  keep(page: LookPage): Promise<SessionId | undefined>;
  /** Asks for its merge, in the person's name, and opens that. `session`: whose it is already. */
  merge(page: LookPage, session: SessionId | undefined): Promise<void>;
}

/** The argument of the commands on work that is no session, or on a fork; as `reviewChanges` takes it (lookArgument.ts). */
function argumentOf({ workspace, target }: LookPage): Readonly<Record<string, string>> {
  const folder = workspace;
  switch (target.kind) {
    case "worktree":
      return { folder, kind: target.kind, path: target.path };
    case "branch":
      return { folder, kind: target.kind, branch: target.branch };
    case "fork":
      return { folder, session: target.session };
    case "changes":
      return { folder, kind: target.kind };
    default:
      return target satisfies never;
  }
}

/** The same through the commands that the tree offers for it. */
export const foundCommands: FoundActions = {
  async keep(page) {
    const kept: unknown = await vscode.commands.executeCommand(commands.keepFound, argumentOf(page));
    return typeof kept === "string" ? parseSessionId(kept) : undefined;
  },
  async merge(page, session) {
    const given = session === undefined ? argumentOf(page) : { folder: page.workspace, session };
    await vscode.commands.executeCommand(commands.reviewAndMerge, given);
  },
};
