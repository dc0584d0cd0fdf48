import { say } from "../base/text.ts";
import * as z from "zod/mini";
import { isAbandoned } from "../base/announcedWork.ts";
import type { Clock, FileSystem, Processes } from "../base/ports.ts";
import { parseTime } from "../base/time.ts";
import { parseJsonBytes } from "../files/jsonBytes.ts";
import { joinPath } from "../files/paths.ts";
import type { Pending } from "../recovery/writeAheadLog.ts";
import { isRequestId } from "../sessions/model/requestId.ts";

/** What is read of a claim (claims.ts) to say that it waits; nothing is decided by it, so no signature is looked at. */
const ownerSchema = z.object({
  root: z.string(),
  host: z.string(),
  process: z.int().check(z.positive()),
  time: z.string(),
  action: z.nullable(z.string()),
});

const maxBytes = 64 * 1024 * 1024;

/** The newest claims without a receipt are read: before a window decides anything, it has recovered what was claimed earlier. */
const mostRead = 20;

export interface ClaimsParts {
  /** Where the claims of the workspace are. */
  readonly directory: string;
  /** The directory that holds `.workflow`. */
  readonly root: string;
  readonly fs: FileSystem;
  readonly clock: Clock;
  readonly processes: Processes;
}

/** Grants whose window is gone and which have no receipt yet, for those who cannot recover them: a trusted window does (review/claimLog.ts). */
export async function pendingClaims(parts: ClaimsParts): Promise<readonly Pending[]> {
  const { directory, fs } = parts;
  const names = new Set(await fs.names(directory));
  const open = [...names].filter((name) => isRequestId(name) && !names.has(`${name}.receipt.json`));
  const pending: Pending[] = [];
  for (const id of open.toSorted().slice(-mostRead)) {
    const path = joinPath(directory, id);
    const message = say`${id} was granted, and the window that was at it is gone: a trusted window will finish it.`;
    if (await isLeft(parts, path)) pending.push({ log: "claims", id, message, path });
  }
  return pending;
}

async function isLeft(parts: ClaimsParts, path: string): Promise<boolean> {
  const bytes = await parts.fs.read(path, maxBytes);
  const parsed = ownerSchema.safeParse(bytes === undefined ? undefined : parseJsonBytes(bytes));
  if (!parsed.success || parsed.data.root !== parts.root || parsed.data.action === null) return false;
  // What this process itself executes is not left.
  return isAbandoned({ ...parsed.data, since: parseTime(parsed.data.time) ?? 0 }, true, parts);
}
