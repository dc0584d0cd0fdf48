import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { measure } from "../support/measure.ts";
import { atMost, type BenchRow } from "../support/row.ts";

const program = join(import.meta.dirname, "..", "..", "support", "eventWriter.ts");

/** Events that each process notes for one sample. */
const each = 1000;

/** A process that begins when its standard input ends, and then says how long it took. */
async function writer(workflow: string, name: string, plain: boolean): Promise<ChildProcess> {
  const child = spawn(process.execPath, [program, workflow, name, String(each), ...(plain ? ["plain"] : [])], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  return child;
}

/** Milliseconds that all of them take for one event each, the slowest counting. */
async function perEvent(workflow: string, processes: number, plain: boolean): Promise<number> {
  const children = await Promise.all(
    Array.from({ length: processes }, async (_, n) => writer(workflow, `writer-${n}`, plain)),
  );
  const took = children.map(async ({ stdin, stdout }) => {
    if (stdout === null) throw new Error("no output");
    const [said] = (await (stdin?.end(), once(createInterface({ input: stdout }), "line"))) as [string];
    return Number.parseFloat(said);
  });
  return Math.max(...(await Promise.all(took))) / (each * processes);
}

export const row: BenchRow = {
  id: "events",
  position: 16,
  title: "note an event",
  unit: "processes",
  sizes: [1, 8],
  target: "≤ 4 × an append without anything else; ≤ 0.2 ms",
  async run(context, size) {
    const workflow = join(await context.directory(), ".workflow");
    mkdirSync(workflow);
    const figures = await measure(
      {
        ours: async () => perEvent(workflow, size, false),
        floor: async () => perEvent(workflow, size, true),
      },
      { rounds: context.rounds(7), collect: false },
    );
    const { ours, floor } = figures;
    return {
      figures,
      checks: [atMost("ours / floor", ours.ratioTo(floor), 4), atMost("an event", ours.median, 0.2, "ms")],
      notes: [
        `floor: appendFileSync of the same lines; ${Math.round(1000 / ours.median)} events a second, ${Math.round(1000 / floor.median)} appends.`,
      ],
    };
  },
};
