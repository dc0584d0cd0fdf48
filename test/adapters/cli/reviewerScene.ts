import { dirname, join } from "node:path";
import { ReviewerHome } from "../../../src/adapters/reviewerHome.ts";
import { NodeCryptography } from "../../../src/adapters/nodeCryptography.ts";
import { RequestService } from "../../../src/core/review/requests/requestService.ts";
import type { OpenGateOptions } from "../../../src/adapters/open/openGate.ts";
import type { RequestView } from "../../../src/core/review/requests/requests.ts";
import type { Gate } from "../../../src/core/review/gate.ts";
import type { RequestId } from "../../../src/core/sessions/model/requestId.ts";
import { GateScene } from "../review/gateScene.ts";
import { wfs, type Ran } from "./wfs.ts";

/** An agent at the command line and a reviewer with the real gate, who know each other by files alone, as on a person's machine. */
export class ReviewerScene {
  readonly scene: GateScene;
  readonly home: ReviewerHome;

  private constructor(scene: GateScene) {
    this.scene = scene;
    this.home = new ReviewerHome(scene.workspace.fs, join(this.#configuration, "workflow-sessions"));
  }

  static async make(): Promise<ReviewerScene> {
    return new ReviewerScene(await GateScene.make());
  }

  async gate(options: Partial<OpenGateOptions> = {}): Promise<Gate> {
    return this.scene.gate({ home: this.home, ...options });
  }

  /** Requests as the reviewer's own windows see them, who know the reviewer's key. */
  requests(): RequestService {
    const { workspace, gitFeatures, repository } = this.scene;
    const cryptography = new NodeCryptography();
    const { checkpoints: workTrees } = gitFeatures;
    return new RequestService({ ...workspace, git: repository.port(), cryptography, keys: this.home, workTrees });
  }

  /** What the agent runs, in the main checkout. */
  async wfs(...args: readonly string[]): Promise<Ran> {
    const root = this.scene.repository.root;
    return wfs(args, { cwd: root, env: { XDG_CONFIG_HOME: this.#configuration } });
  }

  /** The request that has come and waits, as soon as it is there. */
  async arrived(known: ReadonlySet<RequestId> = new Set()): Promise<RequestView> {
    const end = performance.now() + 60_000;
    for (;;) {
      const views = await this.scene.requests.list();
      const fresh = views.find(({ id, state }) => state === "waiting" && !known.has(id));
      if (fresh !== undefined) return fresh;
      if (performance.now() > end) throw new Error("Nobody has asked for anything.");
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  dispose(): void {
    this.scene.dispose();
  }

  get #configuration(): string {
    return join(dirname(this.scene.repository.root), "configuration");
  }
}
