import type { Workspace } from "../../adapters/open/openWorkspace.ts";
import type { HealOptions } from "../../core/sessions/model/sessions.ts";

/** Tells people one line; with `--json` nobody. */
type Say = (line: string) => void;

/**
 * Before a verb changes sessions: markers that crashes and other tools left are repaired, and people are told what was done. The answer is what cleans up afterwards, if
 * there are so many that the verb should not wait for it.
 */
export async function healFirst(workspace: Workspace, say: Say): Promise<(() => Promise<void>) | undefined> {
  const left = await heal(workspace, say, {});
  if (left === 0) return undefined;
  return async () => {
    const still = await heal(workspace, say, { crowd: true });
    if (still > 0) say(`${still} more markers stand for nothing: “wfs doctor --fix” removes them all.`);
  };
}

async function heal({ sessions }: Workspace, say: Say, options: HealOptions): Promise<number> {
  const { said, left } = await sessions.heal(options);
  for (const text of said) say(String(text));
  return left;
}
