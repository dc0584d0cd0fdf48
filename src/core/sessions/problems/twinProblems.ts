import { say } from "../../base/text.ts";
import { joinPath } from "../../files/paths.ts";
import type { Listing } from "../places/findSession.ts";
import type { Problem } from "../model/session.ts";
import { parseSessionId, type SessionId } from "../model/sessionId.ts";
import { type Place, placeDirectory } from "../model/sessionPlaces.ts";

/**
 * Directories whose session, in whatever letter case of the name, lies in a place before: that one counts, and this one is hidden. Which of the two
 * somebody wants to keep only they know.
 */
export function twinProblems(workflow: string, listings: readonly Listing[]): readonly Problem[] {
  const first = new Map<string, { readonly session: SessionId; readonly place: Place }>();
  const found: Problem[] = [];
  for (const { place, entries } of listings) {
    for (const { name, kind } of entries) {
      const session = kind === "directory" ? parseSessionId(name) : undefined;
      if (session === undefined) continue;
      const folded = name.toLowerCase();
      const other = first.get(folded);
      if (other === undefined) first.set(folded, { session, place });
      else if (other.place !== place) {
        const [counts, hidden] = [other.place, place].map((one) => (one === "" ? ".workflow" : `.workflow/${one}`));
        found.push({
          code: "twin",
          message: say`${other.session} lies in ${counts ?? ""}, which counts, and in ${hidden ?? ""} too, as another session. Rename or remove one of the directories.`,
          path: joinPath(placeDirectory(workflow, place), name),
          session: other.session,
        });
      }
    }
  }
  return found;
}
