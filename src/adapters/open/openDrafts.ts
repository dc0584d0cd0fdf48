import type { Drafts } from "../../core/annotations/drafts/drafts.ts";
import { DraftStore } from "../../core/annotations/drafts/draftStore.ts";
import { openReviewerHome } from "../reviewerHome.ts";
import type { Workspace } from "./openWorkspace.ts";

type DraftedWorkspace = Pick<Workspace, "root" | "fs" | "clock" | "random" | "logger" | "sessions" | "annotations">;

const opened = new WeakMap<DraftedWorkspace, Drafts>();

/**
 * Comments of this person on a workspace that are not sent yet; makes nothing before one is written. The workspace has to be one that this person speaks
 * through (`signer`). For the extension alone, as the gate.
 */
export function openDrafts(workspace: DraftedWorkspace): Drafts {
  const drafts = opened.get(workspace) ?? open(workspace);
  opened.set(workspace, drafts);
  return drafts;
}

function open({ root, fs, clock, random, logger, sessions, annotations }: DraftedWorkspace): Drafts {
  const home = openReviewerHome(fs);
  const directory = home.draftsOf(root);
  const prepare = async (): Promise<void> => {
    await home.prepare();
    await fs.makeDirectory(home.draftsDirectory);
  };
  return new DraftStore({ directory, fs, clock, random, logger, sessions, prepare, notes: annotations });
}
