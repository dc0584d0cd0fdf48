import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BenchContext } from "./row.ts";
import { makeWorkflowTree, type WorkflowTree } from "./workflowTree.ts";

/** Files changed less than two seconds ago are read again, whatever they look like (sessionScan.ts). */
const settling = 2500;

/** Owns what a run of the benchmarks puts on disk. */
export class Context implements BenchContext {
  readonly #quick: boolean;
  readonly #base: string;
  readonly #trees = new Map<number, { readonly tree: WorkflowTree; readonly settled: Promise<void> }>();

  static async open(quick: boolean): Promise<Context> {
    return new Context(await realpath(await mkdtemp(join(tmpdir(), "workflow-bench-"))), quick);
  }

  private constructor(base: string, quick: boolean) {
    this.#base = base;
    this.#quick = quick;
  }

  async workflow(size: number): Promise<WorkflowTree> {
    const known = this.#trees.get(size);
    const made = known ?? { tree: makeWorkflowTree(await this.directory(), size), settled: pause(settling) };
    this.#trees.set(size, made);
    await made.settled;
    return made.tree;
  }

  async directory(): Promise<string> {
    return await mkdtemp(join(this.#base, "d"));
  }

  rounds(usual: number): number {
    return this.#quick ? Math.max(3, Math.round(usual / 5)) : usual;
  }

  /** The sizes to measure: with `--quick` all but the largest of several. */
  sizes(all: readonly number[]): readonly number[] {
    return this.#quick && all.length > 1 ? all.slice(0, -1) : all;
  }

  async close(): Promise<void> {
    await rm(this.#base, { recursive: true, force: true });
  }
}

export async function pause(milliseconds: number): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
