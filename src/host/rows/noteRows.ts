import { asWorkflowError } from "../../core/base/errors.ts";
import type { SessionView } from "../../core/sessions/model/session.ts";
import { visibleText } from "../../core/base/visibleText.ts";
import { commands, contextValues } from "../manifest/contributions.ts";
import { escapeMarkdown } from "../wording/markdown.ts";
import type { Wording } from "../wording/wording.ts";
import { sessionRowId } from "./sessionRow.ts";
import type { TreeRow } from "./treeRow.ts";

const warning = { name: "warning", color: "list.warningForeground" };
const note = { contextValue: contextValues.note, expand: "never" } as const;

/** The watcher failed: what is shown may be old until somebody looks again. */
export function watchErrorRow(place: string, error: string, { t }: Wording): TreeRow {
  const label = t("Changes are not noticed by themselves");
  return {
    ...note,
    id: `${place}/watchError`,
    label,
    description: t("click to look again"),
    tooltip: () => escapeMarkdown(error),
    spoken: t("{0}; press Enter to look again", label),
    icon: warning,
    command: commands.refreshSessions,
    target: { place },
  };
}

/** `.workflow` cannot be read at all, or not any more. */
export function scanErrorRow(place: string, error: string, { t }: Wording): TreeRow {
  const label = t("The sessions cannot be read");
  return {
    ...note,
    id: `${place}/scanError`,
    label,
    description: visibleText(error),
    tooltip: () => escapeMarkdown(error),
    spoken: t("{0}: {1}; press Enter to look again", label, visibleText(error)),
    icon: warning,
    command: commands.refreshSessions,
    target: { place },
  };
}

/** More sessions than are shown anywhere (10,000). */
export function hiddenRow(place: string, hidden: number, { t, language }: Wording): TreeRow {
  const label = t("{0} more sessions are not shown", new Intl.NumberFormat(language).format(hidden));
  return {
    ...note,
    id: `${place}/hidden`,
    label,
    description: t("archive or remove old ones"),
    spoken: label,
    icon: { name: "info" },
    target: { place },
  };
}

export function noMatchRow(place: string, { t }: Wording): TreeRow {
  const label = t("No session matches the filter");
  return {
    ...note,
    id: `${place}/noMatch`,
    label,
    description: t("click to clear it"),
    spoken: t("{0}; press Enter to clear it", label),
    icon: { name: "info" },
    command: commands.clearFilter,
    target: { place },
  };
}

export function emptySessionRow(place: string, session: SessionView, { t }: Wording): TreeRow {
  const label = t("No tasks, phases or artifacts yet");
  return {
    ...note,
    id: `${sessionRowId(place, session.id)}/nothing`,
    label: "",
    description: label,
    spoken: label,
    target: { place, session: session.id },
  };
}

/** One section could not be read; the others are shown all the same. */
export function failedSectionRow(place: string, session: SessionView, position: number, error: unknown): TreeRow {
  const { message, hint } = asWorkflowError(error);
  return {
    ...note,
    id: `${sessionRowId(place, session.id)}/failed/${position}`,
    label: visibleText(message),
    tooltip: () => escapeMarkdown(`${message} ${hint}`),
    spoken: visibleText(`${message} ${hint}`),
    icon: warning,
    command: commands.showLog,
    target: { place, session: session.id },
  };
}
