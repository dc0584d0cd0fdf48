/** At once; more would only queue in the thread pool. */
const batch = 64;

/** Does the work for each, `most` at a time. */
export async function inBatches<T>(items: readonly T[], work: (item: T) => Promise<void>, most = batch): Promise<void> {
  for (let start = 0; start < items.length; start += most) {
    await Promise.all(items.slice(start, start + most).map(work));
  }
}
