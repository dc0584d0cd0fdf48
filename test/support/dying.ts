import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { SystemClock } from "../../src/adapters/systemClock.ts";
import type { CheckpointScene } from "./checkpointScene.ts";

const script = fileURLToPath(new URL("../adapters/checkpoints/dyingProcess.ts", import.meta.url));

/** Lets a process group work on the scene and die at a step (dyingProcess.ts); answers what it printed. */
export async function dieAt(
  scene: CheckpointScene,
  operation: string,
  step: number,
  delay: number,
  ...rest: readonly string[]
): Promise<string> {
  const args = ["--no-warnings", script, scene.repository.root, String(step), String(delay), operation, ...rest];
  const child = spawn(process.execPath, args, { detached: true, stdio: ["ignore", "pipe", "pipe"] });
  let [printed, failed] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (printed += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (failed += chunk.toString()));
  await once(child, "close");
  expect(failed).toBe("");
  return printed;
}

/** As somebody who starts a minute later: locks that a killed git left are known to be nobody's then. */
export class LaterClock extends SystemClock {
  override now(): number {
    return super.now() + 60_000;
  }
}
