import * as z from "zod/mini";
import { FileError } from "../../base/errors.ts";
import { objectIdSchema, type ObjectId } from "../../git/repository/objectId.ts";
import { parseJsonBytes } from "../../files/jsonBytes.ts";
import { joinPath } from "../../files/paths.ts";
import type { FileSystem } from "../../base/ports.ts";

const text = z.string().check(z.maxLength(8192));

/** What it says besides is not needed: what cannot be understood of that is left out. */
const besides = <Schema extends z.ZodMiniType>(schema: Schema) =>
  // oxlint-disable-next-line promise/valid-params -- a schema's, not a promise's
  z.catch(z.optional(schema), undefined);

/** `runs/<task>/checks.json` (docs/file-formats.md): what a run checked, and how it ended, as whoever ran it says. */
const checksSchema = z.object({
  checks: z
    .array(
      z.object({
        name: z.string().check(z.maxLength(200)),
        status: z.enum(["passed", "failed", "skipped"]),
        command: besides(text),
        exit: besides(z.int()),
        tree: besides(objectIdSchema),
        at: besides(z.string().check(z.maxLength(100))),
        by: besides(z.string().check(z.maxLength(200))),
      }),
    )
    .check(z.maxLength(1000)),
});

/** One check a run has recorded: a claim of whoever wrote the file. */
export interface RecordedCheck {
  /** The run's directory. */
  readonly task: string;
  readonly name: string;
  readonly status: "passed" | "failed" | "skipped";
  readonly command?: string | undefined;
  readonly exit?: number | undefined;
  /** The tree it is said to have run on. */
  readonly tree?: ObjectId | undefined;
  readonly at?: string | undefined;
  /** Who ran it. */
  readonly by?: string | undefined;
}

/** Checks of all runs of a session, counted. */
export interface RecordedChecks {
  readonly passed: number;
  readonly skipped: number;
  /** `<task>: <check>`. */
  readonly failed: readonly string[];
  /** Tasks whose file cannot be read as checks, or is beyond what is read of one session. */
  readonly unreadable: readonly string[];
}

/** Bytes of one file, and what is read of one session: anybody can write any number of them. */
const most = { bytes: 1024 * 1024, allBytes: 16 * 1024 * 1024, files: 1000, runs: 10_000 } as const;

/** What the runs of a session have recorded, counted; a session without runs has no checks. Links are not followed. */
export async function readChecks(fs: FileSystem, sessionDirectory: string): Promise<RecordedChecks> {
  const { checks, unreadable } = await listChecks(fs, sessionDirectory);
  const count = (status: RecordedCheck["status"]): number => checks.filter((check) => check.status === status).length;
  const failed = checks.filter(({ status }) => status === "failed").map(({ task, name }) => `${task}: ${name}`);
  return { passed: count("passed"), skipped: count("skipped"), failed, unreadable };
}

/** The same one by one, sorted by task. Files beyond what is read of one session are unreadable. */
export async function listChecks(
  fs: FileSystem,
  sessionDirectory: string,
): Promise<{ readonly checks: readonly RecordedCheck[]; readonly unreadable: readonly string[] }> {
  const runs = joinPath(sessionDirectory, "runs");
  const checks: RecordedCheck[] = [];
  const unreadable: string[] = [];
  let [files, bytes] = [0, 0];
  if ((await fs.lstat(runs))?.kind !== "directory") return { checks, unreadable };
  const tasks = ((await fs.names(runs)) ?? []).toSorted();
  for (const task of tasks.slice(0, most.runs)) {
    const file = await checksFile(fs, runs, task);
    if (file === undefined) continue;
    const fits = files < most.files && bytes + file.size <= most.allBytes;
    const found = fits ? await readFile(fs, file.path) : undefined;
    if (fits) [files, bytes] = [files + 1, bytes + Math.min(file.size, most.bytes)];
    if (found === undefined) unreadable.push(task);
    else checks.push(...found.map((check) => ({ task, ...check })));
  }
  return { checks, unreadable: [...unreadable, ...tasks.slice(most.runs)] };
}

/** What one run has recorded; nothing where that cannot be read. */
export async function checksOfRun(
  fs: FileSystem,
  sessionDirectory: string,
  task: string,
): Promise<readonly Omit<RecordedCheck, "task">[]> {
  const runs = joinPath(sessionDirectory, "runs");
  if ((await fs.lstat(runs))?.kind !== "directory") return [];
  const file = await checksFile(fs, runs, task);
  return file === undefined ? [] : ((await readFile(fs, file.path)) ?? []);
}

async function checksFile(
  fs: FileSystem,
  runs: string,
  task: string,
): Promise<{ readonly path: string; readonly size: number } | undefined> {
  if ((await fs.lstat(joinPath(runs, task)))?.kind !== "directory") return undefined;
  const path = joinPath(runs, task, "checks.json");
  const stat = await fs.lstat(path);
  return stat === undefined ? undefined : { path, size: stat.size };
}

/** `undefined`: it cannot be read as checks. */
async function readFile(fs: FileSystem, path: string): Promise<z.infer<typeof checksSchema>["checks"] | undefined> {
  try {
    const bytes = await fs.read(path, most.bytes);
    if (bytes === undefined) return [];
    const parsed = checksSchema.safeParse(parseJsonBytes(bytes));
    return parsed.success ? parsed.data.checks : undefined;
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}
