import { afterEach, expect } from "vitest";
import type { BranchUpdate } from "../../../src/core/checkpoints/updateBranch.ts";
import type { UpdateReason } from "../../../src/core/checkpoints/branchUpdate/updateObstacle.ts";
import { BranchUpdateConflict } from "../../../src/core/checkpoints/branchUpdate/branchUpdateConflict.ts";
import { parseObjectId } from "../../../src/core/git/repository/objectId.ts";
import { refName } from "../../../src/core/git/repository/refName.ts";
import { CheckpointScene } from "./checkpointScene.ts";

/** A repository where commits wait to be brought to its main branch. */
export class BranchUpdateScene extends CheckpointScene {
  /** A commit on top of main that `change` makes in the working tree; everything is as before afterwards. */
  next(change: () => void): BranchUpdate {
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

/** What `a` and `staged` hold in `editedBranchUpdate`, before the branch update and before any edit. */
export const editedText = Array.from({ length: 12 }, (_, at) => `line ${at}\n`).join("");

/** What is left of a lock is taken away by the next writer of that record. */
function isLock(line: string): boolean {
  return /\/\.edit(?:-\w+)?(?:\/|$)/u.test(line);
}

const session = ".workflow/WFS-auth";
const sessionFiles = {
  [`${session}/workflow-session.json`]: '{"status":"active"}\n',
  [`${session}/TODO_LIST.md`]: editedText,
  [`${session}/plan.md`]: "plan\n",
  ".workflow/WFS-gone/workflow-session.json": "{}\n",
};

/** A working tree with edits of every kind, among the files of sessions too, a commit that comes to it, and everything of it that the update could change. The caller disposes of it. */
export function editedBranchUpdate(): {
  readonly scene: BranchUpdateScene;
  readonly move: BranchUpdate;
  readonly state: () => unknown;
} {
  const scene = new BranchUpdateScene({
    files: { a: editedText, goes: "goes\n", staged: editedText, ".gitignore": "*.log\n", ...sessionFiles },
  });
  const { repository } = scene;
  const move = scene.next(() => {
    repository.write("a", editedText.replace("line 2", "landed"));
    repository.write("staged", editedText.replace("line 2", "landed"));
    repository.write("dir/new", "landed\n");
    repository.remove("goes");
    repository.write(`${session}/workflow-session.json`, '{"status":"completed"}\n');
    repository.write(`${session}/TODO_LIST.md`, editedText.replace("line 2", "landed"));
    repository.write(".workflow/WFS-new/workflow-session.json", "{}\n");
    repository.remove(".workflow/WFS-gone/workflow-session.json");
  });
  repository.write("a", editedText.replace("line 9", "mine"));
  repository.write("staged", editedText.replace("line 9", "mine"));
  repository.git("add", "staged");
  repository.write("untracked", "mine\n");
  repository.write("x.log", "mine\n");
  repository.write(`${session}/TODO_LIST.md`, editedText.replace("line 9", "mine"));
  repository.write(`${session}/plan.md`, "mine\n");
  repository.write(".workflow/WFS-mine/workflow-session.json", "{}\n");
  const state = (): unknown => [
    Object.entries(repository.tree()).filter(([path]) => !isLock(path)),
    repository.git("ls-files", "--stage"),
    scene.main,
    scene.status.filter((line) => !isLock(line)),
  ];
  return { scene, move, state };
}

/** Makes scenes that go with the test that made them; called once at the top of a test file. */
export function branchUpdateScenes(): (
  ...options: ConstructorParameters<typeof BranchUpdateScene>
) => BranchUpdateScene {
  const scenes: BranchUpdateScene[] = [];
  afterEach(() => {
    for (const made of scenes.splice(0)) made.repository.dispose();
  });
  return (...options) => {
    const made = new BranchUpdateScene(...options);
    scenes.push(made);
    return made;
  };
}

/** Expects that the branch update is refused because of these files and for these reasons, in the preview too, and that nothing at all changes. */
export async function expectRefused(
  it: BranchUpdateScene,
  move: BranchUpdate,
  paths: readonly string[],
  ...reasons: readonly UpdateReason[]
): Promise<void> {
  const { repository, checkpoints, id } = it;
  const before = [repository.userState(), repository.tree()];
  const preview = await checkpoints.previewBranchUpdate(id, move);
  expect(preview).toMatchObject({ conflicts: paths });
  const expected = new Set(reasons.length === 0 ? ["edits"] : reasons);
  expect(new Set(preview.obstacles.map(({ reason }) => reason))).toEqual(expected);
  if (!expected.has("edits")) expect(String(preview.obstacles.map(({ text }) => text))).not.toMatch(/(?<!\.)\bedit/iu);
  const refusal: unknown = await checkpoints.updateBranchAndWorktree(id, move).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(BranchUpdateConflict);
  expect(refusal).toMatchObject({ code: "conflict", paths });
  expect([repository.userState(), repository.tree()]).toEqual(before);
  expect(repository.git("for-each-ref", `refs/workflow/${id}/restoring`, `refs/workflow/${id}/undo`)).toBe("");
}
