import { openWorkspace } from "../../src/adapters/open/openWorkspace.ts";
import type { Problem } from "../../src/core/sessions/model/session.ts";
import type { GitRepository } from "./gitRepository.ts";

/** What `status`, `list`, `doctor` and the tree find half done there, as the next process; looking changes nothing. */
export async function unfinishedIn(repository: GitRepository, root = repository.root): Promise<readonly Problem[]> {
  const { sessions } = await openWorkspace(root, { logger: repository.logger, git: () => repository.port() });
  return sessions.unfinished();
}
