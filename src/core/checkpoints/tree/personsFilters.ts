import { unjudgedAmong } from "../../git/index/unjudgedPaths.ts";
import { withoutOwnFilters } from "../../git/config/withoutOwnFilters.ts";
import type { ScanContext } from "./takeContext.ts";

/**
 * The same for reading files with filters of the person's own configuration alone: for what nobody has asked for, or has only asked to see. A file
 * that another filter is for is left out (reason `filter`) where it has to be read.
 */
export async function withPersonsFilters<T extends ScanContext>(context: T, signal?: AbortSignal): Promise<T> {
  const quiet = await withoutOwnFilters(context.repository, context.fs, signal);
  const { repository } = quiet;
  if (repository === context.repository) return context;
  return { ...context, repository, unread: (paths, options) => unjudgedAmong(quiet, context.fs, paths, options) };
}
