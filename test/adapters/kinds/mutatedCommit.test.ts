import { describeMutations } from "./mutations.ts";

describeMutations({ kind: "commit", ask: async (scene) => await scene.askCommit() });
