import * as vscode from "vscode";
import type { SessionView } from "../../core/sessions/model/session.ts";
import { visibleText } from "../../core/base/visibleText.ts";
import { groupOrder, groupSessions } from "../rows/groups.ts";
import { sessionDescription, sessionIcon } from "../rows/sessionRow.ts";
import { temporaryIcon } from "../rows/temporaryRow.ts";
import { themeIcon } from "../platform/themeIcon.ts";
import { stateHeading } from "../wording/states.ts";
import { shortened } from "../wording/shortened.ts";
import type { Wording } from "../wording/wording.ts";

export interface SessionItem extends vscode.QuickPickItem {
  readonly session?: SessionView;
}

/** `$(name)` in a QuickPick's text would be drawn as an icon; of a very long text the beginning is shown. */
export function plainItemText(text: string): string {
  return visibleText(shortened(text)).replaceAll("$(", "$ (");
}

/** The temporary workspace for a QuickPick, whether it exists already or not; it stands for no session. */
export function temporaryItem(existing: SessionView | undefined, wording: Wording): SessionItem {
  const { t } = wording;
  return {
    label: t("Temporary workspace"),
    description: existing === undefined ? "" : sessionDescription(existing, wording),
    detail: t("No session is active. What is done here can be kept as a session, or discarded, later."),
    iconPath: themeIcon(temporaryIcon),
  };
}

/** Sessions for a QuickPick, under a heading for each state, the active one first. */
export function sessionItems(
  sessions: readonly SessionView[],
  wording: Wording,
  buttons: (session: SessionView) => readonly vscode.QuickInputButton[] = () => [],
): SessionItem[] {
  const groups = groupSessions(sessions);
  return groupOrder.flatMap((state) => {
    const group = groups.get(state) ?? [];
    if (group.length === 0) return [];
    const heading = { label: stateHeading(state, wording.t), kind: vscode.QuickPickItemKind.Separator };
    const items = group.map((session): SessionItem => {
      return {
        label: session.id,
        description: sessionDescription(session, wording),
        detail: plainItemText(session.record.project ?? ""),
        iconPath: themeIcon(sessionIcon(session)),
        buttons: buttons(session),
        session,
      };
    });
    return [heading, ...items];
  });
}
