import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";

/** A git that notes the arguments of each of its processes, and then is the one of the machine. */
export class GitShim {
  /** A PATH on which it comes first. */
  readonly path: string;
  readonly #notes: string;

  /** @param directory is made */
  constructor(directory: string) {
    const path = process.env["PATH"] ?? "";
    const git = path
      .split(delimiter)
      .map((place) => join(place, "git"))
      .find((file) => existsSync(file));
    if (git === undefined) throw new Error("There is no git.");
    mkdirSync(directory);
    this.#notes = join(directory, "notes");
    writeFileSync(this.#notes, "");
    const program = join(directory, "git");
    writeFileSync(program, `#!/bin/sh\nprintf '%s\\0' "$*" >>'${this.#notes}'\nexec '${git}' "$@"\n`);
    chmodSync(program, 0o755);
    this.path = `${directory}${delimiter}${path}`;
  }

  /** The arguments of each process that was started while this was done, in one line and without the settings all have. */
  async processesOf(work: () => Promise<unknown>): Promise<readonly string[]> {
    const before = this.#all().length;
    await work();
    return this.#all()
      .slice(before)
      .map((line) => line.replaceAll(/-c \S+ |--no-optional-locks |--literal-pathspecs /gu, ""));
  }

  #all(): readonly string[] {
    return readFileSync(this.#notes, "utf8").split("\0").slice(0, -1);
  }
}
