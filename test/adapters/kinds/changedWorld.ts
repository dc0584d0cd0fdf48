import { expect } from "vitest";
import type { RequestView } from "../../../src/core/review/requests/requests.ts";
import type { Gate, PreparedAction } from "../../../src/core/review/gate.ts";
import { GateScene } from "../review/gateScene.ts";

/** What an open view is told within a second, of actions of each kind; the rest is looked up before the execution. */
const shownEverySecond = {
  merge: ["request_digest", "policy", "deadline", "target.from", "source.commit", "checkout"],
  commit: ["target.ref", "target.from", "tree", "checkout"],
  teardown: ["head", "worktree", "tree"],
  publish: ["source.commit", "url"],
} as const;

/** A scene in which something changes between the click of a reviewer and the execution. */
export class ChangedWorld {
  readonly scene: GateScene;
  readonly #gate: Gate;
  #action: PreparedAction | undefined;

  private constructor(scene: GateScene, gate: Gate) {
    this.scene = scene;
    this.#gate = gate;
  }

  static async make(): Promise<ChangedWorld> {
    const scene = await GateScene.make();
    return new ChangedWorld(scene, await scene.gate());
  }

  /** Shows a request to the reviewer. */
  async show({ id }: RequestView): Promise<void> {
    this.#action = await this.#gate.prepare(id);
  }

  /** The action the reviewer sees. */
  get shown(): PreparedAction {
    if (this.#action === undefined) throw new Error("Nothing is shown.");
    return this.#action;
  }

  /** Path of the shown request's file. */
  get requestFile(): string {
    return this.scene.file(this.shown.approval, "request.json");
  }

  /** Changes the world, grants, and expects a refusal that names these fields; no branch moves, and the request stays decided. */
  async expectRefused(change: () => void, names: readonly string[]): Promise<void> {
    const { shown } = this;
    change();
    const before = this.#branches();
    const seen = await this.#gate.differing(shown);
    const { receipt } = await this.#gate.grant(shown, "ada");
    expect(receipt).toMatchObject({ outcome: "refused", ref: null, from: null, to: null });
    expect(receipt.differing).toEqual(expect.arrayContaining([...names]));
    const every: readonly string[] = shownEverySecond[shown.document.kind];
    expect(seen).toEqual(expect.arrayContaining(names.filter((name) => every.includes(name))));
    expect(this.#branches()).toBe(before);
    expect((await this.scene.requests.get(shown.approval.id)).state).toBe("refused");
    await expect(this.#gate.prepare(shown.approval.id)).rejects.toMatchObject({ code: "conflict" });
  }

  #branches(): string {
    return this.scene.repository.git("for-each-ref", "refs/heads");
  }
}
