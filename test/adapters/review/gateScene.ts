import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { inject } from "vitest";
import { NodeCryptography } from "../../../src/adapters/nodeCryptography.ts";
import { openGate, type OpenedGate, type OpenGateOptions } from "../../../src/adapters/open/openGate.ts";
import { openWorkspace, type Workspace } from "../../../src/adapters/open/openWorkspace.ts";
import type { GitFeatures } from "../../../src/adapters/open/openWorkspace.ts";
import type { ReviewerHome } from "../../../src/adapters/reviewerHome.ts";
import type { Git } from "../../../src/core/base/ports.ts";
import { RequestService } from "../../../src/core/review/requests/requestService.ts";
import type { Requests, RequestView } from "../../../src/core/review/requests/requests.ts";
import type { Gate } from "../../../src/core/review/gate.ts";
import type { ReviewPolicy } from "../../../src/core/gate/policy.ts";
import { TrustedDecisionStore } from "../../../src/core/gate/trustedDecisionStore.ts";
import { sessionIdFromSlug, type SessionId } from "../../../src/core/sessions/model/sessionId.ts";
import { GitRepository, type GitRepositoryOptions } from "../../support/gitRepository.ts";
import { ShiftedClock } from "../../support/fakes/shiftedClock.ts";
import { reviewerOf } from "./reviewWindow.ts";

export const base = sessionIdFromSlug("base");
export const fork = sessionIdFromSlug("fork");

/** The scene of this worker that all usual ones are copies of; nobody changes it. */
let pattern: Promise<GateScene> | undefined;

/**
 * A real repository with a session `WFS-base` on main and a fork `WFS-fork` with a commit of its own, an agent who asks, and the reviewer's gate,
 * all on real files and real git.
 */
export class GateScene {
  readonly repository: GitRepository;
  readonly workspace: Workspace;
  readonly gitFeatures: GitFeatures;
  readonly requests: Requests;
  readonly home: ReviewerHome;
  readonly clock = new ShiftedClock();
  policy: ReviewPolicy = { maxAgeMinutes: 0, requirePassedChecks: false };
  readonly #git: Git;

  private constructor(repository: GitRepository, workspace: Workspace, gitFeatures: GitFeatures, git: Git) {
    this.repository = repository;
    this.workspace = workspace;
    this.gitFeatures = gitFeatures;
    this.#git = git;
    this.home = reviewerOf(repository.root, workspace.fs).home;
    const { root } = workspace;
    const cryptography = new NodeCryptography();
    this.requests = new RequestService({
      ...workspace,
      git,
      clock: this.clock,
      cryptography,
      keys: this.home,
      kept: new TrustedDecisionStore({
        ...workspace,
        directory: this.home.claimsOf(root),
        workspace: root,
        cryptography,
      }),
      workTrees: gitFeatures.checkpoints,
      maxAgeMinutes: () => this.policy.maxAgeMinutes,
    });
  }

  static async make(options: GitRepositoryOptions = {}): Promise<GateScene> {
    if (Object.keys(options).length > 0) return GateScene.#build(options);
    pattern ??= GateScene.#build({ within: inject("sceneDirectory") }).catch((error: unknown) => {
      pattern = undefined; // The next test tries again.
      throw error;
    });
    return GateScene.#on(new GitRepository((await pattern).repository));
  }

  static async #build(options: GitRepositoryOptions): Promise<GateScene> {
    const files = { "a.txt": "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "b.txt": "b\n", "d/c.txt": "c\n" };
    const scene = await GateScene.#on(new GitRepository({ files, ...options }));
    await scene.workspace.sessions.init();
    await scene.workspace.sessions.create({ slug: base, project: "The baseline" });
    await scene.gitFeatures.forks.create({ slug: fork, baseline: base });
    await scene.gitFeatures.forks.open(fork);
    scene.commitInFork({ "a.txt": "1\n2\n3\n4\n5\n6\n7\n8\nnine\n", "new.txt": "new\n" });
    return scene;
  }

  static async #on(repository: GitRepository): Promise<GateScene> {
    const git = repository.port();
    const workspace = await openWorkspace(repository.root, { logger: repository.logger, git: () => git });
    if (workspace.git === undefined) throw new Error("no git");
    return new GateScene(repository, workspace, await workspace.git(), git);
  }

  /** The gate of another window, or, with other ports, of one a test interferes with. */
  async open(options: Partial<OpenGateOptions> = {}): Promise<OpenedGate> {
    const { workspace, gitFeatures } = this;
    return openGate({
      ...workspace,
      ...reviewerOf(workspace.root, workspace.fs),
      clock: this.clock,
      git: this.#git,
      gitFeatures: async () => Promise.resolve(gitFeatures),
      policy: () => this.policy,
      ...options,
    });
  }

  async gate(options: Partial<OpenGateOptions> = {}): Promise<Gate> {
    return (await this.open(options)).gate;
  }

  worktree(id: SessionId = fork): string {
    return this.repository.path(".worktrees", id);
  }

  commitInFork(files: Readonly<Record<string, string>>, id: SessionId = fork): string {
    for (const [path, text] of Object.entries(files)) this.writeInFork(path, text, id);
    this.repository.gitIn(this.worktree(id), "add", "-A");
    this.repository.gitIn(this.worktree(id), "commit", "--quiet", "-m", "work of the fork");
    return this.repository.gitIn(this.worktree(id), "rev-parse", "HEAD");
  }

  writeInFork(path: string, text: string, id: SessionId = fork): void {
    mkdirSync(dirname(join(this.worktree(id), path)), { recursive: true });
    writeFileSync(join(this.worktree(id), path), text);
  }

  async askMerge(input: { readonly into?: string; readonly deadlineIn?: number } = {}): Promise<RequestView> {
    return this.requests.ask("merge", fork, {
      summary: "Bring the fork\n\nIt is *done*.",
      requestedBy: "agent",
      ...input,
    });
  }

  /** As another program would have written it: about main as it stands now, whatever that means for the merge. */
  retarget(view: RequestView): void {
    const request = { ...this.json(view, "request.json"), target_commit: this.at("main") };
    writeFileSync(this.file(view, "request.json"), JSON.stringify(request));
  }

  /** A commit on main beside whatever the fork has touched. */
  commitOnMain(files: Readonly<Record<string, string>> = { "main.txt": `${this.at("main")}\n` }): string {
    for (const [path, text] of Object.entries(files)) this.repository.write(path, text);
    this.repository.git("add", ...Object.keys(files));
    this.repository.git("commit", "--quiet", "-m", "on main");
    return this.at("main");
  }

  async askCommit(session: SessionId = fork): Promise<RequestView> {
    return this.requests.ask("commit", session, { summary: "One step further", requestedBy: "agent" });
  }

  async askTeardown(): Promise<RequestView> {
    return this.requests.ask("teardown", fork, { summary: "It is not needed", requestedBy: "agent" });
  }

  /** Puts main's checkout on another branch, so that main is checked out nowhere. */
  leaveMain(): void {
    this.repository.git("switch", "--quiet", "--create", "elsewhere");
  }

  /** The files of main's checkout, as they are, as they are staged, and as git sees them. */
  checkout(): unknown {
    const { repository } = this;
    const files = Object.entries(repository.tree()).filter(([path]) => !/^\.work(?:flow|trees)\//u.test(path));
    return [files, repository.git("ls-files", "--stage"), repository.git("status", "--porcelain")];
  }

  /** The reviewer's claim of a request. */
  claim({ id }: RequestView): string {
    return join(this.home.claimsOf(this.workspace.root), id);
  }

  /** Paths of the seals of a request. */
  seals({ id }: RequestView): readonly string[] {
    const directory = this.home.claimsOf(this.workspace.root);
    return readdirSync(directory)
      .filter((name) => name.startsWith(`${id}.`) && name.endsWith(".seal.json"))
      .map((name) => join(directory, name));
  }

  at(ref: string): string {
    return this.repository.git("rev-parse", ref);
  }

  /** The request's directory, also when its session was archived. */
  file(view: RequestView, name: string): string {
    const archived = view.path.replace("/.workflow/", "/.workflow/completed/");
    return join(existsSync(view.path) ? view.path : archived, name);
  }

  json(view: RequestView, name: string): Readonly<Record<string, unknown>> {
    return JSON.parse(readFileSync(this.file(view, name), "utf8")) as Readonly<Record<string, unknown>>;
  }

  dispose(): void {
    this.repository.dispose();
  }
}
