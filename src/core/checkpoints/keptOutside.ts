import type { FileSystem } from "../base/ports.ts";
import { mayHaveRefs } from "../git/refs/hasRefs.ts";
import type { KeptOutside } from "../sessions/model/keptOutside.ts";
import type { SessionId } from "../sessions/model/sessionId.ts";
import type { RefContext } from "../git/refs/privateRefs.ts";
import type { Checkpoints } from "./checkpoints.ts";
import { keepingPrefix, sessionRefs } from "./model/checkpointRefs.ts";

interface KeptOutsideOptions {
  readonly fs: FileSystem;
  /** The git directory all worktrees share. */
  readonly gitDirectory: string;
  readonly versions: () => Promise<{ readonly checkpoints: Pick<Checkpoints, "list" | "recover" | "refContext"> }>;
}

/** The checkpoints of sessions, for operations on their directories. A change of files that was cut off is completed before its journal moves. */
export function keptOutside({ fs, gitDirectory, versions }: KeptOutsideOptions): KeptOutside {
  const has = async (id: SessionId): Promise<boolean> => mayHaveRefs(fs, gitDirectory, sessionRefs(id));
  const refs = async (): Promise<RefContext> => (await versions()).checkpoints.refContext();
  return {
    async count(id) {
      return (await has(id)) ? (await (await versions()).checkpoints.list(id)).length : 0;
    },
    async handOver(from, to) {
      if (!(await has(from))) return;
      await (await versions()).checkpoints.recover(from);
      await (await import("./handOverRefs.ts")).handOverRefs(await refs(), from, to);
    },
    async unended(from) {
      const stands = await mayHaveRefs(fs, gitDirectory, keepingPrefix(from));
      return stands ? await (await import("./handOverRefs.ts")).unendedHandOvers(await refs(), from) : [];
    },
    async handedOver(from, to) {
      if (await has(from)) await (await import("./handOverRefs.ts")).endHandOver(await refs(), from, to);
    },
    async takeBack(from, to) {
      if (await has(from)) await (await import("./handOverRefs.ts")).takeBackRefs(await refs(), from, to);
    },
    async letGo(id) {
      if (!(await has(id))) return 0;
      await (await versions()).checkpoints.recover(id);
      return await (await import("./handOverRefs.ts")).letGoRefs(await refs(), id);
    },
  };
}
