import { inLargestUnit } from "../../core/base/byteSize.ts";

const units = ["bytes", "KB", "MB", "GB", "TB"] as const;

/** `512 bytes`, `3.4 MB`; 1 KB is 1024 bytes, as `--max-bytes` reads them. */
export function formatBytes(bytes: number): string {
  const { value, power } = inLargestUnit(bytes, units.length - 1);
  return `${power === 0 ? value : value.toFixed(1)} ${units[power] ?? ""}`;
}
