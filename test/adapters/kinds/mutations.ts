import { existsSync, rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { OpenGateOptions } from "../../../src/adapters/open/openGate.ts";
import type { ActionDocument } from "../../../src/core/review/kinds/actionDocument.ts";
import { CommitKind } from "../../../src/core/review/kinds/commit/commitKind.ts";
import { MergeKind } from "../../../src/core/review/kinds/merge/mergeKind.ts";
import { PublishKind } from "../../../src/core/review/kinds/publish/publishKind.ts";
import { requestKind } from "../../../src/core/review/kinds/requestKinds.ts";
import { TeardownKind } from "../../../src/core/review/kinds/teardown/teardownKind.ts";
import type { RequestView } from "../../../src/core/review/requests/requests.ts";
import type { Gate, PreparedAction } from "../../../src/core/review/gate.ts";
import { differenceIn, type Leaf, leavesOf, mutated } from "./actionLeaves.ts";
import { GateScene } from "../review/gateScene.ts";

const kinds = { merge: MergeKind, commit: CommitKind, teardown: TeardownKind, publish: PublishKind } as const;

/** Everything of the repository, the files and the bare repository of a remote that a grant could change. */
function world(scene: GateScene, remote: string | undefined): string {
  const { repository } = scene;
  return JSON.stringify([
    remote === undefined ? "" : repository.gitIn(remote, "for-each-ref"),
    repository.git("for-each-ref", "refs/heads"),
    repository.git("status", "--porcelain"),
    repository.gitIn(scene.worktree(), "status", "--porcelain"),
  ]);
}

type Build = (this: unknown, look: { readonly common: object }) => Promise<{ document: ActionDocument }>;

/**
 * Lets everything look other in one field when it is looked up again after the click, whatever made it so, and expects the grant to be refused
 * with that field's name. What a real look gave once is given again: that real changes show in a look is tested elsewhere.
 */
async function expectRefusedAtLastLook(scene: GateScene, gate: Gate, view: RequestView, leaf: Leaf): Promise<void> {
  const prototype = kinds[(await seen(gate, view)).kind].prototype as { build: unknown };
  let looks = 0;
  const spy = vi.spyOn(prototype as { build: Build }, "build").mockImplementation(async (look) => {
    const built = await seen(gate, view);
    const document = { ...built.document, ...look.common } as ActionDocument;
    return { ...built.rest, document: looks++ === 0 ? document : mutated(document, leaf) };
  });
  try {
    const granted = gate.grant(await gate.prepare(view.id), "ada");
    if (leaf.name === "version" || leaf.name === "kind") await expect(granted).rejects.toThrow();
    else {
      const differing = [differenceIn((await seen(gate, view)).document, leaf)];
      const { receipt } = await granted;
      expect(receipt).toMatchObject({ outcome: "refused", differing, ref: null, to: null });
      expect(scene.json(view, "receipt.json")).toMatchObject({ outcome: "refused", differing });
    }
  } finally {
    spy.mockRestore();
  }
  expect(looks).toBe(2);
  for (const name of ["decision.json", "receipt.json"]) rmSync(scene.file(view, name), { force: true });
  for (const path of [scene.claim(view), `${scene.claim(view)}.receipt.json`]) rmSync(path, { force: true });
}

interface Seen {
  readonly kind: ActionDocument["kind"];
  readonly document: ActionDocument;
  readonly rest: object;
}

const known = new Map<string, Promise<Seen>>();

/** What a real look at the request gave. */
async function seen(gate: Gate, view: RequestView): Promise<Seen> {
  const found = known.get(view.id) ?? look(gate, view);
  known.set(view.id, found);
  return found;
}

async function look(gate: Gate, view: RequestView): Promise<Seen> {
  const { document, sides, obstacles, conflicts } = await gate.prepare(view.id);
  const { request } = view;
  if (request === null) throw new Error("no request");
  const asked = Object.entries(requestKind(request.kind).facts(request));
  const facts = Object.fromEntries(asked.map(([name, { saw }]) => [name, saw]));
  const shown = { ...sides, files: async () => [], history: async () => null };
  return { kind: document.kind, document, rest: { facts, shown, obstacles, conflicts, safetySession: null } };
}

/** Tries a grant with what was shown changed in one field, in each way a caller could hand it over; none may do anything or decide the request. */
async function expectTamperedRefused(scene: GateScene, gate: Gate, action: PreparedAction, leaf: Leaf): Promise<void> {
  const document = mutated(action.document, leaf);
  for (const tampered of [
    { ...action, document },
    { ...action, document, bytes: new TextEncoder().encode(JSON.stringify(document)) },
    new Proxy(action, {
      get: (target, name) => (name === "document" ? document : Reflect.get(target, name)) as unknown,
    }),
    Object.create(action, { document: { value: document } }) as PreparedAction,
  ]) {
    await expect(gate.grant(tampered, "ada")).rejects.toMatchObject({ code: "refused" });
  }
  expect(() => Object.assign(action.document, document)).toThrow(TypeError);
  expect(() => Object.assign(action, { document })).toThrow(TypeError);
  expect(existsSync(scene.file(action.approval, "decision.json"))).toBe(false);
}

/** One kind of action: how its request is asked for, and what happens to the scene before. */
export interface MutatedKind {
  readonly kind: ActionDocument["kind"];
  readonly ask: (scene: GateScene) => Promise<RequestView>;
  readonly prepare?: (scene: GateScene) => void;
  /** The bare repository that is its remote. */
  readonly remote?: (scene: GateScene) => string;
  /** What its gate has besides. */
  readonly options?: (scene: GateScene) => Partial<OpenGateOptions>;
}

/** Every field of the kind's document, as its schema lists them: another value is refused at the last look and in what was shown. */
export function describeMutations({ kind, ask, prepare, remote, options }: MutatedKind): void {
  describe(`every field of the document of a ${kind}, as its schema lists them`, () => {
    let scene: GateScene;
    let gate: Gate;
    let before: string;
    let view: RequestView;
    let shown: PreparedAction;
    beforeAll(async () => {
      scene = await GateScene.make();
      scene.writeInFork("uncommitted.txt", "x\n");
      prepare?.(scene);
      gate = await scene.gate(options?.(scene));
      before = world(scene, remote?.(scene));
      view = await ask(scene);
      shown = await gate.prepare(view.id);
    });
    afterAll(() => {
      scene.dispose();
    });

    it.each(leavesOf(kind))("$name: another value at the last look is refused", async (leaf) => {
      await expectRefusedAtLastLook(scene, gate, view, leaf);
    });

    it.each(leavesOf(kind))("$name: another value in what was shown is refused", async (leaf) => {
      await expectTamperedRefused(scene, gate, shown, leaf);
    });

    it("changed bytes are refused, and burn the action", async () => {
      const action = await gate.prepare((await ask(scene)).id);
      action.bytes.set([action.bytes[20] === 97 ? 98 : 97], 20);
      await expect(gate.grant(action, "ada")).rejects.toMatchObject({ code: "refused" });
      await expect(gate.grant(action, "ada")).rejects.toMatchObject({ code: "conflict" });
    });

    it("the action of another gate is not one of this gate's", async () => {
      const other = await scene.gate();
      await expect(other.grant(shown, "ada")).rejects.toMatchObject({ code: "refused" });
    });

    it("and after all these grants everything stands as before", () => {
      expect(world(scene, remote?.(scene))).toBe(before);
    });
  });
}
