import { Coalesced } from "../../../core/base/coalesce.ts";
import type { Logger } from "../../../core/base/ports.ts";
import type { WriteAheadLog } from "../../../core/recovery/writeAheadLog.ts";

/** One workspace whose grants may have been left half-way. */
export interface RecoverableWorkspace {
  readonly key: string;
  /** Its claims: one for each request that was ever decided, also of sessions that were removed since. */
  readonly claims: () => Pick<WriteAheadLog, "recover">;
  /** Whether a request is granted and has no receipt yet. */
  readonly deciding: () => boolean;
  /** Called once something was recovered. */
  readonly recovered: () => Promise<void>;
}

/**
 * Says what came of grants whose window was killed: once for each workspace that appears, and again while one of its requests stays without a receipt.
 * The claims say whether there is anything to recover; the requests do not, because a removal takes its own along. Where nothing was ever decided
 * the gate is not even opened.
 */
export class CrashRecovery {
  readonly #workspaces: () => readonly RecoverableWorkspace[];
  readonly #logger: Logger;
  readonly #done = new Set<string>();
  readonly #running = new Coalesced(() => this.#recoverAll());

  constructor(workspaces: () => readonly RecoverableWorkspace[], logger: Logger) {
    this.#workspaces = workspaces;
    this.#logger = logger;
  }

  /** To be called whenever workspaces may have come; costs nothing where all of them are recovered. Never fails. */
  async run(): Promise<void> {
    await this.#running.run();
  }

  async #recoverAll(): Promise<void> {
    const workspaces = this.#workspaces();
    for (const key of this.#done) if (!workspaces.some((workspace) => workspace.key === key)) this.#done.delete(key);
    for (const workspace of workspaces) {
      if (this.#done.has(workspace.key) && !workspace.deciding()) continue;
      this.#done.add(workspace.key);
      try {
        await this.#recover(workspace);
      } catch (error) {
        this.#logger.error("What was granted in another window could not be recovered.", error);
      }
    }
  }

  async #recover({ claims, recovered }: RecoverableWorkspace): Promise<void> {
    if ((await claims().recover()).length > 0) await recovered();
  }
}
