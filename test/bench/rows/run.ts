import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openWorkspace } from "../../../src/adapters/open/openWorkspace.ts";
import { runProgram } from "../../../src/adapters/runProgram.ts";
import { SimpleGit } from "../../../src/adapters/simpleGit.ts";
import { BigRepository } from "../support/bigRepository.ts";
import { measure, timed } from "../support/measure.ts";
import { ports } from "../support/ports.ts";
import { atMost, type BenchRow } from "../support/row.ts";

export const row: BenchRow = {
  id: "run",
  position: 14,
  title: "run: start, a program in it, reset, teardown",
  unit: "files",
  sizes: [1_000, 100_000],
  quickSizes: [1_000],
  target:
    "start ≤ 1.25 × `git worktree add`; reset and teardown ≤ 5 s; a program in a small one ≤ 250 ms more than bare",
  async run(context, size) {
    const repository = await BigRepository.make(await context.directory(), size);
    await repository.rest();
    const { root } = repository;
    const git = new SimpleGit({ workspace: root, logger: ports.logger });
    const workspace = await openWorkspace(root, { logger: ports.logger, git: () => git });
    await workspace.sessions.init();
    await workspace.sessions.create({ slug: "base", project: "The baseline" });
    const runs = await workspace.runs?.();
    if (runs === undefined) throw new Error("A workspace with git has runs.");
    let n = 0;
    const worktree = (): string => join(root, ".worktrees", `WFS-run-${n}`);
    const program = { command: "true", args: [], variables: {}, mayAnswer: false };
    /** What an attempt may have done: some edits, a new directory. */
    const work = (): void => {
      for (let d = 0; d < 40; d += 1) writeFileSync(join(worktree(), `d${d}`, "new.ts"), `export const n = ${n};\n`);
      mkdirSync(join(worktree(), "built"), { recursive: true });
      for (let file = 0; file < 1000; file += 1) writeFileSync(join(worktree(), "built", `${file}.js`), "");
    };
    const figures = await measure(
      {
        peer: async () => {
          n += 1;
          const path = join(root, ".worktrees", `peer-${n}`);
          const took = await timed(() => repository.git("worktree", "add", "--quiet", "-b", `peer-${n}`, path));
          repository.git("worktree", "remove", "--force", path);
          return took;
        },
        ours: () => runs.start({ task: `run-${n}`, lane: "repo-fix" }),
        bare: () => spawnSync("true", { cwd: worktree() }),
        exec: async () => {
          const begun = await runs.begin(`run-${n}`, { tool: "exec", command: ["true"], looks: true });
          const exit = await runProgram({ ...program, directory: begun.worktree, environment: "only" });
          await begun.ended(exit);
        },
        "exec without a look": async () => {
          const begun = await runs.begin(`run-${n}`, { tool: "exec", command: ["true"], looks: false });
          const exit = await runProgram({ ...program, directory: begun.worktree, environment: "only" });
          await begun.ended(exit);
        },
        reset: async () => {
          work();
          return timed(() => runs.reset(`run-${n}`));
        },
        teardown: async () => {
          work();
          const took = await timed(() => runs.teardown(`run-${n}`, { requestedBy: "bench" }));
          await runs.whenDiscarded();
          return took;
        },
      },
      { rounds: context.rounds(3), warmUp: 0 },
    );
    const { ours, peer, bare, exec, reset, teardown } = figures;
    return {
      figures,
      checks: [
        atMost("start / worktree add", ours.median / peer.median, size < 10_000 ? 4 : 1.25),
        ...(size < 10_000 ? [atMost("exec − bare", exec.median - bare.median, 250, "ms")] : []),
        atMost("reset, median", reset.median, 5000, "ms"),
        atMost("teardown, median", teardown.median, 5000, "ms"),
      ],
      notes: [
        "ours: name, fork, worktree and record; peer: `git worktree add`; exec: lease, environment, two looks at the files, as far as they take no longer than half a second, and two events, without the start of `wfs`; reset and teardown after 40 new files beside tracked ones and 1,000 in a new directory.",
      ],
    };
  },
};
