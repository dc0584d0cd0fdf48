import { defineConfig } from "vitest/config";

// Half of what these do is done by git beside them: a worker for each core, where Vitest leaves one core out.
const maxWorkers = "100%";

export default defineConfig({
  test: {
    projects: [
      { test: { name: "unit", include: ["test/unit/**/*.test.ts"], testTimeout: 30_000, maxWorkers } },
      {
        test: {
          name: "adapters",
          maxWorkers,
          include: ["test/adapters/**/*.test.ts"],
          globalSetup: ["test/adapters/cli/buildWfs.ts"],
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
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "browser",
          include: ["test/vscode/browser/**/*.test.ts"],
          globalSetup: ["test/vscode/browser/globalSetup.ts"],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          expect: { poll: { timeout: 30_000 } },
          fileParallelism: false,
        },
      },
    ],
  },
});
