import { execFileSync } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { NodeCryptography } from "../../../src/adapters/nodeCryptography.ts";
import { SimpleGit } from "../../../src/adapters/simpleGit.ts";
import { SystemRandom } from "../../../src/adapters/systemRandom.ts";
import { parseObjectId, type ObjectId } from "../../../src/core/git/repository/objectId.ts";
import { openRepository } from "../../../src/core/git/repository/repository.ts";
import { Vault } from "../../../src/core/review/vault/vault.ts";
import { ports } from "./ports.ts";

/** Lines of a file, and how many of them a proposal changes: with 1,000 files 40,000 go and 40,000 come. */
const lines = 200;
const changed = 40;

/** A vault as the extension has it, for a repository at `root`. */
export async function openVault(root: string, directory: string): Promise<Vault> {
  const git = new SimpleGit({ workspace: root, logger: ports.logger });
  return Vault.open({
    ...ports,
    git,
    directory,
    source: await openRepository(git, root),
    random: new SystemRandom(),
    cryptography: new NodeCryptography(),
  });
}

export interface BigProposal {
  readonly root: string;
  readonly from: ObjectId;
  readonly to: ObjectId;
}

/** A repository whose last commit changes so many files, and another four times as many that stay. */
export async function makeBigProposal(directory: string, size: number): Promise<BigProposal> {
  const root = join(directory, "repository");
  await mkdir(root);
  const git = (...args: readonly string[]): string => execFileSync("git", args, { cwd: root }).toString("utf8").trim();
  git("init", "--quiet", "--initial-branch=main");
  const stream = (input: string): Buffer => execFileSync("git", ["fast-import", "--quiet"], { cwd: root, input });
  stream(commit("first", size * 5, 0));
  stream(commit("proposal", size, 1));
  return { root, from: parseObjectId(git("rev-parse", "main~1")), to: parseObjectId(git("rev-parse", "main")) };
}

function commit(message: string, count: number, edit: number): string {
  const head = `commit refs/heads/main\ncommitter Bench <bench@example.org> 1700000000 +0000\ndata ${message.length}\n${message}\n`;
  const files = Array.from({ length: count }, (_, file) => {
    const text = content(file, edit);
    return `M 100644 inline src/m${file % 50}/f${file}.ts\ndata ${Buffer.byteLength(text)}\n${text}\n`;
  });
  return [head, edit === 0 ? "" : "from refs/heads/main^0\n", ...files].join("");
}

function content(file: number, edit: number): string {
  return Array.from({ length: lines }, (_, line) => {
    const isChanged = edit > 0 && (line * 7 + file) % (lines / changed) === 0;
    return isChanged
      ? `// line ${line} of file ${file} is another now\n`
      : `export const value${file}_${line} = compute(${line * file}, "text");\n`;
  }).join("");
}
