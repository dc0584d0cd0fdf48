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
 * The same for a process of this machine in a container or sandbox other than one's own, whose process ids say nothing here: it is shorter, because
 * a container that is started again is another one.
 */
export const longestUnseenWork = 10 * 60 * 1000;

const namespaced = " ";

/** A machine, with the container or sandbox on it that has process ids of its own. */
export function hostIn(machine: string, namespace: string | undefined): string {
  return namespace === undefined ? machine : `${machine}${namespaced}${namespace}`;
}

const machineOf = (host: string): string => host.split(namespaced, 1)[0] ?? host;

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
  const unseen = !here && machineOf(host) === machineOf(processes.host);
  if (clock.now() - since > (unseen ? longestUnseenWork : longestWork)) return true;
  return here && !processes.alive(process);
}
