import { describeMutations } from "./mutations.ts";

describeMutations({ kind: "teardown", ask: async (scene) => await scene.askTeardown() });
