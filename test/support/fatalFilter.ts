import { rmSync, writeFileSync } from "node:fs";
import type { GitRepository } from "./gitRepository.ts";

/**
 * A smudge filter that kills git and the process group it runs in (`DyingProgram`) when git is about to write a chosen file: the files before it
 * are written, it is gone, those behind it stand as they were. Where a clock would have to hit that moment, this always does.
 */
export class FatalFilter {
  readonly #chosen: string;

  /** `pattern`: the files git asks the filter about, as in `.gitattributes`. */
  constructor(repository: GitRepository, pattern: string) {
    this.#chosen = repository.beside("fatal");
    const script = repository.beside("fatal.sh");
    writeFileSync(script, `[ "$(cat '${this.#chosen}' 2>/dev/null)" = "$1" ] && kill -KILL 0\nexec cat\n`);
    repository.git("config", "filter.fatal.smudge", `sh '${script}' %f`);
    repository.write(".git/info/attributes", `${pattern} filter=fatal\n`);
  }

  arm(path: string): void {
    writeFileSync(this.#chosen, path);
  }

  disarm(): void {
    rmSync(this.#chosen, { force: true });
  }
}
