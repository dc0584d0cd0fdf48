import { joinPath } from "../files/paths.ts";
import type { TransitionRecord } from "../sessions/model/sessions.ts";

/** A file that a session hands over or has beside its record. */
export interface Artifact {
  /** As the phase that handed it over called it; of other files the path in the session's directory. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  /** The phase that handed it over; `null`: none did. */
  readonly phase: string | null;
}

/** What one phase gave to the next. */
export interface Handover {
  /** `null`: the record named no phase. */
  readonly from: string | null;
  readonly to: string;
  /** RFC 3339. */
  readonly at: string;
  readonly artifacts: readonly Artifact[];
}

/** Where paths of artifacts count from. */
interface Directories {
  /** The repository around `.workflow`. */
  readonly root: string;
  /** The session's, wherever it lies now. */
  readonly session: string;
}

/**
 * What was handed over when a phase was left last: also what the same phase had handed over before, where somebody went back to it, unless it has handed over
 * another of that name since.
 */
export function handedOver(at: Directories, transitions: readonly TransitionRecord[]): Handover | undefined {
  const last = transitions.at(-1);
  if (last === undefined) return undefined;
  const { phase_completed: from, next_phase: to, completed_at } = last;
  const found = new Map<string, Artifact>();
  for (const transition of transitions.toReversed()) {
    if (transition.phase_completed !== from) continue;
    for (const artifact of artifactsOf(at, transition))
      if (!found.has(artifact.name)) found.set(artifact.name, artifact);
  }
  return { from, to, at: completed_at, artifacts: [...found.values()] };
}

/**
 * Every artifact: those that phases handed over, the newest phase first and each file once, then the other files of the session.
 * @param names paths in the session's directory
 */
export function listedArtifacts(
  at: Directories,
  transitions: readonly TransitionRecord[],
  names: readonly string[],
): readonly Artifact[] {
  const found = new Map<string, Artifact>();
  const handed = transitions.toReversed().flatMap((transition) => artifactsOf(at, transition));
  const others = names.map((name) => ({ name, path: joinPath(at.session, name), phase: null }));
  for (const artifact of [...handed, ...others]) if (!found.has(artifact.path)) found.set(artifact.path, artifact);
  return [...found.values()];
}

function artifactsOf(at: Directories, { phase_completed, artifacts }: TransitionRecord): readonly Artifact[] {
  return Object.entries(artifacts)
    .filter(([, path]) => staysInside(path))
    .map(([name, path]) => ({ name, path: absolute(at, path), phase: phase_completed }));
}

const leadingUp = /^(?:\.\.\/)+/u;

/** Any program can write a phase's file, so a path that leads anywhere else is left out. */
function staysInside(path: string): boolean {
  const parts = path.replace(leadingUp, "").split(/[/\\]/u);
  return parts.every((part) => part !== "" && part !== "." && part !== "..") && !/^[A-Za-z]:/u.test(path);
}

/** A path that leads up does so from where the session lies while it is not archived; what follows is in the repository. */
function absolute({ root, session }: Directories, path: string): string {
  const inside = path.replace(leadingUp, "");
  return joinPath(inside === path ? session : root, inside);
}
