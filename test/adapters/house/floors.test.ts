import { readdir } from "node:fs/promises";
import { dirname } from "node:path/posix";
import { describe, expect, it } from "vitest";
import { floors, planned } from "../../../house/floors.mjs";

/** "About twenty": more than this no folder shows. */
const mostFiles = 20;

/** Folders with sources in them, and how many. */
async function folders(): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const top of ["src", "webview"]) {
    for (const path of await readdir(top, { recursive: true })) {
      const folder = dirname(`${top}/${path.replaceAll("\\", "/")}`);
      if (path.endsWith(".ts")) counts.set(folder, (counts.get(folder) ?? 0) + 1);
    }
  }
  return counts;
}

describe("the plan of the house", () => {
  const rooms = floors.flat();

  it("gives every folder of sources, and every planned one, one floor", async () => {
    expect(rooms.toSorted()).toEqual([...(await folders()).keys(), ...Object.keys(planned)].toSorted());
  });

  it("has no folder that shows more files than a person looks through", async () => {
    expect([...(await folders())].filter(([, count]) => count > mostFiles)).toEqual([]);
  });
});
