/** Bytes in the largest unit that they fill, where a unit is 1024 of the one before. `power` counts units from 0, which are bytes, to `highest`. */
export function inLargestUnit(bytes: number, highest: number): { readonly value: number; readonly power: number } {
  const power = bytes < 1 ? 0 : Math.min(highest, Math.floor(Math.log2(bytes) / 10));
  return { value: bytes / 1024 ** power, power };
}

const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** A size on disk as a language writes it for people: `3.4 MB`; 1 kB is 1024 bytes. `bytesDisplay`: whether less than that is short (`512 byte`) or long (`512 bytes`). */
export function byteSize(
  bytes: number,
  { language, bytesDisplay = "short" }: { readonly language: string; readonly bytesDisplay?: "short" | "long" },
): string {
  const { value, power } = inLargestUnit(bytes, units.length - 1);
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit: units[power] ?? "byte",
    unitDisplay: power === 0 ? bytesDisplay : "short",
    maximumFractionDigits: value < 10 && power > 0 ? 1 : 0,
  }).format(value);
}
