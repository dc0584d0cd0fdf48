/** What `read` makes of the arguments. Where it finds one that it does not know, the process ends with 2 and says how it is used. */
export function readOptions<T>(read: () => T, usage: string): T {
  try {
    return read();
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    return process.exit(2);
  }
}
