import type { Workspace } from "../../adapters/open/openWorkspace.ts";
import type { SessionId } from "../../core/sessions/model/sessionId.ts";

/**
 * Tells people what they may not expect of a terminal that belongs to a session: that this is gone, or that verbs here go on to mean it.
 * @param active the session that has become the active one just now
 */
export async function sayPin({ sessions }: Workspace, say: (line: string) => void, active?: SessionId): Promise<void> {
  const pin = await sessions.pin();
  if (pin === undefined) return;
  const { name, session } = pin;
  if (session === undefined) {
    say(`This terminal belongs to the session ${name} (WORKFLOW_SESSION), which is gone.`);
  } else if (active !== undefined && active !== session) {
    say(`This terminal stays pinned to ${name}: verbs here go on to mean it, not ${active}.`);
  }
}
