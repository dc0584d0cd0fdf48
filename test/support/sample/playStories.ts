import { nobodysVoices } from "../nobodysVoices.ts";
import { existsSync } from "node:fs";
import { copyFile, mkdir, readFile, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { NodeFileSystem } from "../../../src/adapters/nodeFileSystem.ts";
import { openGitFeatures } from "../../../src/adapters/open/openGitFeatures.ts";
import type { GitFeatures } from "../../../src/adapters/open/openWorkspace.ts";
import { SimpleGit } from "../../../src/adapters/simpleGit.ts";
import { SystemRandom } from "../../../src/adapters/systemRandom.ts";
import { parseSessionId, type SessionId } from "../../../src/core/sessions/model/sessionId.ts";
import { SessionService } from "../../../src/core/sessions/sessionService.ts";
import { AnnotationStore } from "../../../src/core/annotations/annotationStore.ts";
import type { Annotations } from "../../../src/core/annotations/annotation.ts";
import type { Requests } from "../../../src/core/review/requests/requests.ts";
import { openRequests } from "../../../src/adapters/open/openRequests.ts";
import { FakeClock } from "../fakes/fakeClock.ts";
import { MemoryLogger } from "../fakes/memoryLogger.ts";
import { applyEdits, commitEdits, git, withoutConfiguration } from "./gitHistory.ts";
import type { Deed, Story, When } from "./stories.ts";
import { doTalkDeed } from "./talkDeeds.ts";

/** What the deeds of one story work with. */
interface Stage extends GitFeatures {
  readonly root: string;
  readonly sessions: SessionService;
  readonly annotations: Annotations;
  readonly requests: Requests;
  readonly story: Story;
  readonly id: SessionId;
  /** The fork's worktree, where there is one. */
  readonly worktree: string;
  /** Milliseconds since 1970. */
  readonly time: number;
}

/** Does everything the stories tell, in the order of its time, through the product's own operations. */
export async function playStories(root: string, stories: readonly Story[], now: number): Promise<void> {
  const clock = new FakeClock({ start: now });
  const random = new SystemRandom();
  const logger = new MemoryLogger();
  const ports = { root, fs: new NodeFileSystem(random), clock, random, logger };
  // A new repository tracks nothing below `.workflow`.
  const repository = { gitDirectory: join(root, ".git"), tracks: async () => Promise.resolve(false) };
  const sessions = new SessionService({ ...ports, repository });
  const tools = { ...ports, sessions, git: withoutConfiguration(new SimpleGit({ workspace: root, logger })) };
  const gitFeatures = openGitFeatures(tools);
  const talk = {
    annotations: new AnnotationStore({ ...tools, voices: nobodysVoices() }),
    requests: openRequests({ ...tools, gitFeatures: async () => Promise.resolve(gitFeatures) }),
  };
  await sessions.init();
  const deeds = stories
    .flatMap((story) => story.deeds.map((deed) => ({ story, deed, time: timeOf(deed.when, now) })))
    .toSorted((left, right) => left.time - right.time);
  for (const { story, deed, time } of deeds) {
    clock.set(time);
    const id = checked(story.id);
    await doDeed(
      { ...gitFeatures, ...talk, root, sessions, story, id, worktree: join(root, ".worktrees", id), time },
      deed,
    );
    if (story.deeds.some(({ does }) => does === "fork")) await ageFork(root, id, time);
  }
}

/** Sets the times of the files that tell when a fork was last worked on. */
async function ageFork(root: string, id: SessionId, time: number): Promise<void> {
  const files = [`logs/refs/heads/session/${id}`, `worktrees/${id}/index`, `worktrees/${id}/logs/HEAD`];
  for (const file of files.map((name) => join(root, ".git", name))) {
    if (existsSync(file)) await utimes(file, time / 1000, time / 1000);
  }
}

function timeOf([daysAgo, time]: When, now: number): number {
  const today = new Date(now).toISOString().slice(0, 10);
  return Date.parse(`${today}T${time}:00Z`) - daysAgo * 86_400_000;
}

async function doDeed(stage: Stage, deed: Deed): Promise<void> {
  const { sessions, id, story } = stage;
  switch (deed.does) {
    case "create":
      await sessions.create({
        slug: id,
        project: story.project,
        type: story.type,
        ...(story.tags === undefined ? {} : { extra: { tags: story.tags } }),
      });
      return;
    case "pause":
      await sessions.pause(id);
      return;
    case "resume":
      await sessions.resume(id);
      return;
    case "complete":
    case "archive":
      await sessions.complete(id, { archive: deed.does === "archive" });
      return;
    case "add task":
      await sessions.addTask(deed.task, id);
      return;
    case "finish task":
      await sessions.finishTask(deed.task, id);
      return;
    case "save":
      await sessions.save({ id, message: deed.message });
      return;
    case "enter phase":
      await sessions.enterPhase(deed.phase, { id, artifacts: deed.artifacts ?? {} });
      return;
    case "write":
      await put(join(sessions.directory, id, deed.file), new URL(`artifacts/${id}/${deed.file}`, import.meta.url));
      return;
    case "foreign fields":
      await addFields(join(sessions.directory, id, "workflow-session.json"), deed.json);
      return;
    case "edit":
    case "commit":
    case "checkpoint":
    case "restore":
    case "undo":
    case "fork":
    case "close worktree":
    case "leave":
      await doGitDeed(stage, deed);
      return;
    case "annotate":
    case "ask to merge":
    case "ask to remove":
    case "ask to commit":
      await doTalkDeed(stage, deed);
  }
}

type GitDeed = Extract<
  Deed,
  { readonly does: "edit" | "commit" | "checkpoint" | "restore" | "undo" | "fork" | "close worktree" | "leave" }
>;

async function doGitDeed({ root, checkpoints, forks, story, id, worktree, time }: Stage, deed: GitDeed): Promise<void> {
  const isFork = story.deeds.some(({ does }) => does === "fork");
  switch (deed.does) {
    case "edit":
      await applyEdits(root, deed.patch);
      return;
    case "commit":
      await commitEdits(isFork ? worktree : root, deed.mail, time);
      return;
    case "checkpoint": {
      const { message, trigger = "manual" } = deed;
      const { id: number } = await checkpoints.take(id, { message, trigger });
      if (deed.pin === true) await checkpoints.pin(id, number);
      return;
    }
    case "restore":
      await checkpoints.restore(id, deed.checkpoint);
      return;
    case "undo":
      await checkpoints.undo(id);
      return;
    case "fork": {
      const { project, type } = story;
      await forks.create({ slug: id, project, type, baseline: checked(deed.of), checkpoint: deed.checkpoint });
      await forks.open(id);
      return;
    }
    case "close worktree":
      git(root, ["worktree", "remove", worktree]);
      return;
    case "leave":
      await writeFile(join(worktree, deed.file), deed.text);
  }
}

async function put(file: string, source: URL): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await copyFile(source, file);
}

async function addFields(record: string, json: string): Promise<void> {
  const text = await readFile(record, "utf8");
  await writeFile(record, text.replace(/\n\}\s*$/u, `,\n  ${json}\n}\n`));
}

function checked(text: string): SessionId {
  const id = parseSessionId(text);
  if (id === undefined) throw new Error(`“${text}” is not a session's id`);
  return id;
}
