import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** Where workers keep the scenes that they copy for each test. */
    readonly sceneDirectory: string;
  }
}

/**
 * A directory that lasts as long as the run: a worker is ended without a word, so it cannot remove what it keeps. It is the home of the workers
 * too, as of a person without any configuration: git would read that of the person who runs the tests.
 */
export function setup(project: TestProject): () => void {
  const directory = mkdtempSync(join(tmpdir(), "workflow-scenes-"));
  process.env["HOME"] = directory;
  process.env["XDG_CONFIG_HOME"] = join(directory, ".config");
  project.provide("sceneDirectory", directory);
  return () => rmSync(directory, { recursive: true, force: true });
}
