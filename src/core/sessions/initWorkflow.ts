import { WorkflowError } from "../errors.ts";
import { joinPath } from "../paths.ts";
import { excludeFromGit } from "./gitExclude.ts";
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

/** Makes `.workflow`; in a repository, keeps it and the worktrees out of `git status` (product.md, "On disk"). */
export async function initWorkflow(context: SessionContext, around: RepositoryAround | undefined): Promise<void> {
  const { fs, root } = context.parts;
  if (!(await context.exists()) && !(await fs.makeDirectory(context.directory)) && !(await context.exists())) {
    throw new WorkflowError("conflict", `${context.directory} appeared and disappeared.`, "Try again.");
  }
  if (around === undefined) return;
  await context.quietly(`${joinPath(around.gitDirectory, "info", "exclude")} was not changed`, async () => {
    await excludeFromGit(fs, around.gitDirectory, [".worktrees/"]);
    const { tracks } = around;
    if (tracks === undefined || (await tracks(joinPath(root, workflowName)))) return;
    await excludeFromGit(fs, around.gitDirectory, [`${workflowName}/`]);
  });
}
