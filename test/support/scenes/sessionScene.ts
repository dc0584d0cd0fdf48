import { SessionService, type SessionServiceOptions } from "../../../src/core/sessions/sessionService.ts";
import { FakeClock } from "../fakes/fakeClock.ts";
import { FixedRandom } from "../fakes/fixedRandom.ts";
import { MemoryDisk } from "../fakes/memoryDisk.ts";
import { MemoryFileSystem, type StepHook } from "../fakes/memoryFileSystem.ts";
import { MemoryLogger } from "../fakes/memoryLogger.ts";

/** One workspace in memory; every `service` is a process of its own on the same disk. */
export class SessionScene {
  readonly root = "/work";
  readonly directory = "/work/.workflow";
  readonly clock = new FakeClock();
  readonly random = new FixedRandom();
  readonly logger = new MemoryLogger();
  readonly disk = new MemoryDisk(() => this.clock.now());

  constructor() {
    this.disk.directory(this.root);
  }

  fileSystem(onStep?: StepHook): MemoryFileSystem {
    return new MemoryFileSystem({ disk: this.disk, ...(onStep === undefined ? {} : { onStep }) });
  }

  service(options: { readonly onStep?: StepHook } & Partial<SessionServiceOptions> = {}): SessionService {
    const { onStep, ...others } = options;
    const { root, clock, random, logger } = this;
    return new SessionService({ root, clock, random, logger, fs: this.fileSystem(onStep), ...others });
  }

  /** Lets so much time pass that nothing counts as in progress or as changed just now. */
  rest(milliseconds = 120_000): void {
    this.clock.set(this.clock.now() + milliseconds);
  }

  recordPath(id: string): string {
    return `${this.directory}/${id}/workflow-session.json`;
  }

  /** The record as the file has it. */
  record(id: string): Record<string, unknown> {
    return JSON.parse(this.disk.text(this.recordPath(id)) ?? "null") as Record<string, unknown>;
  }

  /** Every file with its content, without what is only under construction. */
  files(directory: string = this.directory): Record<string, string> {
    const found: Record<string, string> = {};
    for (const name of this.disk.list(directory)) {
      if (/^\.(?:edit|new-|old-)/u.test(name)) continue;
      const path = `${directory}/${name}`;
      const node = this.disk.find(path);
      if (node?.kind === "directory") Object.assign(found, this.files(path));
      else if (node?.kind === "file") found[path.slice(this.directory.length + 1)] = this.disk.text(path) ?? "";
    }
    return found;
  }

  /** What else a kill or a failure may leave: locks, directories being built or thrown away. */
  leftovers(directory: string = this.directory): readonly string[] {
    return this.disk.list(directory).flatMap((name) => {
      const path = `${directory}/${name}`;
      if (/^\.(?:edit|new-|old-)/u.test(name)) return [path];
      return this.disk.find(path)?.kind === "directory" ? this.leftovers(path) : [];
    });
  }

  markers(): readonly string[] {
    return this.disk.list(this.directory).filter((name) => name.startsWith(".active-"));
  }
}
