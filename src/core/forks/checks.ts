import * as z from "zod/mini";
import { FileError } from "../errors.ts";
import { joinPath } from "../paths.ts";
import type { FileSystem } from "../ports.ts";

/** `runs/<task>/checks.json` (product.md, "On disk"): what a run checked, and how it ended. */
const checksSchema = z.object({
  checks: z
    .array(z.object({ name: z.string().check(z.maxLength(200)), status: z.enum(["passed", "failed", "skipped"]) }))
    .check(z.maxLength(1000)),
});

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

/** Reads what the runs of a session have recorded; a session without runs has no checks. Links are not followed. */
export async function readChecks(fs: FileSystem, sessionDirectory: string): Promise<RecordedChecks> {
  const runs = joinPath(sessionDirectory, "runs");
  const failed: string[] = [];
  const unreadable: string[] = [];
  let passed = 0;
  let skipped = 0;
  if ((await fs.lstat(runs))?.kind !== "directory") return { passed, skipped, failed, unreadable };
  const tasks = ((await fs.names(runs)) ?? []).toSorted().slice(0, maxRuns);
  for (const task of tasks) {
    if ((await fs.lstat(joinPath(runs, task)))?.kind !== "directory") continue;
    const checks = await readFile(fs, joinPath(runs, task, "checks.json"));
    if (checks === "unreadable") unreadable.push(task);
    for (const check of checks === undefined || checks === "unreadable" ? [] : checks) {
      if (check.status === "passed") passed += 1;
      else if (check.status === "skipped") skipped += 1;
      else failed.push(`${task}: ${check.name}`);
    }
  }
  return { passed, skipped, failed, unreadable };
}

async function readFile(
  fs: FileSystem,
  path: string,
): Promise<z.infer<typeof checksSchema>["checks"] | "unreadable" | undefined> {
  try {
    const bytes = await fs.read(path, maxBytes);
    if (bytes === undefined) return undefined;
    const parsed = checksSchema.safeParse(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
    return parsed.success ? parsed.data.checks : "unreadable";
  } catch (error) {
    if (error instanceof FileError || error instanceof SyntaxError || error instanceof TypeError) return "unreadable";
    throw error;
  }
}
