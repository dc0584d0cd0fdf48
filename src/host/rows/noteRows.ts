import { asWorkflowError } from "../../core/base/errors.ts";
import type { Text } from "../../core/base/text.ts";
import type { SessionView } from "../../core/sessions/model/session.ts";
import { visibleText } from "../../core/base/visibleText.ts";
import { commands, contextValues } from "../manifest/contributions.ts";
import { countText } from "../wording/english.ts";
import { escapeMarkdown } from "../wording/markdown.ts";
import type { Wording } from "../wording/wording.ts";
import { sessionRowId } from "./sessionRow.ts";
import { type TreeRow, warningIcon } from "./treeRow.ts";

const note = { contextValue: contextValues.note, expand: "never" } as const;

/** The watcher failed: what is shown may be old until somebody looks again. */
export function watchErrorRow(workspace: string, error: Text, { t }: Wording): TreeRow {
  const label = t("Changes are not noticed by themselves");
  return {
    ...note,
    id: `${workspace}/watchError`,
    label,
    description: t("click to look again"),
    tooltip: () => escapeMarkdown(error.in(t)),
    spoken: t("{0}; press Enter to look again", label),
    icon: warningIcon,
    command: commands.refreshSessions,
    target: { workspace },
  };
}

/** `.workflow` cannot be read at all, or not any more. */
export function scanErrorRow(workspace: string, problem: Text, { t }: Wording): TreeRow {
  const error = problem.in(t);
  const label = t("The sessions cannot be read");
  return {
    ...note,
    id: `${workspace}/scanError`,
    label,
    description: visibleText(error),
    tooltip: () => escapeMarkdown(error),
    spoken: t("{0}: {1}; press Enter to look again", label, visibleText(error)),
    icon: warningIcon,
    command: commands.refreshSessions,
    target: { workspace },
  };
}

/** More sessions than the scan reads: it stops at 10,000 entries. */
export function hiddenRow(workspace: string, hidden: number, { t, language }: Wording): TreeRow {
  const label = t("{0} more sessions are not shown", countText(hidden, language));
  return {
    ...note,
    id: `${workspace}/hidden`,
    label,
    description: t("archive or remove old ones"),
    spoken: label,
    icon: { name: "info" },
    target: { workspace },
  };
}

export function noMatchRow(workspace: string, { t }: Wording): TreeRow {
  const label = t("No session matches the filter");
  return {
    ...note,
    id: `${workspace}/noMatch`,
    label,
    description: t("click to clear it"),
    spoken: t("{0}; press Enter to clear it", label),
    icon: { name: "info" },
    command: commands.clearFilter,
    target: { workspace },
  };
}

export function emptySessionRow(workspace: string, session: SessionView, { t }: Wording): TreeRow {
  const label = t("No tasks, phases or artifacts yet");
  return {
    ...note,
    id: `${sessionRowId(workspace, session.id)}/nothing`,
    label: "",
    description: label,
    spoken: label,
    target: { workspace, session: session.id },
  };
}

/** One section could not be read; the others are shown all the same. */
export function failedSectionRow(
  workspace: string,
  session: SessionView,
  position: number,
  failure: unknown,
  { t }: Wording,
): TreeRow {
  const error = asWorkflowError(failure);
  const [message, hint] = [error.text.in(t), error.hintText.in(t)];
  return {
    ...note,
    id: `${sessionRowId(workspace, session.id)}/failed/${position}`,
    label: visibleText(message),
    tooltip: () => escapeMarkdown(`${message} ${hint}`),
    spoken: visibleText(`${message} ${hint}`),
    icon: warningIcon,
    command: commands.showLog,
    target: { workspace, session: session.id },
  };
}
