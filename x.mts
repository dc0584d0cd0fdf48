import { makeAskedWorkspace } from "./test/bench/support/askedWorkspace.ts";
import { openWorkspace } from "./src/adapters/open/openWorkspace.ts";
import { SimpleGit } from "./src/adapters/simpleGit.ts";
import { ports } from "./test/bench/support/ports.ts";
import { mkdtempSync, readFileSync, existsSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { SessionScanner } from "./src/core/sessions/index/sessionScan.ts";
let root: string;
if (existsSync("/tmp/w/h3-root")) root = readFileSync("/tmp/w/h3-root", "utf8");
else {
  root = (await makeAskedWorkspace(mkdtempSync("/tmp/w/h3-asked-"), 1000, 10)).root;
  (await import("node:fs")).writeFileSync("/tmp/w/h3-root", root);
}
let count = 0;
const names: string[] = [];
const inner = new SimpleGit({ workspace: root, logger: ports.logger });
const git = {
  run: async (r: any) => {
    count++;
    names.push(
      r.args
        .filter((a: string) => !a.startsWith("-") && !a.includes("="))
        .slice(0, 1)
        .join(" "),
    );
    return inner.run(r);
  },
};
const ws = await openWorkspace(root, { logger: ports.logger, git });
const spent = () => {
  const { user, system } = process.cpuUsage();
  const f = readFileSync("/proc/self/stat", "utf8").split(") ").at(-1)!.split(" ");
  return { own: (user + system) / 1000, ch: (Number(f[13]) + Number(f[14])) * 10 };
};
const time = async (what: string, f: () => Promise<unknown>) => {
  count = 0;
  names.length = 0;
  const a = spent();
  const t = performance.now();
  const r = await f();
  const b = spent();
  console.log(
    what.padEnd(20),
    "own",
    (b.own - a.own).toFixed(0).padStart(5),
    "children",
    String(b.ch - a.ch).padStart(5),
    "wall",
    (performance.now() - t).toFixed(0).padStart(5),
    "git",
    count,
    names.join(" ").slice(0, 200),
  );
  return r;
};
const req = await ws.requests!();
const scan = new SessionScanner({ ...ports, directory: root + "/.workflow" });
for (let i = 0; i < 4; i++) {
  await time("list", () => req.list({ all: true }));
  await time("list again", () => req.list({ all: true }));
  await time("scan", () => scan.scan());
  await wait(5200);
}
const g = await ws.git!();
for (let i = 0; i < 3; i++) {
  await time("forks", () => g.forks.list({ status: false }));
  await time("forks status", () => g.forks.list({ status: true }));
}
await time("unfinished", () => ws.sessions.unfinished());
await time("unfinished", () => ws.sessions.unfinished());
await time("temporary", () => ws.sessions.temporary());
