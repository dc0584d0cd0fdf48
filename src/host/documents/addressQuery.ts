import type * as z from "zod/mini";

/** What the query of an address of ours says. Anybody can make such an address, so it is parsed; `undefined`: it is not one of ours. */
export function parseQuery<Value>(schema: z.ZodMiniType<Value>, query: string): Value | undefined {
  let given: unknown;
  try {
    given = JSON.parse(query);
  } catch {
    return undefined;
  }
  return schema.safeParse(given).data;
}

/** Whether a path has only names that lead down from where it starts. */
export function leadsDown(path: string): boolean {
  return path.split("/").every((part) => part !== "" && part !== "." && part !== ".." && !part.includes("\0"));
}
