import { writeFileSync } from "node:fs";
import type { GitRepository } from "./gitRepository.ts";

/**
 * A smudge filter that kills git and the process group it runs in (`DyingProgram`) when git is about to write a chosen file: the files before it
 * are written, it is gone, those behind it stand as they were. Where a clock would have to hit that moment, this always does. As long as it is not
 * armed it is a plain `cat`, for which git needs no shell.
 */
export class FatalFilter {
  readonly #repository: GitRepository;
  readonly #script: string;

  /** `pattern`: the files git asks the filter about, as in `.gitattributes`. */
  constructor(repository: GitRepository, pattern: string) {
    this.#repository = repository;
    this.#script = repository.beside("fatal.sh");
    writeFileSync(this.#script, `[ "$2" = "$1" ] && kill -KILL 0\nexec cat\n`);
    repository.write(".git/info/attributes", `${pattern} filter=fatal\n`);
    this.disarm();
  }

  arm(path: string): void {
    this.#smudge(`sh '${this.#script}' '${path}' %f`);
  }

  disarm(): void {
    this.#smudge("cat");
  }

  #smudge(command: string): void {
    this.#repository.git("config", "filter.fatal.smudge", command);
  }
}
