/** A value as `--json` prints it: its texts in English, members without a value left out. */
export function english(value: unknown): unknown {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);
}
