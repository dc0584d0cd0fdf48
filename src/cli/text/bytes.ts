const units = ["bytes", "KB", "MB", "GB", "TB"] as const;

/** `512 bytes`, `3.4 MB`; 1 KB is 1024 bytes, as `--max-bytes` reads them. */
export function formatBytes(bytes: number): string {
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** step;
  return `${step === 0 ? value : value.toFixed(1)} ${units[step] ?? ""}`;
}
