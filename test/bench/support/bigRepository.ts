import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { nodeProcesses } from "../../../src/adapters/nodeProcesses.ts";
import { SimpleGit } from "../../../src/adapters/simpleGit.ts";
import { SystemRandom } from "../../../src/adapters/systemRandom.ts";
import { Checkpoints } from "../../../src/core/checkpoints/checkpoints.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import { RecordsInMemory } from "../../support/scenes/checkpointScene.ts";
import { timed } from "./measure.ts";
import { ports } from "./ports.ts";

export const benchSession = sessionIdFromSlug("bench");

export interface Shadow {
  /** Runs git there, with the files of the repository. */
  readonly run: (...args: readonly string[]) => string;
  /** Milliseconds that its first commit took. */
  readonly first: number;
  /** On disk, after that commit. */
  readonly bytes: number;
}

/** A repository of many small source files in a thousand directories. */
export class BigRepository {
  readonly root: string;
  readonly #files: readonly string[];
  #edits = 0;
  #shadow: Shadow | undefined;

  static async make(directory: string, size: number): Promise<BigRepository> {
    const root = join(directory, "repository");
    await mkdir(root);
    const files = Array.from(
      { length: size },
      (_, n) => `d${n % 40}/s${Math.floor(n / 40) % 30}/t${Math.floor(n / 1200) % 4}/f${n}.ts`,
    );
    const repository = new BigRepository(root, files);
    repository.git("init", "--quiet", "--initial-branch=main");
    const parts = ["commit refs/heads/main\ncommitter Bench <bench@example.org> 1700000000 +0000\ndata 5\nfirst\n"];
    for (const [n, file] of files.entries())
      parts.push(`M 100644 inline ${file}\ndata ${Buffer.byteLength(body(n))}\n${body(n)}\n`);
    execFileSync("git", ["fast-import", "--quiet"], { cwd: root, input: parts.join("") });
    repository.git("tag", "first", "main");
    return repository;
  }

  /** Goes back to the first commit, without what was checkpointed, and waits until nobody has to read the files again. */
  async rest(): Promise<void> {
    this.git("reset", "--quiet", "--hard", "first");
    const deletions = this.git("for-each-ref", "--format=delete %(refname)", "refs/workflow");
    if (deletions !== "") execFileSync("git", ["update-ref", "--stdin"], { cwd: this.root, input: `${deletions}\n` });
    await wait(1500); // Files as old as their index would be read again by everybody.
    this.git("status", "--porcelain");
  }

  private constructor(root: string, files: readonly string[]) {
    this.root = root;
    this.#files = files;
  }

  git(...args: readonly string[]): string {
    return this.gitWith({}, ...args);
  }

  gitWith(env: Readonly<Record<string, string>>, ...args: readonly string[]): string {
    const identity = {
      GIT_AUTHOR_NAME: "b",
      GIT_AUTHOR_EMAIL: "b@b",
      GIT_COMMITTER_NAME: "b",
      GIT_COMMITTER_EMAIL: "b@b",
    };
    const options = { cwd: this.root, env: { ...process.env, ...identity, ...env }, maxBuffer: 1 << 28 };
    return execFileSync("git", args, options).toString("utf8").trim();
  }

  /** The environment in which git uses an index of its own, which agrees with the first commit. */
  ownIndex(name: string): Readonly<Record<string, string>> {
    const index = { GIT_INDEX_FILE: join(this.root, ".git", `${name}-index`) };
    this.gitWith(index, "read-tree", "first");
    this.gitWith(index, "update-index", "-q", "--refresh");
    return index;
  }

  /** What tools do that keep checkpoints in a repository of their own: one beside, with the same files and a commit of them as they are. */
  async shadow(): Promise<Shadow> {
    if (this.#shadow === undefined) {
      const directory = `${this.root}-shadow`;
      const run = (...args: readonly string[]): string =>
        this.git(`--git-dir=${directory}`, `--work-tree=${this.root}`, ...args);
      this.git("init", "--quiet", "--bare", directory);
      run("config", "core.bare", "false");
      const first = await timed(() => {
        run("add", "-A");
        run("commit", "--quiet", "-m", "first");
      });
      this.#shadow = { run, first, bytes: this.objectBytes(directory) };
    } else {
      this.#shadow.run("add", "-A");
      this.#shadow.run("commit", "--quiet", "--allow-empty", "-m", "again");
    }
    return this.#shadow;
  }

  /** Changes one file. */
  edit(): void {
    this.#edits += 1;
    const file = this.#files[(this.#edits * 7919) % this.#files.length] ?? "d0/s0/t0/f0.ts";
    writeFileSync(join(this.root, file), `export const edited = ${this.#edits};\n`.repeat(40));
  }

  checkpoints(): Checkpoints {
    return new Checkpoints({
      ...ports,
      root: this.root,
      git: new SimpleGit({ workspace: this.root, logger: ports.logger }),
      random: new SystemRandom(),
      processes: nodeProcesses,
      sessions: new RecordsInMemory(),
    });
  }

  /** Bytes below `.git/objects`, as git counts them. */
  objectBytes(gitDirectory = join(this.root, ".git")): number {
    const counted = this.git(`--git-dir=${gitDirectory}`, "count-objects", "-v");
    const value = (name: string): number => Number(new RegExp(`^${name}: (\\d+)$`, "mu").exec(counted)?.[1] ?? 0);
    return (value("size") + value("size-pack")) * 1024;
  }
}

function body(n: number): string {
  return `export const value${n} = ${n};\n`.repeat(5 + ((n * 7919) % 60));
}
