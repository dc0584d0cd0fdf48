import type { SessionView } from "../../core/sessions/model/session.ts";
import { stateWord } from "../wording/states.ts";
import type { Wording } from "../wording/wording.ts";
import { phaseWord } from "../../core/sessions/model/recordWords.ts";

export interface StatusText {
  readonly text: string;
  readonly spoken: string;
}

/**
 * What the status bar says about the session meant here. While a switch is in progress the old name stays, with a spinner:
 * it never says that there is none when there is one.
 * A session that waits for a person says so in place of its phase.
 */
export function statusText(
  session: SessionView | undefined,
  { busy, own, waits }: { readonly busy: boolean; readonly own: boolean; readonly waits: boolean },
  { t }: Wording,
): StatusText {
  if (session === undefined) {
    const icon = busy ? "$(loading~spin)" : "$(circle-outline)";
    return { text: `${icon} ${t("No session")}`, spoken: t("No active session; choose one") };
  }
  const icon = busy ? "$(loading~spin)" : waits ? "$(bell-dot)" : own ? "$(repo-forked)" : "$(circle-filled)";
  const phase = phaseWord(session.record).replaceAll("$(", "$ (");
  if (waits) {
    return {
      text: `${icon} ${session.id} · ${t("waits for review")}`,
      spoken: t("Session {0} waits for your review; choose another session", session.id),
    };
  }
  return {
    text: [`${icon} ${session.id}`, phase].filter((part) => part !== "").join(" · "),
    spoken:
      phase === ""
        ? t("Session {0}, {1}; choose another", session.id, stateWord(session.state, t))
        : t("Session {0}, {1}, phase {2}; choose another", session.id, stateWord(session.state, t), phase),
  };
}

/** How many requests wait for the person, in the whole window; `undefined`: none. */
export function waitingText(count: number, { t }: Wording): StatusText | undefined {
  if (count === 0) return undefined;
  return {
    text: `$(bell-dot) ${count}`,
    spoken:
      count === 1 ? t("One request waits for your review; open it") : t("{0} requests wait for your review", count),
  };
}
