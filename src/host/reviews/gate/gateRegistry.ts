import { openGate, type OpenedGate } from "../../../adapters/open/openGate.ts";
import { WorkflowError } from "../../../core/base/errors.ts";
import { joinPath } from "../../../core/files/paths.ts";
import type { Gate, PreparedAction } from "../../../core/review/gate.ts";
import { isOver } from "../../../core/review/requests/approvalState.ts";
import type { Host } from "../../feature/feature.ts";
import { t } from "../../platform/hostWording.ts";
import type { Place } from "../../workspaces/workflowWorkspace.ts";
import { auditHeadOf } from "../audit/auditLog.ts";
import { approvalsOf } from "../requests/requestWatcher.ts";
import type { ReviewFile } from "../../documents/reviewAddress.ts";
import type { Reviewing } from "./reviewServices.ts";
import { reviewPolicy } from "../../settings/reviewPolicy.ts";

const secretKey = "reviewer.key";
/** Actions that were built for editors whose review is closed. */
const keptActions = 20;
/** By then whoever opened a review reads it, and the vault is at rest; milliseconds. */
const tidiedAfter = 10 * 60_000;

/** Lets go of what nobody can grant any more. */
async function tidy(place: Place, { tidyVault }: OpenedGate): Promise<void> {
  const requests = await (await approvalsOf(place)).list({ all: true });
  await tidyVault(requests.filter(({ state }) => isOver(state)).map(({ id }) => id));
}

/** The reviewer's side of each place, made when it is first needed: git and the vault are not touched before. */
export class Reviewings {
  readonly #host: Host;
  readonly #gates = new WeakMap<Place, Promise<OpenedGate>>();
  readonly #prepared = new Map<string, Promise<PreparedAction>>();

  constructor(host: Host) {
    this.#host = host;
  }

  of(place: Place): Reviewing {
    return {
      gate: async () => await this.#gate(place),
      annotations: place.workspace.annotations,
    };
  }

  /** One side of a file under review; `shown`: the action as its open review has it. */
  async readSide(place: Place, file: ReviewFile, shown?: PreparedAction): Promise<Uint8Array | undefined> {
    const gate = await this.#gate(place);
    return await gate.readSide(shown ?? (await this.#prepare(gate, file)), file.side, file.path);
  }

  async #prepare(gate: Gate, { place, request }: ReviewFile): Promise<PreparedAction> {
    const key = `${place}\n${request}`;
    let prepared = this.#prepared.get(key);
    if (prepared === undefined) {
      prepared = gate.prepare(request);
      this.#prepared.set(key, prepared);
      prepared.catch(() => this.#prepared.delete(key));
      const [oldest] = this.#prepared.keys();
      if (this.#prepared.size > keptActions && oldest !== undefined) this.#prepared.delete(oldest);
    }
    return await prepared;
  }

  async #gate(place: Place): Promise<Gate> {
    this.#host.runner.requireTrust();
    let opened = this.#gates.get(place);
    if (opened === undefined) {
      opened = this.#open(place);
      this.#gates.set(place, opened);
      opened.catch(() => this.#gates.delete(place));
    }
    return (await opened).gate;
  }

  async #open(place: Place): Promise<OpenedGate> {
    const { extension, log } = this.#host;
    const { versions, root, fs, clock, random, sessions } = place.workspace;
    if (versions === undefined) throw new WorkflowError("git-missing", t("There is no git."), t("Install git."));
    const opened = await openGate({
      root,
      fs,
      clock,
      random,
      sessions,
      versions,
      logger: log,
      git: place.git,
      vaultDirectory: joinPath(extension.globalStorageUri.fsPath, "vaults"),
      secrets: {
        get: async () => await extension.secrets.get(secretKey),
        store: async (text) => await extension.secrets.store(secretKey, text),
      },
      policy: reviewPolicy,
      auditHead: auditHeadOf(extension.globalState),
    });
    this.#tidyLater(place, opened);
    return opened;
  }

  #tidyLater(place: Place, opened: OpenedGate): void {
    const { extension, log } = this.#host;
    const timer = setTimeout(() => {
      tidy(place, opened).catch((error: unknown) => log.warn(`The review vault was not tidied: ${String(error)}`));
    }, tidiedAfter);
    extension.subscriptions.push({ dispose: () => clearTimeout(timer) });
  }
}
