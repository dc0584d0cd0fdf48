import type { Drafts } from "../../core/annotations/drafts/drafts.ts";
import { DraftStore } from "../../core/annotations/drafts/draftStore.ts";
import { openReviewerHome, type ReviewerHome } from "../reviewerHome.ts";
import type { Workspace } from "./openWorkspace.ts";

/** Comments of this person on a workspace that are not sent yet; makes nothing before one is written. For the extension alone, as the gate. */
export function openDrafts(
  {
    root,
    fs,
    clock,
    random,
    logger,
    sessions,
    annotations,
  }: Pick<Workspace, "root" | "fs" | "clock" | "random" | "logger" | "sessions" | "annotations">,
  home: ReviewerHome = openReviewerHome(fs),
): Drafts {
  const directory = home.draftsOf(root);
  const prepare = async (): Promise<void> => {
    await home.prepare();
    await fs.makeDirectory(home.draftsDirectory);
  };
  return new DraftStore({ directory, fs, clock, random, logger, sessions, prepare, notes: annotations });
}
