import type { FileSystem, Git, GitRequest } from "../../src/core/base/ports.ts";

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

/** What git does with objects that nothing leads to yet, and with an index that is nobody's but this process's. */
const writesObjects = new Set(["commit-tree", "hash-object", "mktree", "write-tree"]);

/** Files that this process alone uses. */
const scratch = /\/\.git\/(?:worktrees\/[^/]+\/)?workflow(?:\/|$)/u;

/** What a step changes: files, what git keeps, and (`s`, `o`) scratch files and objects, which say nothing to anybody who comes after. */
export type StepKind = "f" | "g" | "s" | "o";

export function gitStep({ args, env }: GitRequest): StepKind {
  return env?.["GIT_INDEX_FILE"] !== undefined || args.some((arg) => writesObjects.has(arg)) ? "o" : "g";
}

export function fileStep(path: string): StepKind {
  return scratch.test(path) ? "s" : "f";
}

/** Ports of a process that kills itself at one step. Steps are the calls that change something, of files and of git. */
export class DyingPorts {
  readonly fs: FileSystem;
  readonly git: Git;
  /** The steps there were, one letter each (`StepKind`). */
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
          if (changing.has(name)) this.#begin(fileStep(String(parameters[0])));
          return method.apply(target, parameters as unknown[]);
        };
      },
    });
    this.git = {
      run: async (request) => {
        if (request.access === "write") this.#begin(gitStep(request));
        return git.run(request);
      },
    };
  }

  #begin(kind: StepKind): void {
    const at = this.steps.length;
    this.steps += kind;
    if (at !== this.#step) return;
    if (this.#delay === 0) die();
    else setTimeout(die, this.#delay);
  }
}
