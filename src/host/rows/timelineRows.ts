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

/** What has happened in a session, as its rows are made of it. */
export interface Timeline {
  readonly workspace: string;
  readonly session: SessionId;
  /** Newest first, those that are looked at. */
  readonly events: readonly WorkflowEvent[];
  /** Some kinds are not looked at. */
  readonly filtered: boolean;
  /** How many are shown before “Show more”. */
  readonly shown: number;
}

/** Days are unfolded from the start until so many rows are there to be read. */
const unfolded = 30;
/** Members in a hover, and characters of each. */
const [mostMembers, longestMember] = [20, 200];

/** The rows of a timeline: days, the newest first, with what happened in them. */
export function timelineRows(timeline: Timeline, wording: Wording): readonly TreeRow[] {
  const { events, shown } = timeline;
  if (events.length === 0) return [emptyRow(timeline, wording)];
  const rows: TreeRow[] = [];
  let before = 0;
  for (const [day, ofDay] of byDay(numbered(events).slice(0, shown))) {
    rows.push(
      dayRow(timeline, { day, events: ofDay, open: before === 0 || before + ofDay.length <= unfolded }, wording),
    );
    before += ofDay.length;
  }
  if (events.length > shown) rows.push(moreRow(timeline, wording));
  return rows;
}

type Numbered = WorkflowEvent & { readonly key: string };

/** Each with what is its own for good: of several at one time the oldest is the first, so that a new one changes nobody's. */
function numbered(events: readonly WorkflowEvent[]): readonly Numbered[] {
  const seen = new Map<string, number>();
  return events
    .toReversed()
    .map((event) => {
      const same = `${event.at}/${event.type}`;
      const count = seen.get(same) ?? 0;
      seen.set(same, count + 1);
      return { ...event, key: `${same}/${count}` };
    })
    .toReversed();
}

function byDay(events: readonly Numbered[]): ReadonlyMap<string, readonly Numbered[]> {
  return Map.groupBy(events, ({ at }) => dayKey(at));
}

const rootOf = ({ workspace, session }: Timeline): string => `${workspace}/timeline/${session}`;

function dayRow(
  timeline: Timeline,
  { day, events, open }: { readonly day: string; readonly events: readonly Numbered[]; readonly open: boolean },
  wording: Wording,
): TreeRow {
  const { t, language } = wording;
  const [label, count] = [dayName(events[0]?.at ?? "", wording), countText(events.length, language)];
  return {
    id: `${rootOf(timeline)}/${day}`,
    label,
    description: count,
    spoken: events.length === 1 ? t("{0}, 1 event", label) : t("{0}, {1} events", label, count),
    contextValue: contextValues.day,
    expand: open ? "expanded" : "collapsed",
    target: { workspace: timeline.workspace },
    children: () => Promise.resolve(events.map((event) => eventRow(timeline, event, wording))),
  };
}

function eventRow(timeline: Timeline, event: Numbered, wording: Wording): TreeRow {
  const { workspace, session } = timeline;
  const { t } = wording;
  const sentence = eventSentence(event, session, t);
  const actor = actorWords(event.actor, t);
  const { command, ...about } = eventSubject(event, session);
  return {
    id: `${rootOf(timeline)}/${event.key}`,
    label: sentence,
    description: [laneOfEvent(event), actor, shortAge(event.at, wording)].filter((part) => part !== "").join(" · "),
    tooltip: () => tooltip(event, sentence, wording),
    spoken: [sentence, laneOfEvent(event), actor, spokenAge(event.at, wording)]
      .filter((part) => part !== "")
      .join(", "),
    icon: eventIcon(event),
    contextValue: contextValues.event,
    expand: "never",
    ...(command === undefined ? {} : { command }),
    target: { workspace, session, ...about },
  };
}

const ofEvery: ReadonlySet<string> = new Set(["at", "session", "actor", "type", "key"]);

function tooltip(event: Numbered, sentence: string, wording: Wording): string {
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
  const label = t("Show more ({0} left)", countText(timeline.events.length - timeline.shown, language));
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
