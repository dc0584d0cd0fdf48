import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { OpenGateOptions } from "../../../src/adapters/open/openGate.ts";
import type { Gate } from "../../../src/core/review/gate.ts";
import type { PublishInput } from "../../../src/core/review/kinds/publish/publishRequest.ts";
import type { RequestView } from "../../../src/core/review/requests/requests.ts";
import { fork, GateScene } from "../review/gateScene.ts";

/** What redaction knows for a secret. */
export const token = ["ghp", "aB3dE6gH9kL2mN5pQ8rS1tU4vW7xY0zA3bC6"].join("_");

export const ownBranch = `refs/heads/session/${fork}`;

/** A gate's scene with a bare repository beside it that has its main branch, as `origin` of the repository. */
export class PublishScene {
  readonly scene: GateScene;
  /** Holds the bare repository, `shop.git`. */
  readonly served: string;
  /** What the person has turned on. */
  turnedOn: string[] = [];

  private constructor(scene: GateScene) {
    this.scene = scene;
    this.served = scene.repository.beside("served");
  }

  static async make(): Promise<PublishScene> {
    const made = new PublishScene(await GateScene.make());
    const { repository } = made.scene;
    mkdirSync(made.served);
    repository.gitIn(made.served, "init", "--quiet", "--bare", "--initial-branch=main", "shop.git");
    repository.git("remote", "add", "origin", made.fileUrl);
    repository.git("push", "--quiet", "origin", "main");
    repository.git("fetch", "--quiet", "origin");
    return made;
  }

  get bare(): string {
    return join(this.served, "shop.git");
  }

  get fileUrl(): string {
    return `file://${this.bare}`;
  }

  /** Another address for `origin`, as anybody who can write into `.git` may set it. */
  leadTo(url: string): void {
    this.scene.repository.git("remote", "set-url", "origin", url);
  }

  /** Another one that the person has turned on. */
  turnOn(url = this.fileUrl): void {
    this.leadTo(url);
    this.turnedOn = [url];
  }

  async gate(options: Partial<OpenGateOptions> = {}): Promise<Gate> {
    return await this.scene.gate({ turnedOnRemotes: () => this.turnedOn, ...options });
  }

  async ask(input: Partial<PublishInput> = {}): Promise<RequestView> {
    return await this.scene.requests.ask("publish", fork, {
      summary: "Count to nine\n\nIt is *nine* now.",
      requestedBy: "agent",
      ...input,
    });
  }

  /** Where a ref of the remote stands; empty: nowhere. */
  at(ref: string): string {
    return this.scene.repository.gitIn(this.bare, "for-each-ref", "--format=%(objectname)", ref);
  }

  /** A hook of the remote, as whoever runs it has written it. */
  hook(name: string, script: string): void {
    mkdirSync(join(this.bare, "hooks"), { recursive: true });
    writeFileSync(join(this.bare, "hooks", name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(this.bare, "hooks", name), 0o755);
  }

  /** Somebody else's commit on a branch of the remote, which nobody here has. */
  moveRemote(branch: string, message = "somebody else"): string {
    const { repository } = this.scene;
    const parent = this.at(`refs/heads/${branch}`) || this.at("refs/heads/main");
    const tree = repository.gitIn(this.bare, "rev-parse", `${parent}^{tree}`);
    const commit = execFileSync("git", ["commit-tree", tree, "-p", parent, "-m", message], {
      cwd: this.bare,
      env: repository.environment(),
    })
      .toString("utf8")
      .trim();
    repository.gitIn(this.bare, "update-ref", `refs/heads/${branch}`, commit);
    return commit;
  }

  get commit(): string {
    return this.scene.at(ownBranch);
  }

  dispose(): void {
    this.scene.dispose();
  }
}
