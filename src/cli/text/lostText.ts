import type { Workspace } from "../../adapters/open/openWorkspace.ts";
import { plural } from "../../core/base/plural.ts";
import { visibleText } from "../../core/base/visibleText.ts";
import type { LostSession } from "../../core/sessions/model/lostSession.ts";
import type { Sessions } from "../../core/sessions/model/sessions.ts";
import type { Paint } from "../base/paint.ts";

/** Where `.workflow` is not, and what would make it. */
export function noWorkflowLine({ root }: Pick<Sessions, "root">, lost: readonly LostSession[]): string {
  const missing = `No .workflow in ${visibleText(root)}.`;
  return lost.length === 0 ? `${missing} “wfs init” makes it.` : missing;
}

/** That sessions are lost and how they come back, first of the one in whose worktree one stands; a line each, none where nothing is lost. */
export function lostLines(
  { root, start }: Pick<Workspace, "root" | "start">,
  lost: readonly LostSession[],
  paint: Paint,
): readonly string[] {
  if (lost.length === 0) return [];
  const own = lost.find(
    ({ worktree }) => worktree !== undefined && (start === worktree || start.startsWith(`${worktree}/`)),
  );
  const here =
    own === undefined
      ? []
      : [
          `This is the worktree of the fork ${own.id} of ${visibleText(root)}, whose session is lost. “wfs adopt” brings it back.`,
        ];
  const is = lost.length === 1 ? "is lost: its directory" : "are lost: their directories";
  const it = lost.length === 1 ? "it" : "them";
  const all = `${plural(lost.length, "session")} ${is} in .workflow ${lost.length === 1 ? "is" : "are"} gone, git still has what belongs to ${it}. “wfs adopt” brings ${it} back, “wfs doctor” says what is there.`;
  return [...here, all].map(paint.warn);
}
