import { isAbandoned } from "../../../base/announcedWork.ts";
import { ageOf, writtenAt } from "../../../files/fileAge.ts";
import { encodeText } from "../../../files/jsonBytes.ts";
import { joinPath } from "../../../files/paths.ts";
import type { RequestId } from "../../../sessions/model/requestId.ts";
import type { ActionContext } from "../common/actionKind.ts";

/** Milliseconds for which a server may still be at what it has got after the last process of a push has ended here: its own hooks take their time. */
const serversTime = 10 * 60_000;

const hostFile = "host";
const mostHost = 1024;

/**
 * What a push leaves while nobody knows what came of it: a directory beside the vault, in which git itself (its trace2) writes a file for each process it
 * starts, named by the process id. A push outlives the window that began it; by these files whoever comes later knows whether one still runs.
 */
export class PushTrace {
  /** For `pushCommit`. */
  readonly directory: string;
  readonly #context: Pick<ActionContext, "fs" | "clock" | "processes">;
  readonly #parent: string;

  constructor({ fs, clock, processes, vault }: ActionContext, request: RequestId) {
    this.#context = { fs, clock, processes };
    this.#parent = `${vault.repository.paths.gitDir}.pushes`;
    this.directory = joinPath(this.#parent, request);
  }

  /** Before the push is started. */
  async begin(): Promise<void> {
    const { fs, processes } = this.#context;
    await fs.makeDirectory(this.#parent);
    await fs.makeDirectory(this.directory);
    await fs.writeAtomic(joinPath(this.directory, hostFile), encodeText(processes.host));
  }

  /** The remote has answered, or nothing reached it: it is known what came of the push. */
  async end(): Promise<void> {
    await this.#context.fs.removeTree(this.directory);
  }

  /** `none`: no push was begun, or the remote answered it; `open`: one runs, or has ended so shortly ago that it may still arrive; `ended`: neither. */
  async state(): Promise<"none" | "open" | "ended"> {
    const { fs, clock, processes } = this.#context;
    const names = await fs.names(this.directory);
    if (names === undefined) return "none";
    const bytes = await fs.read(joinPath(this.directory, hostFile), mostHost);
    // Without a name it was begun here: the machine is written before git is started.
    const host = bytes === undefined ? processes.host : new TextDecoder().decode(bytes);
    for (const name of names) {
      const stat = await fs.lstat(joinPath(this.directory, name));
      if (stat === undefined) continue;
      if (ageOf(stat, clock) < serversTime) return "open";
      const process = processIn(name);
      const since = writtenAt(stat);
      if (process !== undefined && !isAbandoned({ host, process, since }, false, { processes, clock })) return "open";
    }
    return "ended";
  }
}

/** Git's `<time>-H<machine>-P<process, hexadecimal>`. */
function processIn(name: string): number | undefined {
  const [, digits] = /-P([0-9a-f]{8})(?:\.\d+)?$/u.exec(name) ?? [];
  return digits === undefined ? undefined : Number.parseInt(digits, 16);
}
