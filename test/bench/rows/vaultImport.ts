import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseObjectId } from "../../../src/core/git/repository/objectId.ts";
import { refName } from "../../../src/core/git/repository/refName.ts";
import type { Kept } from "../../../src/core/review/vault/keptObjects.ts";
import { openVault } from "../support/bigProposal.ts";
import { measure, timed } from "../support/measure.ts";
import { atMost, type BenchRow } from "../support/row.ts";

function kept(id: string): readonly Kept[] {
  return [{ ref: refName("refs/workflow/bench/to"), id: parseObjectId(id) }];
}

export const row: BenchRow = {
  id: "vault-import",
  position: 22,
  title: "import into the vault",
  unit: "files",
  sizes: [57_000],
  quickSizes: [5_000],
  target: "first ≤ 1.5 × one fetch that checks every object; second, 1 file changed, ≤ 2 × the same",
  async run(context, size) {
    const repository = await context.repository(size);
    const { root } = repository;
    const directory = await context.directory();
    const git = (...args: readonly string[]): Buffer => execFileSync("git", args, { cwd: root, stdio: "pipe" });
    const fetch = ["-c", "transfer.fsckObjects=true", "fetch", "--quiet", "--no-tags", `file://${root}`, "+main:main"];
    const fresh = (name: string): string => {
      const path = join(directory, name);
      rmSync(path, { recursive: true, force: true });
      return path;
    };
    const first = repository.git("rev-parse", "HEAD");
    const firstTime = await measure(
      {
        floor: async () => {
          const path = fresh("floor");
          return timed(() => {
            git("init", "--quiet", "--bare", path);
            git(`--git-dir=${path}`, ...fetch);
          });
        },
        peer: async () => {
          const path = fresh("peer");
          return timed(() => git("clone", "--quiet", "--bare", "--no-hardlinks", `file://${root}`, path));
        },
        ours: async () => {
          const path = fresh("vaults");
          mkdirSync(path);
          return timed(async () => {
            await (await openVault(root, path)).import(kept(first));
          });
        },
      },
      { rounds: context.rounds(3), warmUp: 0 },
    );
    const vault = await openVault(root, join(directory, "vaults"));
    const secondTime = await measure(
      {
        floor: async () => {
          repository.edit();
          repository.git("commit", "--quiet", "--all", "-m", "edit");
          return timed(() => git(`--git-dir=${join(directory, "floor")}`, ...fetch));
        },
        ours: async () => {
          const id = repository.git("rev-parse", "HEAD");
          return timed(() => vault.import(kept(id)));
        },
        "nothing new": async () => {
          const id = repository.git("rev-parse", "HEAD");
          return timed(() => vault.import(kept(id)));
        },
      },
      { rounds: context.rounds(4), warmUp: 1 },
    );
    const megabytes = repository.objectBytes(vault.repository.paths.gitDir) / 2 ** 20;
    return {
      figures: {
        ours: firstTime.ours,
        floor: firstTime.floor,
        peer: firstTime.peer,
        "second time": secondTime.ours,
        "second time, floor": secondTime.floor,
        "nothing new": secondTime["nothing new"],
      },
      checks: [
        atMost("first time, ours / floor", firstTime.ours.ratioTo(firstTime.floor), 1.5),
        atMost("second time, ours / floor", secondTime.ours.ratioTo(secondTime.floor), 2),
      ],
      notes: [
        "floor: init --bare and one fetch with transfer.fsckObjects, then that fetch again; peer: clone --bare, which checks no object's form; ours also looks at the source, proves what arrived and keeps it by name",
        `the vault holds ${megabytes.toFixed(1)} MB`,
      ],
    };
  },
};
