import { joinPath } from "../../files/paths.ts";
import { say, type Text } from "../../base/text.ts";
import type { DirectoryEntry } from "../../base/ports.ts";
import type { InvalidReason, Marker, MarkerResolution } from "../markers/markers.ts";
import type { Problem } from "../model/session.ts";
import { parseSessionId } from "../model/sessionId.ts";

const invalidReasons: Readonly<Record<InvalidReason, Text>> = {
  name: say`no session can have that name`,
  kind: say`it is not a regular file`,
  session: say`what has the session's name is not a real directory`,
  archived: say`its session is archived`,
};

/** Milliseconds by which the clocks of two machines may differ. */
const clocksDiffer = 60_000;

/** What is wrong with markers: several, orphans, a time that is still to come (after `now`), and files that only look like one. */
export function markerProblems(workflow: string, resolution: MarkerResolution, now: number): readonly Problem[] {
  const { effective, losers, orphans, invalid } = resolution;
  const ahead = effective !== undefined && Number(effective.mtimeNs / 1_000_000n) > now + clocksDiffer;
  return [
    ...(ahead ? [futureProblem(workflow, effective)] : []),
    ...losers.map(({ id, name }): Problem => ({
      code: "several-markers",
      message: say`${id} is marked active too, but ${effective?.id ?? say`another session`} is the active session.`,
      path: joinPath(workflow, name),
      session: id,
      repair: say`${effective?.id ?? say`The newest`} will stay active; this marker will be removed.`,
    })),
    ...orphans.map(({ id, name }): Problem => ({
      code: "orphan-marker",
      message: say`${id} is marked active, but has no directory.`,
      path: joinPath(workflow, name),
      session: id,
      repair: say`The marker will be removed.`,
    })),
    ...invalid.map(({ name, reason }): Problem => ({
      code: "invalid-marker",
      message: say`${name} is not a valid marker: ${invalidReasons[reason]}. It is ignored; remove it if it is not needed.`,
      path: joinPath(workflow, name),
    })),
  ];
}

function futureProblem(workflow: string, { id, name }: Marker): Problem {
  return {
    code: "future-marker",
    message: say`The marker of ${id} has a time in the future: until then ${id} stays active when a tool only adds a marker for another session.`,
    path: joinPath(workflow, name),
    session: id,
    repair: say`Its time will be set to now; ${id} stays active.`,
  };
}

/** Names that look like sessions and cannot be used as such; a person must rename or remove them. */
export function nameProblems(directory: string, entries: readonly DirectoryEntry[]): readonly Problem[] {
  const named = entries.filter(({ name }) => /^wfs-/iu.test(name));
  if (named.every(isSession) && new Set(named.map(({ name }) => name.toLowerCase())).size === named.length) return [];
  const found: Problem[] = [];
  const folded = new Map<string, string>();
  for (const { name, kind } of named.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = joinPath(directory, name);
    if (kind !== "directory") {
      found.push(...kindProblems(directory, [{ name, kind }]));
      continue;
    }
    const twin = folded.get(name.toLowerCase());
    folded.set(name.toLowerCase(), name);
    if (parseSessionId(name) === undefined) {
      found.push({
        code: "invalid-session-name",
        message: say`${name} cannot be a session's name, so it is not shown. Rename it to WFS- and letters, digits, dots, dashes, underscores.`,
        path,
      });
    } else if (twin !== undefined) {
      found.push({
        code: "case-twins",
        message: say`${name} and ${twin} differ only in letter case, which some file systems cannot tell apart. Rename one.`,
        path,
      });
    }
  }
  return found;
}

function isSession({ name, kind }: DirectoryEntry): boolean {
  return kind === "directory" && parseSessionId(name) !== undefined;
}

/** What should be a directory, if it is there at all, and is something else: everything that needs it is refused. */
export function kindProblems(directory: string, entries: readonly DirectoryEntry[]): readonly Problem[] {
  return entries.flatMap(({ name, kind }): readonly Problem[] => {
    if (kind === "directory") return [];
    const path = joinPath(directory, name);
    const message =
      kind === "symlink"
        ? say`${name} is a symbolic link, which is never followed. Move it away or rename it.`
        : say`${name} is not a directory. Move it away or rename it.`;
    return [{ code: "unsafe-path", message, path }];
  });
}
