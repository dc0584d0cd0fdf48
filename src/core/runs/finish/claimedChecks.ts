import * as z from "zod/mini";
import { FileError, WorkflowError } from "../../base/errors.ts";
import type { FileSystem } from "../../base/ports.ts";
import { say } from "../../base/text.ts";
import { cutText } from "../../base/words/cutText.ts";
import { encodeText, parseJsonBytes } from "../../files/jsonBytes.ts";
import { joinPath } from "../../files/paths.ts";

export const checksName = "checks.json";

/** What a run has checked, as whoever ran it says (docs/file-formats.md). */
export interface ClaimedCheck {
  readonly name: string;
  readonly status: "passed" | "failed" | "skipped";
  /** Without secrets. */
  readonly command: string;
  readonly exit: number;
  /** The tree it ran on. */
  readonly tree: string;
  /** RFC 3339. */
  readonly at: string;
  /** The agent's name, where one is known. */
  readonly by?: string;
}

const most = { bytes: 1024 * 1024, checks: 1000, name: 200, command: 8000 } as const;

/** What stands there already stays as it is, with members nobody here knows. */
const checksSchema = z.looseObject({
  checks: z
    .array(
      z.looseObject({
        name: z.string().check(z.maxLength(most.name)),
        status: z.enum(["passed", "failed", "skipped"]),
      }),
    )
    .check(z.maxLength(most.checks)),
});

/** A command as a check is named after it, on one line. */
export function checkName(command: string): string {
  const line = command.trim().replaceAll(/\s+/gu, " ").toWellFormed();
  return cutText(line, most.name);
}

export const checkCommand = (command: string): string => command.slice(0, most.command).toWellFormed();

/**
 * The bytes of a run's checks, with these in place of those of the same names that stand there. Throws `refused` where what stands there is none, because it would be lost.
 * @param directory the run's
 */
export async function withChecks(
  fs: Pick<FileSystem, "read">,
  directory: string,
  ran: readonly ClaimedCheck[],
): Promise<Uint8Array> {
  const before = await readChecksFile(fs, joinPath(directory, checksName));
  const names = new Set(ran.map(({ name }) => name));
  const checks = [...before.checks.filter(({ name }) => !names.has(name)), ...ran];
  if (checks.length > most.checks) throw tooMany();
  return encodeText(`${JSON.stringify({ ...before, checks }, undefined, 2)}\n`);
}

/** Throws as `withChecks`. */
export async function readChecksFile(
  fs: Pick<FileSystem, "read">,
  path: string,
): Promise<z.infer<typeof checksSchema>> {
  const bytes = await read(fs, path);
  if (bytes === undefined) return { checks: [] };
  const parsed = checksSchema.safeParse(parseJsonBytes(bytes));
  if (parsed.success) return parsed.data;
  throw unreadable(path);
}

async function read(fs: Pick<FileSystem, "read">, path: string): Promise<Uint8Array | undefined> {
  try {
    return await fs.read(path, most.bytes);
  } catch (error) {
    if (error instanceof FileError) throw unreadable(path);
    throw error;
  }
}

const unreadable = (path: string): WorkflowError =>
  new WorkflowError(
    "refused",
    say`${path} cannot be read as checks.`,
    say`Mend it (docs/file-formats.md), or remove it, then finish the run; nothing was finished.`,
  );

const tooMany = (): WorkflowError =>
  new WorkflowError(
    "refused",
    say`The run has more than ${most.checks} checks.`,
    say`Remove those that say nothing any more from checks.json, then finish the run.`,
  );
