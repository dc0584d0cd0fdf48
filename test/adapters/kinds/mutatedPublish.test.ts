import { fork, type GateScene } from "../review/gateScene.ts";
import { describeMutations } from "./mutations.ts";

const remote = ({ repository }: GateScene): string => repository.beside("shop.git");

describeMutations({
  kind: "publish",
  remote,
  // A branch that is there, and a pull request, so that every field says something.
  prepare: (scene) => {
    const { repository } = scene;
    repository.git("init", "--quiet", "--bare", "--initial-branch=main", remote(scene));
    repository.git("remote", "add", "origin", `file://${remote(scene)}`);
    repository.git("push", "--quiet", "origin", "main", "main:topic");
  },
  options: (scene) => ({ turnedOnRemotes: () => [`file://${remote(scene)}`] }),
  ask: async (scene) =>
    await scene.requests.ask("publish", fork, {
      summary: "Bring the fork\n\nIt is *done*.",
      requestedBy: "agent",
      to: "topic",
      pullRequest: true,
    }),
});
