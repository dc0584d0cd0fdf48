import type { DirectoryEntry, FileSystem } from "../../base/ports.ts";
import { placesAmong } from "../places/findSession.ts";
import { placeDirectory, placeFolders } from "../model/sessionPlaces.ts";
import type { Problem } from "../model/session.ts";
import { temporaryName } from "../model/sessionNames.ts";
import { kindProblems, nameProblems } from "./directoryProblems.ts";
import { orUnreadable } from "./orUnreadable.ts";
import type { Listing } from "../places/findSession.ts";
import { twinProblems } from "./twinProblems.ts";

/**
 * What lies in the places of a `.workflow`, and what is wrong with its names: those that no session can have, those that stand twice, and places that are
 * no directories or cannot be read, which hides no other.
 * @param entries the listing of `workflow`
 */
export async function lookAtPlaces(
  fs: FileSystem,
  workflow: string,
  entries: readonly DirectoryEntry[],
): Promise<{ readonly listings: readonly Listing[]; readonly problems: readonly Problem[] }> {
  const listings: Listing[] = [];
  const problems: Problem[] = [];
  for (const place of placesAmong(entries)) {
    const directory = placeDirectory(workflow, place);
    const inside = await orUnreadable<readonly DirectoryEntry[]>(
      directory,
      async () => (place === "" ? entries : ((await fs.entries(directory)) ?? [])),
      (problem) => {
        problems.push(problem);
        return [];
      },
    );
    listings.push({ place, entries: inside });
    problems.push(...nameProblems(directory, inside));
  }
  const named = entries.filter(({ name }) => name === temporaryName || placeFolders.some((place) => place === name));
  return { listings, problems: [...problems, ...kindProblems(workflow, named), ...twinProblems(workflow, listings)] };
}
