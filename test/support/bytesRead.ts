import { readFile } from "node:fs/promises";
import { join } from "node:path";

const imports = {
  "at once": /\b(?:from|import)\s*"\.\/([\w-]+\.mjs)"/gu,
  ever: /"\.\/([\w-]+\.mjs)"/gu,
} as const;

/** Bytes of a module of a build and of all modules in the same directory that it leads to: those it imports statically, or also those it loads late. */
export async function bytesRead(directory: string, entry: string, when: keyof typeof imports): Promise<number> {
  const files = new Map<string, number>();
  const waiting = [entry];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (files.has(name)) continue;
    const text = await readFile(join(directory, name), "utf8");
    files.set(name, Buffer.byteLength(text));
    for (const [, imported] of text.matchAll(imports[when])) if (imported !== undefined) waiting.push(imported);
  }
  return [...files.values()].reduce((sum, bytes) => sum + bytes, 0);
}
