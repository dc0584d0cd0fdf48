import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import { NodeCryptography } from "../../../src/adapters/nodeCryptography.ts";
import { NodeFileSystem } from "../../../src/adapters/nodeFileSystem.ts";
import { SystemClock } from "../../../src/adapters/systemClock.ts";
import { SystemRandom } from "../../../src/adapters/systemRandom.ts";
import { FileError, WorkflowError } from "../../../src/core/base/errors.ts";
import { say } from "../../../src/core/base/text.ts";
import { GitError } from "../../../src/core/git/repository/gitError.ts";
import { refName } from "../../../src/core/git/repository/refName.ts";
import { openRepository } from "../../../src/core/git/repository/repository.ts";
import type { FileSystem, Git } from "../../../src/core/base/ports.ts";
import { Vault } from "../../../src/core/review/vault/vault.ts";
import { squash, VaultScene } from "../../support/scenes/vaultScene.ts";

let scene: VaultScene | undefined;
afterEach(() => scene?.dispose());

const changing = new Set<string | symbol>([
  "writeAtomic",
  "createExclusive",
  "rename",
  "remove",
  "removeTree",
  "makeDirectory",
]);

/** Told before each call that changes something, and behind each of git's; what it throws is what the call throws. */
type Step = (when: "before" | "behind", port: "files" | "git") => void;

function stepping(git: Git, files: FileSystem, step: Step): { readonly git: Git; readonly fs: FileSystem } {
  return {
    git: {
      async run(request) {
        if (request.access !== "write") return git.run(request);
        step("before", "git");
        const result = await git.run(request);
        step("behind", "git");
        return result;
      },
    },
    fs: new Proxy(files, {
      get(target, name) {
        const method = Reflect.get(target, name) as (...parameters: readonly unknown[]) => Promise<unknown>;
        return async (...parameters: readonly unknown[]): Promise<unknown> => {
          if (changing.has(name)) step("before", "files");
          return method.apply(target, parameters as unknown[]);
        };
      },
    }),
  };
}

const refs = ["refs/workflow/x/source", "refs/workflow/x/target"].map((name) => refName(name));

/** Two branches that merge. */
function forked(): VaultScene {
  scene = new VaultScene({ files: { "a.txt": "one\n", "b.txt": "two\n" } });
  const { source } = scene;
  source.git("checkout", "--quiet", "-b", "topic");
  source.write("a.txt", "more\n");
  source.commitAll("topic");
  source.git("checkout", "--quiet", "main");
  source.write("b.txt", "another\n");
  source.commitAll("main");
  return scene;
}

/** From the making of the vault to the publication; the result. */
async function review(one: VaultScene, step: Step): Promise<string> {
  const random = new SystemRandom();
  const ports = stepping(one.source.port(), new NodeFileSystem(random), step);
  const source = await openRepository(ports.git, one.source.root);
  const vault = await Vault.open({
    ...ports,
    directory: one.directory,
    source,
    logger: one.source.logger,
    random,
    clock: new SystemClock(),
    cryptography: new NodeCryptography(),
  });
  const [topic, target] = [one.id("topic"), one.id("main")];
  await vault.import([topic, target].map((id, at) => ({ ref: refs[at] ?? refName("refs/workflow/x/0"), id })));
  const merged = await vault.merge(target, topic, squash);
  if (merged.kind === "conflict") throw new Error(merged.messages.join("\n"));
  await vault.keep([{ ref: refName("refs/workflow/x/result"), id: merged.result }]);
  await vault.publish(source, merged.result, target);
  return merged.result;
}

describe("a disk that is full at any one write", () => {
  test.each([
    ["before", "files", () => new FileError("no-space", "/", say`No space left on device`), 1],
    ["before", "git", () => new GitError("no-space", say`git: No space left on device`), 5],
    ["behind", "git", () => new GitError("no-space", say`git: No space left on device`), 5],
  ] as const)("(%s, %s) is said, keeps nothing false, and the next review works", async (when, port, error, least) => {
    const one = forked();
    const before = one.source.userState();
    const truth = await review(one, () => undefined);
    let failures = 0;
    for (let at = 0; ; at += 1) {
      rmSync(one.directory, { recursive: true });
      mkdirSync(one.directory);
      let steps = 0;
      const outcome: unknown = await review(one, (now, what) => {
        if (now !== when || what !== port) return;
        steps += 1;
        if (steps === at + 1) throw error();
      }).catch((reason: unknown) => reason);
      if (steps <= at) break;
      if (outcome instanceof Error) {
        failures += 1;
        expect(outcome).toBeInstanceOf(WorkflowError);
        expect(outcome).toMatchObject({ reason: "no-space", hint: expect.stringContaining("Free some disk space") });
      }
      const vault = await one.open();
      // What is kept is whole, however far it came.
      for (const { id } of await vault.kept()) await vault.repository.read(["rev-list", "--objects", id]);
      expect(await review(one, () => undefined)).toBe(truth);
      await vault.repository.read(["fsck", "--full", "--strict", "--no-dangling"]);
      expect(readdirSync(one.directory).filter((name) => name.endsWith(".git"))).toHaveLength(1);
      expect(one.source.userState()).toEqual(before);
    }
    expect(failures).toBeGreaterThanOrEqual(least);
  });
});
