import { defineConfig } from "vitest/config";
import { VitestReporter } from "./test/run/vitestReporter.ts";
import { limit } from "./test/support/effort.ts";

// Half of what these do is done by git beside them: a worker for each core, where Vitest leaves one core out.
const maxWorkers = "100%";

/** Where `npm test` wants to be told of results; anybody else gets vitest's own report. */
const events = process.env["WORKFLOW_SESSIONS_EVENTS"];

/** What a test has replaced is put back after it, because the files of a worker share one process: making one for each takes longer than the tests. */
const shared = { isolate: false, restoreMocks: true, unstubEnvs: true, unstubGlobals: true };

export default defineConfig({
  test: {
    reporters: events === undefined ? ["default"] : [new VitestReporter(events)],
    projects: [
      {
        test: {
          ...shared,
          name: "unit",
          include: ["test/unit/**/*.test.ts"],
          setupFiles: ["test/support/sameSeed.ts"],
          testTimeout: limit(30_000),
          maxWorkers,
        },
      },
      {
        test: {
          ...shared,
          name: "adapters",
          maxWorkers,
          include: ["test/adapters/**/*.test.ts"],
          globalSetup: [
            "test/adapters/cli/buildWfs.ts",
            "test/adapters/sceneDirectory.ts",
            "test/adapters/hugePages.ts",
          ],
          setupFiles: ["test/support/sameSeed.ts", "test/adapters/hugePages.ts"],
          testTimeout: limit(120_000),
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          ...shared,
          // Not part of `npm test`: it takes the programs of agents (test/agents/run.ts).
          name: "agents",
          include: ["test/agents/**/*.test.ts"],
          globalSetup: ["test/adapters/cli/buildWfs.ts", "test/adapters/sceneDirectory.ts"],
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "page",
          include: ["test/page/**/*.test.ts"],
          globalSetup: ["test/page/globalSetup.ts"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 10_000 } },
          maxWorkers: 2,
        },
      },
      {
        test: {
          // The files of a worker share its servers and its connection to the browser.
          isolate: false,
          name: "browser",
          include: ["test/vscode/browser/**/*.test.ts"],
          globalSetup: ["test/vscode/browser/globalSetup.ts"],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          expect: { poll: { timeout: 30_000, interval: 100 } },
          maxWorkers: 2,
        },
      },
    ],
  },
});
