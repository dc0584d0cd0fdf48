import type { Ports } from "../../files/recordLock.ts";
import { loadRecord } from "./loadRecord.ts";
import type { ParsedRecord } from "./record.ts";
import type { EditOptions, EditPlan, OriginOf } from "./recordEditing.ts";
import type { SessionLocation } from "../places/sessionLocation.ts";

/** Reads records, and changes them together with the files that belong to one step. */
export class RecordStore {
  readonly #ports: Ports;
  readonly #originOf: OriginOf | undefined;

  constructor(ports: Ports, originOf?: OriginOf) {
    this.#ports = ports;
    this.#originOf = originOf;
  }

  /** The record as it stands; what cannot be read is a `fault`, never an error, so that it blocks nothing. */
  async read(location: SessionLocation): Promise<ParsedRecord> {
    return (await loadRecord(this.#ports, location)).parsed;
  }

  /** Changes the record and adds files as one step (recordEditing.ts). */
  async edit(location: SessionLocation, plan: EditPlan, options: EditOptions = {}): Promise<void> {
    const { editRecordAt } = await import("./recordEditing.ts");
    await editRecordAt({ ...this.#ports, originOf: this.#originOf }, location, plan, options);
  }
}
