import { fork } from "../review/gateScene.ts";
import { describeMutations } from "./mutations.ts";

describeMutations({
  kind: "publish",
  // A branch that is there, and a pull request, so that every field says something.
  prepare: ({ repository }) => {
    const bare = repository.beside("shop.git");
    repository.git("init", "--quiet", "--bare", "--initial-branch=main", bare);
    repository.git("remote", "add", "origin", `file://${bare}`);
    repository.git("push", "--quiet", "origin", "main", "main:topic");
  },
  options: ({ repository }) => ({ turnedOnRemotes: () => [`file://${repository.beside("shop.git")}`] }),
  ask: async (scene) =>
    await scene.requests.ask("publish", fork, {
      summary: "Bring the fork\n\nIt is *done*.",
      requestedBy: "agent",
      to: "topic",
      pullRequest: true,
    }),
});
