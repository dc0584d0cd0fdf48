import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeBigProposal, type BigProposal } from "./bigProposal.ts";
import { BigRepository } from "./bigRepository.ts";
import { pause } from "./pause.ts";
import type { BenchContext, BenchRow } from "./row.ts";
import { makeWorkflowTree, type WorkflowTree } from "./workflowTree.ts";

/** Files changed less than two seconds ago are read again, whatever they look like (sessionScan.ts). */
const settling = 2500;

/** Owns what a run of the benchmarks puts on disk. */
export class Context implements BenchContext {
  readonly #quick: boolean;
  readonly #base: string;
  readonly #trees = new Map<number, { readonly tree: WorkflowTree; readonly settled: Promise<void> }>();
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
    const known = this.#trees.get(size);
    const made = known ?? { tree: makeWorkflowTree(await this.directory(), size), settled: pause(settling) };
    this.#trees.set(size, made);
    await made.settled;
    return made.tree;
  }

  async repository(size: number): Promise<BigRepository> {
    const made =
      this.#repositories.get(size) ?? this.directory().then((directory) => BigRepository.make(directory, size));
    this.#repositories.set(size, made);
    const repository = await made;
    await repository.rest();
    return repository;
  }

  async proposal(size: number): Promise<BigProposal> {
    const made = this.#proposals.get(size) ?? this.directory().then((directory) => makeBigProposal(directory, size));
    this.#proposals.set(size, made);
    return await made;
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
