import { asWorkflowError, WorkflowError } from "../base/errors.ts";
import { say } from "../base/text.ts";
import { joinPath } from "../files/paths.ts";
import { excludeFromGit, namesUs } from "../git/directory/gitExclude.ts";
import { workflowName, type SessionContext } from "./sessionContext.ts";

/** What `init` knows about the repository around the workspace. */
export interface RepositoryAround {
  /** The common git directory, whose `info/exclude` gets the entries. */
  readonly gitDirectory: string;
  /**
   * Whether the repository tracks files below the directory. Only git can say so: without this, or when it fails, `.workflow/` is not put into
   * `info/exclude` rather than hiding new files of people who commit theirs.
   */
  readonly tracks?: (directory: string) => Promise<boolean>;
}

/** Makes `.workflow`; in a repository, keeps it and the worktrees out of `git status`. */
export async function initWorkflow(context: SessionContext, around: RepositoryAround | undefined): Promise<void> {
  const { fs } = context.parts;
  if (!(await context.exists()) && !(await fs.makeDirectory(context.directory)) && !(await context.exists())) {
    throw new WorkflowError("conflict", say`${context.directory} appeared and disappeared.`, say`Try again.`);
  }
  if (around !== undefined) await keepOutOfGit(context, around);
}

/**
 * The same for a `.workflow` that something else has made, once: where a person took our patterns out of `info/exclude` and left the line that
 * says whose they are, they stay out.
 */
export async function keepFoundOutOfGit(context: SessionContext, around: RepositoryAround | undefined): Promise<void> {
  if (around !== undefined && !(await namesUs(context.parts.fs, around.gitDirectory))) {
    await keepOutOfGit(context, around);
  }
}

async function keepOutOfGit(context: SessionContext, around: RepositoryAround): Promise<void> {
  const { fs, logger } = context.parts;
  const { gitDirectory, tracks } = around;
  const failed = `${joinPath(gitDirectory, "info", "exclude")} was not changed`;
  await context.quietly(failed, async () => excludeFromGit(fs, gitDirectory, [".worktrees/"]));
  if (tracks === undefined) return;
  let tracked: boolean;
  try {
    tracked = await tracks(context.directory);
  } catch (error) {
    const { message, hint } = asWorkflowError(error);
    logger.warn(`Sessions work here, but no checkpoints and no forks: ${message} ${hint}`);
    return;
  }
  if (!tracked) await context.quietly(failed, async () => excludeFromGit(fs, gitDirectory, [`${workflowName}/`]));
}
