import * as z from "zod/mini";
import { isAbandoned } from "../../base/announcedWork.ts";
import type { Clock, FileSystem, Processes, Random } from "../../base/ports.ts";
import { parseTime } from "../../base/time.ts";
import { encodeText, parseJsonBytes } from "../../files/jsonBytes.ts";
import { baseName, joinPath } from "../../files/paths.ts";
import { readOrNothing } from "../../files/readOrNothing.ts";
import { ownedLine, ownerSchema } from "../../forks/model/workLocks.ts";

const leaseSchema = z.extend(ownerSchema, {
  tool: z.string().check(z.maxLength(100)),
  command: z.optional(z.string().check(z.maxLength(1000))),
  /** The program's own process. */
  program: z.optional(z.int().check(z.positive())),
});

/** A program that runs in a run, as a file of `leases/` says it; `id`: the file's name without its end. */
export type Lease = z.infer<typeof leaseSchema> & { readonly id: string };

export interface LeasePorts {
  readonly fs: FileSystem;
  readonly clock: Clock;
  readonly random: Random;
  readonly processes: Processes;
}

/** Programs this process has running. */
const own = new Set<string>();

const maxBytes = 16 * 1024;

export const leasesName = "leases";

function leasesDirectory(run: string): string {
  return joinPath(run, leasesName);
}

/** The name of a lease, by which the program itself can say which one is its own. */
export const leaseId = (path: string): string => baseName(path).replace(/\.json$/u, "");

/** Says that a program begins in a run; answers the file, which `endLease` removes. `run`: the run's directory. */
export async function beginLease(
  ports: LeasePorts,
  run: string,
  { tool, command }: { readonly tool: string; readonly command?: string },
): Promise<string> {
  const directory = leasesDirectory(run);
  await ports.fs.makeDirectory(directory);
  const path = joinPath(directory, `${ports.random.name(8)}.json`);
  own.add(path);
  await ports.fs.createExclusive(path, ownedLine(ports, { tool, ...(command === undefined ? {} : { command }) }));
  return path;
}

/** Says which process the program is, so that it counts although the one that started it is killed. */
export async function nameProgram({ fs }: LeasePorts, path: string, program: number): Promise<void> {
  const bytes = await readOrNothing(fs, path, maxBytes);
  const parsed = leaseSchema.safeParse(bytes === undefined ? undefined : parseJsonBytes(bytes));
  if (parsed.success) await fs.writeAtomic(path, encodeText(`${JSON.stringify({ ...parsed.data, program })}\n`));
}

export async function endLease({ fs }: LeasePorts, path: string): Promise<void> {
  await fs.remove(path).finally(() => own.delete(path));
}

/** Removes all leases of a run but these. */
export async function endOtherLeases(fs: FileSystem, run: string, kept: readonly string[]): Promise<void> {
  const directory = leasesDirectory(run);
  for (const name of (await fs.names(directory)) ?? []) {
    if (!kept.includes(leaseId(name))) await fs.removeTree(joinPath(directory, name));
  }
}

/** Programs that run, or may run, in a run; what killed ones have left does not count. */
export async function liveLeases(ports: LeasePorts, run: string): Promise<readonly Lease[]> {
  const directory = leasesDirectory(run);
  const live: Lease[] = [];
  for (const name of (await ports.fs.names(directory)) ?? []) {
    const path = joinPath(directory, name);
    const bytes = name.endsWith(".json") ? await readOrNothing(ports.fs, path, maxBytes) : undefined;
    const parsed = leaseSchema.safeParse(bytes === undefined ? undefined : parseJsonBytes(bytes));
    if (parsed.success && runs(ports, parsed.data, own.has(path))) live.push({ ...parsed.data, id: leaseId(path) });
  }
  return live;
}

function runs(ports: LeasePorts, lease: z.infer<typeof leaseSchema>, here: boolean): boolean {
  const since = parseTime(lease.started) ?? 0;
  const { program } = lease;
  const started = !isAbandoned({ ...lease, since }, here, ports);
  return started || (program !== undefined && !isAbandoned({ ...lease, process: program, since }, false, ports));
}
