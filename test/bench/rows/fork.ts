import { join } from "node:path";
import { openWorkspace } from "../../../src/adapters/open/openWorkspace.ts";
import { SimpleGit } from "../../../src/adapters/simpleGit.ts";
import type { SessionId } from "../../../src/core/sessions/model/sessionId.ts";
import { BigRepository } from "../support/bigRepository.ts";
import { measure, timed } from "../support/measure.ts";
import { ports } from "../support/ports.ts";
import { atMost, type BenchRow } from "../support/row.ts";

export const row: BenchRow = {
  id: "fork",
  position: 13,
  title: "fork",
  unit: "files",
  sizes: [28_000],
  quickSizes: [5_000],
  target: "≤ 20 ms (branch now, worktree when first opened); removal returns at once",
  async run(context, size) {
    const repository = await BigRepository.make(await context.directory(), size);
    await repository.rest();
    const { root } = repository;
    const git = new SimpleGit({ workspace: root, logger: ports.logger });
    const workspace = await openWorkspace(root, { logger: ports.logger, git: () => git });
    await workspace.sessions.init();
    await workspace.sessions.create({ slug: "base", project: "The baseline" });
    const { forks } = (await workspace.git?.()) ?? {};
    if (forks === undefined) throw new Error("A workspace with git has forks.");
    const head = repository.git("rev-parse", "HEAD");
    let number = 0;
    const made: SessionId[] = [];
    const { ours, floor } = await measure(
      {
        floor: () => {
          number += 1;
          repository.git("update-ref", `refs/heads/floor-${number}`, head, "");
        },
        ours: async () => {
          made.push((await forks.create({ slug: `fork-${number}` })).id);
        },
      },
      { rounds: context.rounds(8), warmUp: 1 },
    );
    let next = 0;
    const { peer, opening, removing } = await measure(
      {
        peer: async () => {
          const worktree = join(root, ".worktrees", `peer-${next}`);
          const took = await timed(() => repository.git("worktree", "add", "--quiet", worktree, `floor-${next + 1}`));
          repository.git("worktree", "remove", "--force", worktree);
          return took;
        },
        opening: () => forks.open(made[next] as SessionId),
        removing: async () => {
          const took = await timed(() => forks.remove(made[next++] as SessionId));
          await forks.whenDiscarded();
          return took;
        },
      },
      { rounds: context.rounds(2), warmUp: 0 },
    );
    return {
      figures: { ours, floor, peer, "worktree, when first opened": opening, "removal with a worktree": removing },
      checks: [
        atMost("fork, median", ours.median, 20, "ms"),
        atMost("worktree / full worktree of git", opening.median / peer.median, 1.25),
        atMost("removal with a worktree, median", removing.median, 250, "ms"),
      ],
      notes: [
        "ours: session and branch; floor: the branch ref alone; peer: `git worktree add`, as tools do that give every fork a worktree at once.",
      ],
    };
  },
};
