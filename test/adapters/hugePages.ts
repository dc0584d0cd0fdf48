const name = "GLIBC_TUNABLES";

// A worker does not pass it on: a process as short as a git would only clear pages that it has no use for.
delete process.env[name];

/**
 * Lets the workers keep what malloc holds (25 MB, beside V8's heap) in huge pages. Each start of a git copies the page tables of its worker and gives
 * the copy up again: with pages of 4 kB that takes as long as git's own work does. Where there is no glibc, or there are no huge pages, nothing is
 * different.
 */
export function setup(): void {
  // Only memory that is got in large pieces, from one place, can be in huge pages.
  process.env[name] = "glibc.malloc.hugetlb=1:glibc.malloc.arena_max=1:glibc.malloc.top_pad=67108864";
}
