import type { Clock, Processes } from "./ports.ts";

/** Who said that a change is in progress, and since when (milliseconds). */
export interface AnnouncedWork {
  readonly host: string;
  readonly process: number;
  readonly since: number;
}

/** Beyond it no process is still at work, whatever runs under that process id or on that other machine. */
export const longestWork = 24 * 60 * 60 * 1000;

/**
 * Whether its process is gone, so that any process may carry it on. `runningHere`: what this process knows of its own work; of another
 * machine nothing is known but the time.
 */
export function isAbandoned(
  { host, process, since }: AnnouncedWork,
  runningHere: boolean,
  { processes, clock }: { readonly processes: Processes; readonly clock: Clock },
): boolean {
  const here = host === processes.host;
  if (here && process === processes.pid) return !runningHere;
  if (clock.now() - since > longestWork) return true;
  return here && !processes.alive(process);
}
