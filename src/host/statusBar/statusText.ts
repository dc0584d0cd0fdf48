import type { SessionView } from "../../core/sessions/session.ts";
import { stateWord } from "../wording/states.ts";
import type { Wording } from "../wording/wording.ts";

export interface StatusText {
  readonly text: string;
  readonly spoken: string;
}

/**
 * What the status bar says about the session meant here. While a switch is under way the old name stays, with a spinner:
 * it never says that there is none when there is one (screens.md, "Status bar").
 */
export function statusText(
  session: SessionView | undefined,
  { busy, own }: { readonly busy: boolean; readonly own: boolean },
  { t }: Wording,
): StatusText {
  if (session === undefined) {
    const icon = busy ? "$(loading~spin)" : "$(circle-outline)";
    return { text: `${icon} ${t("No session")}`, spoken: t("No active session; choose one") };
  }
  const icon = busy ? "$(loading~spin)" : own ? "$(repo-forked)" : "$(circle-filled)";
  const phase = session.record.current_phase;
  return {
    text: `${icon} ${session.id} · ${phase}`,
    spoken: t("Session {0}, {1}, phase {2}; choose another", session.id, stateWord(session.state, t), phase),
  };
}
