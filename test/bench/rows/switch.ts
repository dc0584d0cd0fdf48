import { execFileSync } from "node:child_process";
import { closeSync, fsyncSync, openSync, readdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import type { FileSystem } from "../../../src/core/base/ports.ts";
import { ActiveMarker } from "../../../src/core/sessions/markers/activeMarker.ts";
import type { SessionId } from "../../../src/core/sessions/model/sessionId.ts";
import { measure, timed } from "../support/measure.ts";
import { ports } from "../support/ports.ts";
import { atMost, type BenchRow } from "../support/row.ts";
import { at } from "../support/workflowTree.ts";

function withoutFlush(fs: FileSystem): FileSystem {
  return new Proxy(fs, {
    get: (target, key) => {
      if (key === "syncDirectory") return () => Promise.resolve();
      const member: unknown = Reflect.get(target, key);
      return typeof member === "function" ? (member as (...args: unknown[]) => unknown).bind(target) : member;
    },
  });
}

function sync(directory: string): void {
  const handle = openSync(directory, "r");
  fsyncSync(handle);
  closeSync(handle);
}

export const row: BenchRow = {
  id: "switch",
  position: 2,
  title: "switch",
  unit: "sessions",
  sizes: [100, 1_000, 10_000],
  target: "≤ 1 ms p99 in-process at 10k sessions, plus fsync where durability is promised",
  async run(context, size) {
    const { root, directory, ids, active } = await context.workflow(size);
    let turn = 0;
    const next = (): SessionId => {
      turn = (turn + 1) % ids.length;
      return at(ids, turn);
    };
    const current = (): string => readdirSync(directory).find((name) => name.startsWith(".active-")) ?? "";
    const swift = new ActiveMarker(directory, { ...ports, fs: withoutFlush(ports.fs) });
    const durable = new ActiveMarker(directory, ports);
    const rename = (flush: boolean) => async () => {
      const [from, to] = [join(directory, current()), join(directory, `.active-${next()}`)];
      return await timed(() => {
        renameSync(from, to);
        if (flush) sync(directory);
      });
    };
    const set = (marker: ActiveMarker) => async () => {
      // What another contestant did meanwhile is what another program did: it is noticed outside of the measured time.
      await marker.read();
      const id = next();
      return await timed(async () => await marker.set(id));
    };
    const figures = await measure(
      {
        ours: set(swift),
        floor: rename(false),
        flushed: set(durable),
        "flushed floor": rename(true),
        peer: () =>
          execFileSync("sh", ["-c", `rm .workflow/.active-* 2>/dev/null; touch .workflow/.active-${next()}`], {
            cwd: root,
          }),
      },
      { rounds: context.rounds(120), warmUp: 5, collect: false },
    );
    const left = readdirSync(directory).filter((name) => name.startsWith(".active-"));
    if (left.length !== 1) throw new Error(`${left.length} markers are left`);
    renameSync(join(directory, current()), join(directory, `.active-${active}`));
    return {
      figures,
      checks: [atMost("ours, p99", figures.ours.p99, 1, "ms")],
      notes: [
        "ours and floor: without flushing; flushed: the same with the fsync of the directory that a switch promises",
        "peer: rm and touch in a shell",
      ],
    };
  },
};
