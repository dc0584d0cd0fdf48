import { FileError, passes, WorkflowError } from "../errors.ts";
import { joinPath } from "../paths.ts";
import type { FileStat } from "../ports.ts";
import { limits } from "./directories.ts";
import { EditBench, type Ports } from "./editBench.ts";
import { type ParsedRecord, parseRecord, recordName, failedRecord } from "./record.ts";
import { Publication, runCommit, type Commit, type LoadedRecord, type RecordChange } from "./recordPublication.ts";
import type { SessionPlace } from "./sessionView.ts";

export interface EditOptions {
  /** Runs when everything is in place; when it throws, everything is put back. May answer the directory the session was moved to. */
  readonly commit?: Commit;
  /** Milliseconds to wait for another writer; default 10 s. */
  readonly patience?: number;
}

/** How often an edit starts over when somebody else's write came between. */
const mostRounds = 50;

/** Reads records, and changes them together with the files that belong to one step. */
export class RecordStore {
  readonly #ports: Ports;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** The record as it stands; what cannot be read is a `fault`, never an error, so that it blocks nothing. */
  async read(place: SessionPlace): Promise<ParsedRecord> {
    return (await this.#load(place)).parsed;
  }

  async #load(place: SessionPlace): Promise<LoadedRecord> {
    const { fs, clock } = this.#ports;
    const path = joinPath(place.path, recordName);
    let stat: FileStat | undefined;
    let time = clock.now();
    try {
      stat = await fs.lstat(path);
      const directory = stat ?? (await fs.lstat(place.path));
      if (directory !== undefined) time = Number(directory.mtimeNs / 1_000_000n);
      const bytes = await fs.read(path, limits.jsonBytes);
      return { stat, parsed: parseRecord(bytes, place.id, time) };
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      if (passes(error)) throw error;
      return { stat, parsed: failedRecord(place.id, time, error) };
    }
  }

  /**
   * Changes the record and adds files as one step. `plan` sees the record as it stands when nobody else of us can write it, and answers what
   * to change; `undefined` changes nothing. A corrupt record is kept as `workflow-session.json.corrupt-<time>` and rebuilt first. Order of
   * appearance: files, record, `commit`. A failure before the end puts everything back and is thrown; a kill leaves old or new content of
   * each file, and at most a bench and a new file without the record that mentions it.
   *
   * What remains: a program that writes the record without this protocol in the microseconds between the last look at it (size, times and
   * inode are compared) and the rename loses its write, as with any two editors.
   */
  async edit(
    place: SessionPlace,
    plan: (current: ParsedRecord) => Promise<RecordChange | undefined> | RecordChange | undefined,
    { commit, patience = 10_000 }: EditOptions = {},
  ): Promise<void> {
    let taken: string | undefined;
    for (let round = 0; round < mostRounds; round += 1) {
      const bench = await EditBench.open(place.path, this.#ports, patience);
      try {
        const loaded = await this.#load(place);
        const change = await plan(loaded.parsed);
        const publication = new Publication(this.#ports, bench, place, loaded);
        if (change === undefined ? await runCommit(bench, commit) : await publication.run(change, commit)) return;
        // Once another writer may have been faster; a plan that asks for the same place again sees nothing else to take.
        if (publication.taken !== undefined && publication.taken === taken) throw placeTaken(taken);
        taken = publication.taken;
      } finally {
        await bench.close();
      }
    }
    throw new WorkflowError(
      "conflict",
      `${joinPath(place.path, recordName)} is being rewritten all the time by another program.`,
      "Find out which program that is; nothing was changed.",
    );
  }
}

function placeTaken(path: string): WorkflowError {
  return new WorkflowError("exists", `${path} exists already.`, "Move it away, then try again; nothing was changed.");
}
