import { describeMutations } from "./mutations.ts";

describeMutations({
  kind: "merge",
  ask: async (scene) => await scene.askMerge({ into: "refs/heads/main" }),
  // Where main is checked out, the look at the files takes most of the time; others test it.
  prepare: (scene) => {
    scene.leaveMain();
  },
});
