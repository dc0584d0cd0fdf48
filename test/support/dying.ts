import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { effort } from "./effort.ts";
import type { GitRepository } from "./gitRepository.ts";

/** When a process dies: before step number `step`, or so many milliseconds into it. */
export interface Death {
  readonly step: number;
  readonly delay?: number;
}

/**
 * A program that does one operation on `DyingPorts`: `node <program> <root> <step> <delay> <operation as JSON>`, and prints the steps it did.
 * Bundled once: hundreds of processes start, and each would strip the types of a hundred files.
 */
export class DyingProgram {
  readonly #directory: string;

  private constructor(directory: string) {
    this.#directory = directory;
  }

  static async bundle(source: URL): Promise<DyingProgram> {
    const directory = mkdtempSync(join(tmpdir(), "workflow-dying-"));
    await build({
      entryPoints: [fileURLToPath(source)],
      bundle: true,
      platform: "node",
      format: "esm",
      mainFields: ["module", "main"],
      banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
      outfile: join(directory, "program.mjs"),
      logLevel: "error",
    });
    return new DyingProgram(directory);
  }

  /** Lets it work in `root`, in a process group of its own; the steps it did, or "" when it died. Throws when it fails by itself. */
  async run(root: string, operation: object, { step, delay = 0 }: Death = { step: -1 }): Promise<string> {
    const program = join(this.#directory, "program.mjs");
    const args = [program, root, String(step), String(delay), JSON.stringify(operation)];
    const child = spawn(process.execPath, args, { detached: true, stdio: ["ignore", "pipe", "pipe"] });
    let [printed, failed] = ["", ""];
    child.stdout.on("data", (chunk: Buffer) => (printed += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (failed += chunk.toString()));
    await once(child, "close");
    if (failed !== "") throw new Error(`Step ${step} of ${JSON.stringify(operation)}: ${failed}`);
    return printed;
  }

  /** How many steps an operation has; the repository is as before. */
  async count(repository: GitRepository, operation: object): Promise<number> {
    const bringBack = repository.snapshot();
    const steps = await this.run(repository.root, operation);
    bringBack();
    return steps.length;
  }

  /**
   * Lets it die before one step of the operation after the other (`worthTaking`), always from the state that the repository is in now; `look` is
   * told where. Answers the steps; the repository is left as after the last look. The lock under which a killed git was deleting a ref is taken away
   * before, as git asks a person to do: it is one for all refs, and nobody can tell whose it is.
   *
   * @param into milliseconds: dies also inside of runs of git: of each in the soak, else of every third
   * @param begins how many steps the operation has that it begins with, which has a test of its own: only the last of them is taken, but in the
   *   soak. Their order is not part of it, because some of them are done side by side.
   */
  async everywhere(
    repository: GitRepository,
    operation: object,
    look: (where: string) => Promise<void>,
    { into, begins = 0 }: { readonly into?: number | undefined; readonly begins?: number } = {},
  ): Promise<string> {
    const bringBack = repository.snapshot();
    const steps = await this.run(repository.root, operation);
    if (steps.length <= begins) throw new Error(`${steps} does not begin with ${begins} other steps`);
    const known = effort.everyStep ? 0 : Math.max(0, begins - 1);
    let gits = 0;
    for (const step of worthTaking(steps).filter((at) => at >= known)) {
      const isInside =
        /^(?:g|o)$/u.test(steps[step] ?? "") && into !== undefined && (effort.everyStep || gits++ % 3 === 0);
      for (const delay of isInside ? [0, into] : [0]) {
        bringBack();
        await this.run(repository.root, operation, { step, delay });
        removePackedRefsLock(repository);
        await look(`killed ${delay === 0 ? "before" : `${delay} ms into`} step ${step} of ${steps}`);
      }
    }
    return steps;
  }

  dispose(): void {
    rmSync(this.#directory, { recursive: true });
  }
}

function removePackedRefsLock(repository: GitRepository): void {
  for (const name of ["packed-refs.lock", "packed-refs.new"]) rmSync(repository.path(".git", name), { force: true });
}

/**
 * What git asks a person to do after it was killed: removes the locks of branches and HEADs it has left. Nobody but git may say that those are
 * nobody's; the product sees to the locks of its own refs (core/git/refs/privateRefs.ts).
 */
export function removeBranchLocks(repository: GitRepository): void {
  const directories = ["refs/heads", "worktrees", "."].filter((name) => existsSync(repository.path(`.git/${name}`)));
  for (const directory of directories) {
    const entries = readdirSync(repository.path(`.git/${directory}`), {
      recursive: directory !== ".",
      encoding: "utf8",
    });
    const locks = entries.filter((name) => name.endsWith(".lock") && !name.endsWith("index.lock"));
    for (const lock of locks) repository.remove(`.git/${directory}/${lock}`);
  }
}

/**
 * All steps; of a long row of steps between two runs of git that change what git keeps, the two at its beginning, its last one and every eighth
 * between: those are on files, scratch files and objects, and most of them a session's record being written, which has tests of its own that kill it
 * anywhere. The soak takes each (effort.ts).
 */
export function worthTaking(steps: string): readonly number[] {
  const all = Array.from(steps, (_, step) => step);
  if (effort.everyStep) return all;
  return [...steps.matchAll(/g+|[fos]+/gu)].flatMap(({ index, 0: row }) =>
    all
      .slice(index, index + row.length)
      .filter((_, at) => row.startsWith("g") || at < 2 || at === row.length - 1 || at % 8 === 0),
  );
}
