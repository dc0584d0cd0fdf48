import type { WorkflowEvent } from "../../core/events/model/event.ts";
import type { SessionId } from "../../core/sessions/model/sessionId.ts";
import { commands, contextValues } from "../manifest/contributions.ts";
import { exactTime, shortAge, spokenAge } from "../wording/ages.ts";
import { countText } from "../wording/english.ts";
import { actorWords, eventSentence, unsignedSentence } from "../wording/events/eventWording.ts";
import { escapeMarkdown } from "../wording/markdown.ts";
import { dayKey, dayName } from "../wording/events/days.ts";
import { laneOfEvent } from "../wording/events/runEventWording.ts";
import { shortened } from "../wording/shortened.ts";
import type { Wording } from "../wording/wording.ts";
import { eventIcon, eventSubject } from "./eventRow.ts";
import type { TreeRow } from "./treeRow.ts";

/** One event in a timeline. */
export interface TimelineEntry {
  readonly event: WorkflowEvent;
  /** Its own for good: another one that comes changes nobody's. */
  readonly key: string;
}

/** What has happened in a session, as its rows are made of it. */
export interface Timeline {
  readonly workspace: string;
  readonly session: SessionId;
  /** Newest first, those that are shown before “Show more”. */
  readonly entries: readonly TimelineEntry[];
  /** How many there are that could be shown. */
  readonly count: number;
  /** Some kinds are not looked at. */
  readonly filtered: boolean;
  /** Whether a session is still there; nothing of one that is gone can be opened. */
  readonly stands: (session: SessionId) => boolean;
}

/** Days are unfolded from the start until so many rows are there to be read. */
const unfolded = 30;
/** Members in a hover, and characters of each. */
const [mostMembers, longestMember] = [20, 200];

/** The rows of a timeline: days, the newest first, with what happened in them. */
export function timelineRows(timeline: Timeline, wording: Wording): readonly TreeRow[] {
  const { entries, count } = timeline;
  if (entries.length === 0) return [emptyRow(timeline, wording)];
  const rows: TreeRow[] = [];
  let before = 0;
  for (const [day, ofDay] of byDay(entries)) {
    rows.push(
      dayRow(timeline, { day, entries: ofDay, open: before === 0 || before + ofDay.length <= unfolded }, wording),
    );
    before += ofDay.length;
  }
  if (count > entries.length) rows.push(moreRow(timeline, wording));
  return rows;
}

function byDay(entries: readonly TimelineEntry[]): ReadonlyMap<string, readonly TimelineEntry[]> {
  return Map.groupBy(entries, ({ event }) => dayKey(event.at));
}

const rootOf = ({ workspace, session }: Timeline): string => `${workspace}/timeline/${session}`;

function dayRow(
  timeline: Timeline,
  { day, entries, open }: { readonly day: string; readonly entries: readonly TimelineEntry[]; readonly open: boolean },
  wording: Wording,
): TreeRow {
  const { t, language } = wording;
  const [label, count] = [dayName(entries[0]?.event.at ?? "", wording), countText(entries.length, language)];
  return {
    id: `${rootOf(timeline)}/${day}`,
    label,
    description: count,
    spoken: entries.length === 1 ? t("{0}, 1 event", label) : t("{0}, {1} events", label, count),
    contextValue: contextValues.day,
    expand: open ? "expanded" : "collapsed",
    target: { workspace: timeline.workspace },
    children: () => Promise.resolve(entries.map((entry) => eventRow(timeline, entry, wording))),
  };
}

function eventRow(timeline: Timeline, { event, key }: TimelineEntry, wording: Wording): TreeRow {
  const { workspace, session } = timeline;
  const { t } = wording;
  const sentence = eventSentence(event, session, t);
  const actor = actorWords(event.actor, t);
  const { command, ...about } = eventSubject(event, session);
  return {
    id: `${rootOf(timeline)}/${key}`,
    label: sentence,
    description: [laneOfEvent(event), actor, shortAge(event.at, wording)].filter((part) => part !== "").join(" · "),
    tooltip: () => tooltip(event, sentence, wording),
    spoken: [sentence, laneOfEvent(event), actor, spokenAge(event.at, wording)]
      .filter((part) => part !== "")
      .join(", "),
    icon: eventIcon(event),
    contextValue: contextValues.event,
    expand: "never",
    ...(command === undefined || !timeline.stands(about.session ?? session) ? {} : { command }),
    target: { workspace, session, ...about },
  };
}

const ofEvery: ReadonlySet<string> = new Set(["at", "session", "actor", "type"]);

function tooltip(event: WorkflowEvent, sentence: string, wording: Wording): string {
  const { t } = wording;
  const members = Object.entries(event).filter(([name]) => !ofEvery.has(name));
  return [
    escapeMarkdown(sentence),
    "",
    escapeMarkdown(`${exactTime(event.at, wording)} (${spokenAge(event.at, wording)})`),
    "",
    `- ${t("By")}: ${escapeMarkdown(shortened(event.actor, longestMember))}`,
    `- ${t("Event")}: ${escapeMarkdown(event.type)}`,
    ...members.slice(0, mostMembers).map(([name, value]) => {
      const text = typeof value === "string" ? value : JSON.stringify(value);
      return `- ${escapeMarkdown(shortened(name, longestMember))}: ${escapeMarkdown(shortened(text, longestMember))}`;
    }),
    "",
    escapeMarkdown(unsignedSentence(t)),
  ].join("\n");
}

function moreRow(timeline: Timeline, { t, language }: Wording): TreeRow {
  const label = t("Show more ({0} left)", countText(timeline.count - timeline.entries.length, language));
  return {
    id: `${rootOf(timeline)}/more`,
    label,
    spoken: label,
    icon: { name: "ellipsis" },
    contextValue: contextValues.more,
    expand: "never",
    command: commands.showMoreEvents,
    target: { workspace: timeline.workspace },
  };
}

/** Nothing yet: says when something comes. */
function emptyRow(timeline: Timeline, { t }: Wording): TreeRow {
  const label = timeline.filtered ? t("Nothing of these kinds yet") : t("What happens from now on appears here");
  return {
    id: `${rootOf(timeline)}/nothing`,
    label,
    tooltip: () =>
      [
        t(
          "Phases, tasks, checkpoints, forks, requests and decisions, comments and runs of this session, whoever works in it.",
        ),
        unsignedSentence(t),
      ].join(" "),
    spoken: label,
    icon: { name: "info" },
    contextValue: contextValues.note,
    expand: "never",
    ...(timeline.filtered ? { command: commands.filterTimeline } : {}),
    target: { workspace: timeline.workspace },
  };
}
