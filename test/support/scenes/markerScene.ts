import { ActiveMarker } from "../../../src/core/sessions/markers/activeMarker.ts";
import { parseSessionId, type SessionId } from "../../../src/core/sessions/model/sessionId.ts";
import { FakeClock } from "../fakes/fakeClock.ts";
import { MemoryDisk } from "../fakes/memoryDisk.ts";
import { MemoryFileSystem, type StepHook } from "../fakes/memoryFileSystem.ts";
import { MemoryLogger } from "../fakes/memoryLogger.ts";

/** The id a test means; a text that is none is a fault of the test. */
export function id(text: string): SessionId {
  const parsed = parseSessionId(text);
  if (parsed === undefined) throw new Error(`${text} is no session id`);
  return parsed;
}

/** A `.workflow` in memory with sessions and markers, and as many processes looking at it as wanted. */
export class MarkerScene {
  readonly directory = "/work/.workflow";
  readonly clock: FakeClock;
  readonly disk: MemoryDisk;
  readonly logger = new MemoryLogger();

  constructor(sessions: readonly string[], clock = new FakeClock()) {
    this.clock = clock;
    this.disk = new MemoryDisk(() => clock.now());
    this.disk.directory(this.directory);
    for (const session of sessions) this.disk.directory(`${this.directory}/${session}`);
  }

  /** Puts a marker as an old tool's `touch` does; `seconds` from now. */
  mark(session: string, seconds = 0): void {
    const mtimeNs = this.disk.time + BigInt(Math.round(seconds * 1e9));
    this.disk.file(`${this.directory}/.active-${session}`, "", { mtimeNs });
  }

  /** Lets everything that happened lie far enough back to be believed. */
  rest(): void {
    this.clock.set(this.clock.now() + 5000);
  }

  process(onStep?: StepHook): { readonly marker: ActiveMarker; readonly fs: MemoryFileSystem } {
    const fs = new MemoryFileSystem({ disk: this.disk, ...(onStep === undefined ? {} : { onStep }) });
    return { fs, marker: new ActiveMarker(this.directory, { fs, clock: this.clock, logger: this.logger }) };
  }

  /** Names of the markers that stand, sorted. */
  markers(): readonly string[] {
    return this.disk.list(this.directory).filter((name) => name.startsWith(".active-"));
  }
}
