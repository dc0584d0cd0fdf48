import { WorkflowError } from "../../core/base/errors.ts";
import { say } from "../../core/base/text.ts";
import { laneNames } from "../../core/lanes/lane.ts";
import type { OptionSpec } from "../base/command.ts";

const named = `${laneNames.slice(0, -1).join(", ")} or ${laneNames.at(-1) ?? ""}`;

export const laneOption: OptionSpec = {
  flags: "--lane <name>",
  description: `what it may see and use: ${named}; a new run needs one`,
};

/** The lane of a new run; throws `usage`, naming those there are, where none is given. */
export function requireLane(lane: string | undefined): string {
  if (lane !== undefined) return lane;
  throw new WorkflowError(
    "usage",
    say`A run needs a lane: --lane ${named}.`,
    say`Name one of them; nothing was started.`,
  );
}
