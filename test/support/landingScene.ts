import type { LandingMove } from "../../src/core/checkpoints/landing.ts";
import { parseObjectId } from "../../src/core/git/objectId.ts";
import { refName } from "../../src/core/git/refName.ts";
import { CheckpointScene } from "./checkpointScene.ts";

/** A repository where commits wait to be brought to its main branch. */
export class LandingScene extends CheckpointScene {
  /** A commit on top of main that `change` makes in the working tree; everything is as before afterwards. */
  next(change: () => void): LandingMove {
    const { repository } = this;
    const from = parseObjectId(repository.git("rev-parse", "HEAD"));
    change();
    const to = parseObjectId(repository.commitAll("what comes"));
    repository.git("reset", "--quiet", "--hard", from);
    return { ref: refName("refs/heads/main"), from, to };
  }

  get main(): string {
    return this.repository.git("rev-parse", "refs/heads/main");
  }

  /** `XY path` of everything that differs, as a person sees it. */
  get status(): readonly string[] {
    return this.repository.git("status", "--porcelain", "--no-renames").split("\n").filter(Boolean);
  }
}
