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
  /** Tasks whose file cannot be read as checks. */
  readonly unreadable: readonly string[];
}

const maxBytes = 1024 * 1024;
const maxRuns = 10_000;

/** What the runs of a session have recorded, counted; a session without runs has no checks. Links are not followed. */
export async function readChecks(fs: FileSystem, sessionDirectory: string): Promise<RecordedChecks> {
  const { checks, unreadable } = await listChecks(fs, sessionDirectory);
  const count = (status: RecordedCheck["status"]): number => checks.filter((check) => check.status === status).length;
  const failed = checks.filter(({ status }) => status === "failed").map(({ task, name }) => `${task}: ${name}`);
  return { passed: count("passed"), skipped: count("skipped"), failed, unreadable };
}

/** The same one by one, sorted by task. */
export async function listChecks(
  fs: FileSystem,
  sessionDirectory: string,
): Promise<{ readonly checks: readonly RecordedCheck[]; readonly unreadable: readonly string[] }> {
  const runs = joinPath(sessionDirectory, "runs");
  const checks: RecordedCheck[] = [];
  const unreadable: string[] = [];
  if ((await fs.lstat(runs))?.kind !== "directory") return { checks, unreadable };
  const tasks = ((await fs.names(runs)) ?? []).toSorted().slice(0, maxRuns);
  for (const task of tasks) {
    if ((await fs.lstat(joinPath(runs, task)))?.kind !== "directory") continue;
    const found = await readFile(fs, joinPath(runs, task, "checks.json"));
    if (found === "unreadable") unreadable.push(task);
    else checks.push(...(found ?? []).map((check) => ({ task, ...check })));
  }
  return { checks, unreadable };
}

async function readFile(
  fs: FileSystem,
  path: string,
): Promise<z.infer<typeof checksSchema>["checks"] | "unreadable" | undefined> {
  try {
    const bytes = await fs.read(path, maxBytes);
    if (bytes === undefined) return undefined;
    const parsed = checksSchema.safeParse(parseJsonBytes(bytes));
    return parsed.success ? parsed.data.checks : "unreadable";
  } catch (error) {
    if (error instanceof FileError) return "unreadable";
    throw error;
  }
}
