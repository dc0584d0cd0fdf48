import type { WorkflowEvent } from "../../core/events/model/event.ts";
import { isRequestId } from "../../core/sessions/model/requestId.ts";
import { parseSessionId, type SessionId } from "../../core/sessions/model/sessionId.ts";
import { commands, type CommandId } from "../manifest/contributions.ts";
import { memberNumber } from "../wording/events/eventMembers.ts";
import type { RowIcon, RowTarget } from "./treeRow.ts";

const icons: ReadonlyMap<string, RowIcon> = new Map(
  Object.entries({
    "session.created": { name: "add" },
    "session.activated": { name: "circle-filled" },
    "session.paused": { name: "debug-pause" },
    "session.completed": { name: "pass" },
    "session.unarchived": { name: "archive" },
    "session.renamed": { name: "edit" },
    "session.deleted": { name: "trash" },
    "phase.entered": { name: "milestone" },
    "task.added": { name: "circle-small" },
    "task.finished": { name: "check" },
    "save.written": { name: "save" },
    "checkpoint.taken": { name: "history" },
    "checkpoint.restored": { name: "discard" },
    "checkpoint.pruned": { name: "trash" },
    "fork.removed": { name: "trash" },
    "fork.synced": { name: "sync" },
    "request.asked": { name: "bell" },
    "request.withdrawn": { name: "bell-slash" },
    "request.undone": { name: "discard" },
    "comment.added": { name: "comment" },
    "comment.replied": { name: "comment-discussion" },
    "comment.resolved": { name: "check" },
    "run.queued": { name: "clock" },
    "run.reset": { name: "discard" },
    "run.finished": { name: "eye" },
    "run.removed": { name: "trash" },
    "tool.started": { name: "terminal" },
    "tool.ended": { name: "terminal" },
  }),
);

const iconsOfRooms: ReadonlyMap<string, RowIcon> = new Map(
  Object.entries({
    checkpoint: { name: "history" },
    fork: { name: "repo-forked" },
    run: { name: "play" },
  }),
);

/** Of decisions, outcomes and checks: anybody can write such a line, so none has the colour or the tick of what was looked up in signed records. */
const granted: RowIcon = { name: "thumbsup" };
const declined: RowIcon = { name: "circle-slash" };
const failed: RowIcon = { name: "error" };

/** How an event looks; those of versions to come have an icon of their own. */
export function eventIcon(event: WorkflowEvent): RowIcon {
  const { type } = event;
  if (type === "request.decided") return event["decision"] === "granted" ? granted : declined;
  if (type === "request.settled") return event["outcome"] === "executed" ? { name: "arrow-right" } : failed;
  if (type === "check.ended") return event["status"] === "failed" ? failed : { name: "beaker" };
  return icons.get(type) ?? iconsOfRooms.get(type.slice(0, Math.max(0, type.indexOf(".")))) ?? { name: "circle-small" };
}

/** What a click opens, and of what; nothing where there is nothing to open. */
export interface EventSubject extends Pick<RowTarget, "checkpoint" | "annotation" | "request" | "run"> {
  readonly session?: SessionId;
  readonly command?: CommandId;
}

/** What an event is about, as far as its members are what they should be. `session`: whose timeline it is in. */
export function eventSubject(event: WorkflowEvent, session: SessionId): EventSubject {
  switch (event.type.slice(0, Math.max(0, event.type.indexOf(".")))) {
    case "session":
    case "phase":
    case "task":
      return { command: commands.openSession };
    case "checkpoint":
      return ofCheckpoint(memberNumber(event, "n"));
    case "fork":
      return ofFork(event, session);
    case "request":
      return ofRequest(event["request"]);
    case "comment": {
      const thread = event["thread"] ?? event["comment"];
      return typeof thread === "string" ? { command: commands.openAnnotation, annotation: thread } : {};
    }
    case "run":
    case "tool":
      return event.type === "run.removed" ? ofCheckpoint(memberNumber(event, "checkpoint")) : ofRun(event["task"]);
    case "check":
      return typeof event["request"] === "string" ? ofRequest(event["request"]) : ofRun(event["task"]);
    default:
      return {};
  }
}

const ofCheckpoint = (checkpoint: number | undefined): EventSubject =>
  checkpoint === undefined ? {} : { command: commands.diffCheckpoint, checkpoint };

function ofFork(event: WorkflowEvent, session: SessionId): EventSubject {
  if (event.type === "fork.removed") return ofCheckpoint(memberNumber(event, "checkpoint"));
  const fork = parseSessionId(event.session ?? "");
  return fork === undefined || fork === session
    ? { command: commands.openSession }
    : { command: commands.openSession, session: fork };
}

const ofRequest = (request: unknown): EventSubject =>
  typeof request === "string" && isRequestId(request) ? { command: commands.openReview, request } : {};

const ofRun = (run: unknown): EventSubject => (typeof run === "string" ? { command: commands["run.show"], run } : {});
