import { WorkflowError } from "../../base/errors.ts";
import { say } from "../../base/text.ts";
import { outputText } from "../../git/repository/nulText.ts";
import { joinPath } from "../../files/paths.ts";
import type { SessionId } from "../../sessions/model/sessionId.ts";
import type { ForkContext } from "../model/forkContext.ts";
import type { WorktreeLink } from "../../git/directory/worktreeLink.ts";

/**
 * Whether git itself would keep its note of a worktree that is not there: for the time of `gc.worktreePruneExpire` since something was last done in
 * it, three months. It may have been moved by hand, or be on a disk that is not plugged in, and is whole as long as its note is.
 */
export async function isHonoured(
  { fs, repository }: Pick<ForkContext, "fs" | "repository">,
  { admin }: WorktreeLink,
): Promise<boolean> {
  const index = await fs.lstat(joinPath(admin, "index"));
  if (index === undefined) return false;
  const asked = ["--type=expiry-date", "--default=3.months.ago", "--get", "gc.worktreePruneExpire"];
  const { exitCode, stdout } = await repository.answer(["config", ...asked], [1, 128]);
  return exitCode !== 0 || Number(index.mtimeNs / 1_000_000_000n) > Number(outputText(stdout));
}

/** Refuses what would cut a worktree off that git still waits for. */
export function notThere(id: SessionId, { worktree }: WorktreeLink): WorkflowError {
  return new WorkflowError(
    "refused",
    say`The worktree of ${id} is not at ${worktree}, where git has it on file. If it was moved, “git worktree repair NEW-PLACE” tells git; if it was deleted, “git worktree remove --force ${worktree}” forgets it, and its branch stays.`,
    say`If it is on a disk that is not plugged in, plug that in.`,
  );
}
