import { WorkflowError } from "../../base/errors.ts";
import { say } from "../../base/text.ts";
import { type Ports, RecordLock } from "../../files/recordLock.ts";

const tries = 3;

/** Puts a file in its place, as long as nobody has taken the lock away. */
export type Place = (path: string, content: Uint8Array) => Promise<void>;

class Lost extends Error {}

/**
 * Does something with the drafts of a workspace while no other window does; begins again where the lock was taken away, as from a window that slept. The
 * directory has to be there. Throws `conflict` where its turn does not come.
 */
export async function inTurn<Result>(
  ports: Ports & { readonly directory: string },
  work: (place: Place) => Promise<Result>,
): Promise<Result> {
  for (let left = tries; left > 0; left -= 1) {
    const lock = await RecordLock.open(ports.directory, ports);
    try {
      return await work(async (path, content) => {
        const staged = await lock.stage(content);
        if (staged === undefined || !(await ports.fs.rename(staged, path))) throw new Lost();
      });
    } catch (error) {
      if (!(error instanceof Lost)) throw error;
    } finally {
      await lock.close();
    }
  }
  throw new WorkflowError(
    "conflict",
    say`Another window is changing the comments that are not sent yet.`,
    say`Wait a moment, then try again.`,
  );
}
