import type { FileSystem } from "../base/ports.ts";
import { joinPath } from "../files/paths.ts";
import type { Forks } from "../forks/forks.ts";
import { logOf } from "./logOf.ts";
import type { Pending, WriteAheadLog } from "./writeAheadLog.ts";

export interface ForkLogOptions {
  /** `<root>/.workflow`. */
  readonly directory: string;
  readonly fs: FileSystem;
  readonly forks: () => Promise<Pick<Forks, "interrupted" | "recover">>;
}

/** Changes of forks: `.workflow/.forks/<id>.json` (forks/model/forkJournal.ts). */
export function forkLog({ directory, fs, forks }: ForkLogOptions): WriteAheadLog {
  const pending = async (): Promise<readonly Pending[]> => {
    const names = (await fs.names(joinPath(directory, ".forks"))) ?? [];
    if (!names.some((name) => name.endsWith(".json"))) return [];
    return (await (await forks()).interrupted()).map(({ message, subject, session, repair }) => ({
      log: "forks",
      id: session ?? "",
      message,
      path: subject,
      ...(session === null ? {} : { session }),
      ...(repair === null ? {} : { repair }),
    }));
  };
  return logOf("forks", pending, async ({ session }) => {
    const outcome = session === undefined ? undefined : await (await forks()).recover(session);
    return outcome === undefined ? undefined : { outcome, edited: [] };
  });
}
