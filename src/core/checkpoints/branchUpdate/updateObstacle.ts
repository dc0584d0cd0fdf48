import type { Obstacle, ObstacleReason } from "../../base/obstacle.ts";
import { say, type Text, type TextValue } from "../../base/text.ts";
import { shortObjectId } from "../../git/repository/shortObjectId.ts";
import type { PathChange } from "../../git/objects/treeDiff.ts";
import { someFiles } from "./someFiles.ts";
import type { SkippedFile, SkipReason } from "../model/checkpoint.ts";

/** What can stand in the way of a branch update in the working tree it comes to. */
export type UpdateReason = Extract<
  ObstacleReason,
  "edits" | "unmerged" | "submodule" | "sparse" | "ignored" | "left-out" | "name" | "session-state" | "session-path"
>;

/** What is known of files that are in the way, besides their names. */
export interface WayFacts {
  /** What comes, where it is known. */
  readonly changes?: readonly PathChange[] | undefined;
  /** What the checkpoint of the working tree does not hold. */
  readonly skipped?: readonly SkippedFile[] | undefined;
}

/** Paths that may stand in a command a person copies as they are; others could be more than a name to a shell. */
const plain = /^[\w./+-]+$/u;

/** An obstacle about these files, in words. */
export function updateObstacle(reason: UpdateReason, paths: readonly string[], facts: WayFacts = {}): Obstacle {
  const sorted = [...new Set(paths)].toSorted();
  return { reason, paths: sorted, ...words(reason, sorted, facts) };
}

/** The sentence with the files in it, and what helps. */
interface Words {
  readonly text: Text;
  readonly help: Text;
}

function words(reason: UpdateReason, paths: readonly string[], { changes = [], skipped = [] }: WayFacts): Words {
  if (reason === "submodule") return { text: submodulesStay(paths), help: movedBy(paths, changes) };
  if (reason === "sparse") return sparse(paths);
  return plainWords[reason](reason === "left-out" ? withReasons(paths, skipped) : someFiles(paths));
}

const plainWords: Readonly<Record<Exclude<UpdateReason, "submodule" | "sparse">, (files: TextValue) => Words>> = {
  edits: (files) => ({
    text: say`Edits in your working tree are about the same places: ${files}`,
    help: say`Commit, stash (new files too: git stash -u) or take back these edits, then look again.`,
  }),
  unmerged: (files) => ({
    text: say`Your index holds unresolved conflicts: ${files}`,
    help: say`Resolve and commit them, or abort what they come from, then look again.`,
  }),
  ignored: (files) => ({
    text: say`Something that no checkpoint holds (ignored by git, a link, another repository) lies where files would be written: ${files}`,
    help: say`Move it away (git status --ignored names ignored files), then look again.`,
  }),
  "left-out": (files) => ({
    text: say`No checkpoint can hold these files of yours, so nothing replaces them: ${files}`,
    help: say`Move them away, or let checkpoints hold larger files (workflowSessions.checkpoints.sizeLimit), then look again.`,
  }),
  name: (files) => ({
    text: say`Names that are not UTF-8 cannot be written: ${files}`,
    help: say`Give these files other names in the proposal, then ask again.`,
  }),
  "session-state": (files) => ({
    text: say`Each working tree has these files of sessions for itself, so they do not come with a branch: ${files}`,
    help: say`Take them out of the commit (git rm --cached, or git checkout of the target's version where it has one), then ask again.`,
  }),
  "session-path": (files) => ({
    text: say`Links among the files of sessions, and other spellings of their directories, do not come with a branch: ${files}`,
    help: say`Take them out of the commit (git rm --cached), then ask again.`,
  }),
};

function submodulesStay(paths: readonly string[]): Text {
  return say`Submodules that have work of their own, stand at another commit, or come or go are not changed here: ${someFiles(paths)}`;
}

function sparse(paths: readonly string[]): Words {
  const directory = directoryOf(paths[0]);
  return {
    text: say`These files are outside of your sparse checkout: ${someFiles(paths)}`,
    help: say`Bring them in (git sparse-checkout add ${directory}, or git sparse-checkout disable), then look again.`,
  };
}

/** How a person moves the first of these submodules. */
function movedBy(paths: readonly string[], changes: readonly PathChange[]): Text {
  const changed = changes.find(({ path }) => path === paths[0]);
  if (changed?.oldMode !== "160000" || changed.newMode !== "160000")
    return say`Merge it by hand (git merge), and bring what is missing (git submodule update --init).`;
  const lib = named(changed.path, say`<submodule>`);
  const to = shortObjectId(changed.newId);
  return say`Commit and push what is in it, bring it to the commit that comes (git -C ${lib} fetch, git -C ${lib} checkout ${to}), then look again.`;
}

function named(path: string, other: Text): TextValue {
  return plain.test(path) && !path.startsWith("-") ? path : other;
}

function directoryOf(path = ""): TextValue {
  const end = path.lastIndexOf("/");
  return end < 0 ? say`<directory>` : named(path.slice(0, end), say`<directory>`);
}

/** The first five files, each with the reason why no checkpoint holds it. */
function withReasons(paths: readonly string[], skipped: readonly SkippedFile[]): TextValue {
  return someFiles(paths, (path) => {
    const found = skipped.find((one) => path === one.path.replace(/\/$/u, "") || path.startsWith(one.path));
    return found === undefined ? path : say`${path} (${notHeld[found.reason as SkipReason] ?? found.reason})`;
  });
}

const notHeld: Readonly<Record<SkipReason, Text>> = {
  "too-large": say`too large`,
  "nested-repository": say`another repository`,
  worktree: say`a worktree of this repository`,
  unreadable: say`it cannot be read`,
  "not-a-file": say`not a file`,
  submodule: say`a submodule`,
  filter: say`its filter fails or may not run`,
  stripped: say`a filter keeps only a part of it`,
  encoding: say`its encoding cannot be converted`,
  name: say`its name cannot be kept`,
};
