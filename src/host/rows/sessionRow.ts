import type { SessionState, SessionView } from "../../core/sessions/model/session.ts";
import { commands, contextValues } from "../manifest/contributions.ts";
import type { ContextValue } from "../manifest/contributions.ts";
import { shortAge, spokenAge } from "../wording/ages.ts";
import { stateWord, taskCount } from "../wording/states.ts";
import type { Wording } from "../wording/wording.ts";
import { type RowIcon, type TreeRow, warningIcon } from "./treeRow.ts";
import { sessionTooltip } from "./sessionTooltip.ts";
import { visibleText } from "../../core/base/visibleText.ts";
import { lastChange, otherStatus, phaseWord, shortWord } from "../../core/sessions/model/recordWords.ts";

const values: Readonly<Record<SessionState, ContextValue>> = {
  active: contextValues.sessionActive,
  paused: contextValues.sessionPaused,
  completed: contextValues.sessionCompleted,
  archived: contextValues.sessionArchived,
};

const forkValues: Readonly<Record<SessionState, ContextValue>> = {
  active: contextValues.forkActive,
  paused: contextValues.forkPaused,
  completed: contextValues.forkCompleted,
  archived: contextValues.forkArchived,
};

/** A fork is a session with more that can be done to it. */
export function sessionContext({ state, record }: SessionView): ContextValue {
  return (record.forked_from === undefined ? values : forkValues)[state];
}

const icons: Readonly<Record<SessionState, RowIcon>> = {
  active: { name: "circle-filled", color: "charts.green" },
  paused: { name: "circle-outline" },
  completed: { name: "pass", color: "disabledForeground" },
  archived: { name: "archive", color: "disabledForeground" },
};

/** A session that waits for a person does not work, whatever its state. */
export const waitingIcon: RowIcon = { name: "bell-dot", color: "charts.yellow" };

/** How a session looks at a glance, in the tree and in pickers. */
export function sessionIcon({ state, problem }: SessionView, waits = false): RowIcon {
  if (problem !== undefined) return warningIcon;
  return waits ? waitingIcon : icons[state];
}

/** The id of a session's row: the same in every group, so that an open row stays open when its session changes state. */
export function sessionRowId(workspace: string, session: string): string {
  return `${workspace}/session/${session}`;
}

/** Of a session of another scope whose its notes are. */
const foreignScope = ({ record, withheld }: SessionView): string =>
  withheld === true ? shortWord(record.user_scope ?? "") : "";

/** `IMPLEMENT · 2 tasks · 3 min`; phase and tasks only while they matter, another tool's status before them. */
export function sessionDescription(session: SessionView, wording: Wording, waits = false): string {
  if (session.problem !== undefined) return wording.t("needs repair");
  const { record } = session;
  const over = session.state === "completed" || session.state === "archived";
  const parts = [
    foreignScope(session),
    otherStatus(record),
    over ? "" : phaseWord(record),
    waits ? wording.t("waits for review") : over ? "" : taskCount(record, wording.t),
    shortAge(lastChange(record), wording),
  ];
  return parts.filter((part) => part !== "").join(" · ");
}

/** What a screen reader says: name, state and phase always, then what else the row shows. */
function spoken(session: SessionView, wording: Wording, waits: boolean): string {
  const { t } = wording;
  const { record } = session;
  const age = spokenAge(lastChange(record), wording);
  return [
    session.id,
    stateWord(session.state, t),
    waits ? t("waits for review") : "",
    foreignScope(session),
    otherStatus(record),
    record.current_phase === undefined ? "" : t("phase {0}", phaseWord(record)),
    taskCount(record, t),
    age === "" ? "" : t("updated {0}", age),
    session.problem === undefined ? "" : t("needs repair: {0}", visibleText(session.problem.in(t))),
  ]
    .filter((part) => part !== "")
    .join(", ");
}

/** A session in the tree; a click opens its overview and never switches. */
export function sessionRow(
  workspace: string,
  session: SessionView,
  wording: Wording,
  children: () => Promise<readonly TreeRow[]>,
  below: string,
  waits = false,
): TreeRow {
  return {
    id: sessionRowId(workspace, session.id),
    label: session.id,
    description: sessionDescription(session, wording, waits),
    tooltip: () => sessionTooltip(session, wording),
    spoken: spoken(session, wording, waits),
    icon: sessionIcon(session, waits),
    contextValue: sessionContext(session),
    expand: session.active ? "expanded" : "collapsed",
    command: session.problem === undefined ? commands.openSession : commands.checkAndRepair,
    target: { workspace, session: session.id },
    children,
    below,
  };
}
