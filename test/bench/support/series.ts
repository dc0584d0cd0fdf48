/** Durations of one thing measured many times, in milliseconds. */
export class Series {
  readonly #sorted: readonly number[];
  /** In the order they were taken, so that the n-th of two series come from the same round. */
  readonly samples: readonly number[];

  constructor(samples: readonly number[]) {
    if (samples.length === 0) throw new RangeError("A series needs a sample.");
    this.samples = samples;
    this.#sorted = samples.toSorted((a, b) => a - b);
  }

  /** The smallest value that at least `share` (0 to 1) of the samples do not exceed. */
  percentile(share: number): number {
    const index = Math.max(0, Math.ceil(share * this.#sorted.length) - 1);
    return this.#sorted[index] ?? Number.NaN;
  }

  get median(): number {
    return this.percentile(0.5);
  }

  get p99(): number {
    return this.percentile(0.99);
  }

  get worst(): number {
    return this.percentile(1);
  }

  /** The median of round-by-round ratios: a machine that is busy for one round disturbs both sides of it. */
  ratioTo(other: Series): number {
    const ratios = this.samples.flatMap((sample, round) => {
      const base = other.samples[round];
      return base === undefined || base === 0 ? [] : [sample / base];
    });
    return ratios.length === this.samples.length ? new Series(ratios).median : this.median / other.median;
  }
}
