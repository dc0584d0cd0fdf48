import { WorkflowError } from "../../core/errors.ts";
import type { Gate, PreparedAction } from "../../core/review/gate.ts";
import type { Host } from "../host.ts";
import { t } from "../hostWording.ts";
import type { Place } from "../places/place.ts";
import type { ReviewFile } from "./reviewAddress.ts";
import type { Reviewing } from "./reviewing.ts";

/** The reviewer's side of each place, made when it is first needed. */
export class Reviewings {
  readonly #host: Host;
  readonly #gates = new WeakMap<Place, Promise<Gate>>();
  /** Built for editors of requests whose panel is closed. */
  readonly #prepared = new Map<string, Promise<PreparedAction>>();

  constructor(host: Host) {
    this.#host = host;
  }

  of(
    place: Place,
  ): Reviewing & { readSide: (file: ReviewFile, shown?: PreparedAction) => Promise<Uint8Array | undefined> } {
    const gate = async (): Promise<Gate> => await this.#gate(place);
    return {
      gate,
      annotations: place.workspace.annotations,
      readSide: async (file, shown) => {
        const action = shown ?? (await this.#prepare(file, gate));
        return await (await gate()).readSide(action, file.side, file.path);
      },
    };
  }

  async #prepare({ place, request }: ReviewFile, gate: () => Promise<Gate>): Promise<PreparedAction> {
    const key = `${place}\n${request}`;
    let prepared = this.#prepared.get(key);
    if (prepared === undefined) {
      prepared = gate().then(async (opened) => await opened.prepare(request));
      this.#prepared.set(key, prepared);
      prepared.catch(() => this.#prepared.delete(key));
    }
    return await prepared;
  }

  async #gate(place: Place): Promise<Gate> {
    this.#host.runner.requireTrust();
    const known = this.#gates.get(place);
    if (known !== undefined) return await known;
    throw new WorkflowError("refused", t("Nothing can be decided here yet."), t("Look again later."));
  }
}
