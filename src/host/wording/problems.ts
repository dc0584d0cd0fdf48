import type { Problem, ProblemCode } from "../../core/sessions/model/session.ts";
import { fullTime } from "./ages.ts";
import type { Translate } from "./translate.ts";
import type { Wording } from "./wording.ts";

/** A problem in a few words; its `message` says the rest. */
export function problemTitle(code: ProblemCode, t: Translate): string {
  return {
    "orphan-marker": t("Orphan marker"),
    "several-markers": t("Second active marker"),
    "invalid-marker": t("Invalid marker"),
    "future-marker": t("Marker from the future"),
    "corrupt-record": t("Unreadable record"),
    "missing-record": t("Missing record"),
    "wrong-session-id": t("Wrong session_id"),
    "invalid-session-name": t("Invalid name"),
    "case-twins": t("Names differing in case"),
    twin: t("Hidden session of the same name"),
    "shared-branch": t("Two sessions on one branch"),
    "unsafe-path": t("Unsafe link"),
    unreadable: t("Not readable"),
    "leftover-temp": t("Leftover file"),
    "half-changed": t("Half-changed files"),
    "unfinished-operation": t("Unfinished change of a fork"),
    "lost-session": t("Lost session"),
  }[code];
}

/** What is wrong; of something half done with its time. */
export function problemMessage({ message, begun }: Problem, wording: Wording): string {
  const said = message.in(wording.t);
  return begun === undefined ? said : `${said} ${wording.t("Begun: {0}.", fullTime(begun, wording))}`;
}
