import type { Clock, FileSystem, Git } from "../../core/base/ports.ts";
import { findLost } from "../../core/forks/lost/findLost.ts";
import { listRefsOfSessions } from "../../core/forks/lost/listRefsOfSessions.ts";
import { ForkJournal } from "../../core/forks/model/forkJournal.ts";
import { openRepository } from "../../core/git/repository/repository.ts";
import type { LostSession } from "../../core/sessions/model/lostSession.ts";
import { nodeProcesses } from "../nodeProcesses.ts";

/** Whose directories are gone (findLost.ts); git is started only where its files do not tell. */
export async function openLost(options: {
  readonly root: string;
  readonly workflow: string;
  readonly gitDirectory: string;
  readonly fs: FileSystem;
  readonly clock: Clock;
  readonly git: Git;
}): Promise<readonly LostSession[]> {
  const { root, workflow, gitDirectory, fs, clock, git } = options;
  const journal = new ForkJournal(workflow, { fs, clock, processes: nodeProcesses });
  return findLost({
    fs,
    root,
    workflow,
    commonDirectory: gitDirectory,
    journal,
    listRefs: async () => listRefsOfSessions(await openRepository(git, root)),
  });
}
