import { cutForVariable } from "../context/contextVariables.ts";
import { joinPath } from "../files/paths.ts";
import { inheritedBy, laneNamed } from "../lanes/lane.ts";
import type { RunContext } from "./model/runContext.ts";
import type { RunView } from "./viewRun.ts";

/**
 * All of the environment that a program of a run has: what the lane lets through, who it is, what it is to do, and `session`, the context of its session as variables
 * (contextVariables.ts), and which leases its programs have, so that a program may finish or tear down the run it is in. Nothing of another session, another agent or another run is in it.
 */
export function runEnvironment(
  { variables }: Pick<RunContext, "variables">,
  { task, place, directory, record, scope }: Pick<RunView, "task" | "place" | "directory" | "record" | "scope">,
  session: Readonly<Record<string, string>>,
  leases: readonly string[] = [],
): Readonly<Record<string, string>> {
  const { agent, lane, attempt, prompt } = record;
  return {
    ...inheritedBy(laneNamed(lane), variables),
    ...session,
    WORKFLOW_SESSION_PINNED: "1",
    ...(agent === null ? {} : { WORKFLOW_AGENT: agent.name }),
    ...(typeof agent?.conversation === "string" ? { WORKFLOW_CONVERSATION: agent.conversation } : {}),
    WFS_TASK: task,
    WFS_SESSION: place.id,
    WFS_LANE: lane,
    WFS_ATTEMPT: String(attempt),
    WFS_SCRATCH: joinPath(directory, "scratch"),
    WFS_SCOPE: scope,
    WFS_PROMPT: cutForVariable(prompt ?? ""),
    ...(leases.length === 0 ? {} : { WFS_LEASES: leases.join(",") }),
  };
}
