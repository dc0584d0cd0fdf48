import type { Clock, FileSystem } from "../base/ports.ts";
import { SerialQueue } from "../base/serialQueue.ts";
import { baseName } from "../files/paths.ts";
import type { Watching } from "../watching/watching.ts";
import { eventsDirectory, eventsName } from "./eventFiles.ts";
import type { WorkflowEvent } from "./model/event.ts";
import { endOfEvents, type EventCursor, type EventFilter, readEvents } from "./readEvents.ts";

export interface EventPlace {
  /** `.workflow`. */
  readonly workflow: string;
  readonly fs: FileSystem;
  readonly clock: Clock;
  readonly watching: Watching;
}

export interface FollowedEvents {
  /** Ends it; nothing is told any more. */
  dispose(): void;
}

/**
 * Tells of events as they come: first those that stand already, as the filter wants them (`since` left out: none), then each as soon as it is noticed, from every process and in new segments
 * too. Only what is new is read.
 */
export async function followEvents(
  { workflow, fs, clock, watching }: EventPlace,
  filter: Omit<EventFilter, "clock">,
  tell: (events: readonly WorkflowEvent[]) => void,
): Promise<FollowedEvents> {
  const directory = eventsDirectory(workflow);
  let cursor: EventCursor = filter.since === undefined ? await endOfEvents(fs, workflow) : new Map();
  let isOver = false;
  const look = async (): Promise<void> => {
    const read = await readEvents(fs, workflow, cursor, { ...filter, clock });
    if (isOver) return;
    cursor = read.cursor;
    if (read.events.length > 0) tell(read.events);
  };
  // Two looks at a time would tell of the same twice.
  const turns = new SerialQueue();
  const following = watching.follow({
    heard: (heardIn, path) => heardIn === directory || baseName(path) === eventsName || path === heardIn,
    look: async () => turns.run(look),
    polls: true,
  });
  following.setDirectories([workflow, directory]);
  await turns.run(look);
  return {
    dispose() {
      isOver = true;
      following.dispose();
    },
  };
}
