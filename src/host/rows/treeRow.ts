import type { FoundWork } from "../../core/found/model/foundWork.ts";
import type { RequestId } from "../../core/sessions/model/requestId.ts";
import type { Problem, SessionState } from "../../core/sessions/model/session.ts";
import type { SessionId } from "../../core/sessions/model/sessionId.ts";
import type { CommandId, ContextValue } from "../manifest/contributions.ts";

/** What a command invoked on a row is about. */
export interface RowTarget {
  /** `WorkflowWorkspace.key`. */
  readonly workspace?: string;
  readonly session?: SessionId;
  readonly task?: string;
  /** Path relative to the session's directory. */
  readonly artifact?: string;
  readonly problem?: Problem;
  readonly group?: SessionState;
  /** Number of a checkpoint of `session`. */
  readonly checkpoint?: number;
  /** Id of a thread of `session`. */
  readonly annotation?: string;
  readonly request?: RequestId;
  /** Task of a run that works in `session`. */
  readonly run?: string;
  readonly found?: FoundTarget;
}

/** Work that belongs to no session, as it was listed. */
export type FoundTarget = Pick<FoundWork, "kind" | "path" | "branch" | "ref" | "head">;

export interface RowIcon {
  /** A codicon's name. */
  readonly name: string;
  /** A theme colour's id. */
  readonly color?: string;
}

/** Beside everything that is wrong. */
export const warningIcon: RowIcon = { name: "warning", color: "list.warningForeground" };

/**
 * One row of a tree as plain data: the provider turns it into a TreeItem, tests into text.
 * Labels and descriptions are shown as plain text by VS Code, so foreign text only goes through `visibleText`.
 */
export interface TreeRow {
  /** Unique in the whole tree and the same as long as the row means the same thing. */
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  /** Markdown; every foreign part has gone through `escapeMarkdown`. Computed when hovered. */
  readonly tooltip?: () => string | Promise<string>;
  /** What a screen reader says instead of label and description. */
  readonly spoken: string;
  readonly icon?: RowIcon;
  readonly contextValue: ContextValue;
  readonly expand: "never" | "collapsed" | "expanded";
  /** Runs on click and Enter, with the row as its argument. */
  readonly command?: CommandId;
  readonly target: RowTarget;
  readonly children?: () => Promise<readonly TreeRow[]>;
  /** Different when the children look different; for rows whose children take time to know. */
  readonly below?: string;
}
