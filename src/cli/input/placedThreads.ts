import type { Workspace } from "../../adapters/open/openWorkspace.ts";
import type { Thread } from "../../core/annotations/annotation.ts";
import type { PlacedThread } from "../../core/annotations/placeThreads.ts";

/** Threads with where they are now. */
export async function placedIn(workspace: Workspace, threads: readonly Thread[]): Promise<readonly PlacedThread[]> {
  const { placeThreads } = await import("../../core/annotations/placeThreads.ts");
  const { foundText } = await import("../../core/annotations/sessionTexts.ts");
  const texts = await workspace.sessionTexts();
  return await placeThreads(threads, async (...wanted) => await foundText(texts, ...wanted));
}
