import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { makeBigProposal, type BigProposal } from "./bigProposal.ts";
import { BigRepository } from "./bigRepository.ts";
import type { BenchContext, BenchRow } from "./row.ts";
import { makeWorkflowTree, type WorkflowTree } from "./workflowTree.ts";

/** Files changed less than two seconds ago are read again, whatever they look like (sessionScan.ts). */
const settling = 2500;

/** Owns what a run of the benchmarks puts on disk. */
export class Context implements BenchContext {
  readonly #quick: boolean;
  readonly #base: string;
  readonly #trees = new Map<number, Promise<WorkflowTree>>();
  readonly #repositories = new Map<number, Promise<BigRepository>>();
  readonly #proposals = new Map<number, Promise<BigProposal>>();

  static async open(quick: boolean): Promise<Context> {
    return new Context(await realpath(await mkdtemp(join(tmpdir(), "workflow-bench-"))), quick);
  }

  private constructor(base: string, quick: boolean) {
    this.#base = base;
    this.#quick = quick;
  }

  async workflow(size: number): Promise<WorkflowTree> {
    return await once(this.#trees, size, async () => {
      const tree = makeWorkflowTree(await this.directory(), size);
      await wait(settling);
      return tree;
    });
  }

  async repository(size: number): Promise<BigRepository> {
    const make = async (): Promise<BigRepository> => BigRepository.make(await this.directory(), size);
    const repository = await once(this.#repositories, size, make);
    await repository.rest();
    return repository;
  }

  async proposal(size: number): Promise<BigProposal> {
    return await once(this.#proposals, size, async () => makeBigProposal(await this.directory(), size));
  }

  async directory(): Promise<string> {
    return await mkdtemp(join(this.#base, "d"));
  }

  rounds(usual: number): number {
    return this.#quick ? Math.max(2, Math.round(usual / 5)) : usual;
  }

  /** The sizes to measure. */
  sizes({ sizes, quickSizes }: Pick<BenchRow, "sizes" | "quickSizes">): readonly number[] {
    if (!this.#quick) return sizes;
    return quickSizes ?? (sizes.length > 1 ? sizes.slice(0, -1) : sizes);
  }

  async close(): Promise<void> {
    await rm(this.#base, { recursive: true, force: true });
  }
}

/** What was made for this size; made by the first who asks. */
function once<T>(known: Map<number, Promise<T>>, size: number, make: () => Promise<T>): Promise<T> {
  const made = known.get(size) ?? make();
  known.set(size, made);
  return made;
}
