import { fsckIgnored } from "./fsckIgnored.ts";

/** Whatever comes into the vault is checked, as strictly as `fsckIgnored` allows. */
export const vaultFetchSettings: readonly string[] = [
  "transfer.fsckObjects=true",
  ...fsckIgnored.map((message) => `fetch.fsck.${message}=ignore`),
];

/** A fetch that brings objects and nothing else: no ref, tag, `FETCH_HEAD`, submodule or maintenance. */
export const vaultFetch = [
  "fetch",
  "--quiet",
  "--no-tags",
  "--no-write-fetch-head",
  "--no-auto-maintenance",
  "--no-recurse-submodules",
  "--no-show-forced-updates",
] as const;
