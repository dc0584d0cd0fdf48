import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vi } from "vitest";
import { Ed25519Signer } from "../../../src/adapters/ed25519Signer.ts";
import { NodeCryptography } from "../../../src/adapters/nodeCryptography.ts";
import { AnnotationStore } from "../../../src/core/annotations/annotationStore.ts";
import type { Thread } from "../../../src/core/annotations/annotation.ts";
import type { SessionTexts } from "../../../src/core/annotations/sessionTexts.ts";
import { suggestionDigest } from "../../../src/core/annotations/suggestions/suggestionDigest.ts";
import { suggestionState, type SuggestionState } from "../../../src/core/annotations/suggestions/suggestionState.ts";
import { noteText } from "../../../src/core/annotations/sessionTexts.ts";
import { Voices } from "../../../src/core/annotations/voices.ts";
import type { AppliedSuggestion } from "../../../src/core/review/applySuggestion.ts";
import type { Suggestions } from "../../../src/core/review/suggestions.ts";
import { fork, GateScene } from "../review/gateScene.ts";
import { reviewerOf } from "../review/reviewWindow.ts";

export const person = { kind: "person", name: "Ada" } as const;
const agent = { kind: "agent", name: "agent-1" } as const;

/** A fork with a comment that suggests lines, and the window of the person who may apply it. The person's own git says who they are. */
export class SuggestionScene {
  readonly scene: GateScene;
  readonly annotations: AnnotationStore;
  readonly texts: SessionTexts;
  /** Where the person's own configuration of git is. */
  readonly #home: string;

  private constructor(scene: GateScene, home: string, texts: SessionTexts) {
    this.scene = scene;
    this.texts = texts;
    this.#home = home;
    const { workspace } = scene;
    const reviewer = reviewerOf(workspace.root, workspace.fs);
    const voices = new Voices({
      workspace: workspace.root,
      logger: workspace.logger,
      keys: async () => reviewer.home.keys(),
      cryptography: async () => Promise.resolve(new NodeCryptography()),
      signer: async () => Promise.resolve(new Ed25519Signer(reviewer.secrets, reviewer.home)),
    });
    this.annotations = new AnnotationStore({ ...workspace, voices });
  }

  static async make(): Promise<SuggestionScene> {
    const home = mkdtempSync(join(tmpdir(), "workflow-person-"));
    writeFileSync(join(home, ".gitconfig"), "[user]\n\tname = Grace Hopper\n\temail = grace@example.org\n");
    vi.stubEnv("HOME", home);
    vi.stubEnv("XDG_CONFIG_HOME", join(home, "none"));
    const scene = await GateScene.make();
    return new SuggestionScene(scene, home, await scene.workspace.sessionTexts());
  }

  get worktree(): string {
    return this.scene.worktree();
  }

  /** The file of a comment, which everybody can write. */
  annotationPath({ id }: Thread): string {
    return join(this.scene.repository.root, ".workflow", fork, "annotations", `${id}.json`);
  }

  /** `refs/heads/session/WFS-fork`. */
  get head(): string {
    return this.scene.at(`session/${fork}`);
  }

  /** A file of the fork, committed. */
  commit(path: string, content: string | Uint8Array): void {
    writeFileSync(join(this.worktree, path), content);
    this.scene.repository.gitIn(this.worktree, "add", "--", path);
    this.scene.repository.gitIn(this.worktree, "commit", "--quiet", "-m", path);
  }

  async suggest(path: string, [start, end]: readonly [number, number], suggestion: string): Promise<Thread> {
    const bytes = (await this.texts.committed(fork, path))?.bytes;
    return await this.annotations.add({
      subject: { session: fork, file: path, lines: { side: "new", start, end } },
      text: noteText(bytes ?? new Uint8Array()),
      body: "Like this?",
      suggestion,
      author: agent,
    });
  }

  async state(thread: Thread): Promise<SuggestionState | undefined> {
    return await suggestionState(this.texts, await this.annotations.get(thread.id));
  }

  /** A window of the person, or one with other looks at the comments and at the files. */
  async window({
    annotations = this.annotations,
    texts = this.texts,
  }: {
    readonly annotations?: Pick<AnnotationStore, "get" | "resolve">;
    readonly texts?: Pick<SessionTexts, "committed" | "renames">;
  } = {}): Promise<Suggestions> {
    const { suggestions } = await this.scene.open();
    return suggestions({
      annotations: async () => Promise.resolve(annotations),
      texts: async () => Promise.resolve(texts),
    });
  }

  /** What a person is shown of it now. */
  async digest({ id }: Thread): Promise<string> {
    return suggestionDigest(new NodeCryptography(), await this.annotations.get(id), await this.texts.tip(fork));
  }

  async apply(thread: Thread): Promise<AppliedSuggestion> {
    return await (await this.window()).apply(thread.id, await this.digest(thread), person);
  }

  dispose(): void {
    vi.unstubAllEnvs();
    this.scene.dispose();
    rmSync(this.#home, { recursive: true });
  }
}
