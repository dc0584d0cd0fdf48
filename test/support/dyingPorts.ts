import type { FileSystem, Git } from "../../src/core/ports.ts";

const changing = new Set<string | symbol>([
  "writeAtomic",
  "createExclusive",
  "rename",
  "touch",
  "remove",
  "removeTree",
  "makeDirectory",
  "removeDirectory",
  "copyFile",
  "copyLink",
  "link",
]);

/** Kills this process and the gits it has started: the whole process group, which `DyingProgram` makes for it. */
function die(): void {
  process.kill(0, "SIGKILL");
}

/** Ports of a process that kills itself at one step. Steps are the calls that change something, of files and of git. */
export class DyingPorts {
  readonly fs: FileSystem;
  readonly git: Git;
  /** The steps there were, one letter each: `f` for files, `g` for git. */
  steps = "";
  readonly #step: number;
  readonly #delay: number;

  /** `step`: which one, from 0; one that never comes: none. `delay`: how long it has begun by then, in milliseconds; 0: not at all. */
  constructor(fs: FileSystem, git: Git, step: number, delay: number) {
    this.#step = step;
    this.#delay = delay;
    this.fs = new Proxy(fs, {
      get: (target, name) => {
        const method = Reflect.get(target, name) as (...parameters: readonly unknown[]) => unknown;
        return (...parameters: readonly unknown[]): unknown => {
          if (changing.has(name)) this.#begin("f");
          return method.apply(target, parameters as unknown[]);
        };
      },
    });
    this.git = {
      run: async (request) => {
        if (request.access === "write") this.#begin("g");
        return git.run(request);
      },
    };
  }

  #begin(kind: "f" | "g"): void {
    const at = this.steps.length;
    this.steps += kind;
    if (at !== this.#step) return;
    if (this.#delay === 0) die();
    else setTimeout(die, this.#delay);
  }
}
