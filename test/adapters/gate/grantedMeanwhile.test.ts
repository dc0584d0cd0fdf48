import { say } from "../../../src/core/base/text.ts";
import { afterEach, describe, expect, it } from "vitest";
import { NodeCryptography } from "../../../src/adapters/nodeCryptography.ts";
import { GitError } from "../../../src/core/git/repository/gitError.ts";
import type { Git } from "../../../src/core/base/ports.ts";
import { RequestService } from "../../../src/core/review/requests/requestService.ts";
import type { Requests, RequestState, RequestView } from "../../../src/core/review/requests/requests.ts";
import { GateScene } from "../review/gateScene.ts";

let scene: GateScene;
afterEach(() => scene.dispose());

const places = ["refs", "tree", "half of the tree"] as const;
type Place = (typeof places)[number];

/** What an agent asks, in whose look at one place the reviewer grants the request: behind its files, before what it is about. */
function approvals(view: RequestView, place: Place): Requests {
  let granted = false;
  const grant = async (): Promise<void> => {
    if (granted) return;
    granted = true;
    const gate = await scene.gate();
    await gate.grant(await gate.prepare(view.id), "ada");
  };
  const { checkpoints } = scene.gitFeatures;
  const port = scene.repository.port();
  const git: Git = {
    async run(request) {
      if (place === "refs" && !request.args.includes("rev-parse") && !request.args.includes("version")) await grant();
      return port.run(request);
    },
  };
  return new RequestService({
    ...scene.workspace,
    git,
    clock: scene.clock,
    cryptography: new NodeCryptography(),
    keys: scene.home,
    workTrees: {
      currentTree: async (session, signal) => checkpoints.currentTree(session, signal),
      async treeOf(session, signal) {
        if (place !== "refs") await grant();
        if (place === "half of the tree") throw new GitError("failed", say`git add could not be started.`);
        return checkpoints.treeOf(session, signal);
      },
    },
  });
}

describe("a request that is granted while somebody looks at it", () => {
  const ways: Readonly<Record<string, (at: Requests, view: RequestView) => Promise<RequestState | undefined>>> = {
    waits: async (at, { id }) => (await at.wait(id, 60_000)).state,
    shows: async (at, { id }) => (await at.get(id)).state,
    lists: async (at, { id }) => (await at.list({ all: true })).find((one) => one.id === id)?.state,
  };

  // A list does without a tree that cannot be read, and says what was so when it began.
  const cases = Object.keys(ways)
    .flatMap((way) => places.map((place) => ({ way, place })))
    .filter(({ way, place }) => way !== "lists" || place !== "half of the tree");

  it.each(cases)(
    "is not taken for stale by what its own grant has done ($way, $place)",
    async ({ way, place }) => {
      scene = await GateScene.make();
      scene.writeInFork("b.txt", "edited\n");
      const view = await scene.askTeardown();
      expect(await ways[way]?.(approvals(view, place), view)).toBe("executed");
      expect((await scene.requests.get(view.id)).state).toBe("executed");
    },
    60_000,
  );
});
