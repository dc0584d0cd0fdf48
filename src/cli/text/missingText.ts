import type { Logger } from "../../core/base/ports.ts";
import type { OpenedFork } from "../../core/forks/openFork.ts";

/** Names what a new worktree lacks of what the main checkout has. */
export function warnOfMissing(
  { included, submodules }: Pick<OpenedFork, "included" | "submodules">,
  logger: Logger,
): void {
  for (const { path, reason } of included.skipped) logger.warn(`${path} was not copied: ${reason}`);
  for (const { path, problem } of submodules) {
    if (problem !== null) logger.warn(`The submodule ${path} was not checked out: ${String(problem)}`);
  }
}
