import { describe, expect, it } from "vitest";
import type { AuditFault } from "../../../src/core/audit/auditChain.ts";
import { headInFile, type AuditHead, type LogHead } from "../../../src/core/audit/auditHead.ts";
import { AuditLog } from "../../../src/core/audit/auditLog.ts";
import { auditName, type AuditEntry } from "../../../src/core/audit/auditRecord.ts";
import { FileError } from "../../../src/core/base/errors.ts";
import { say } from "../../../src/core/base/text.ts";
import { FakeClock } from "../../support/fakes/fakeClock.ts";
import { MemoryDisk } from "../../support/fakes/memoryDisk.ts";
import { killAt, Killed, MemoryFileSystem, type StepHook } from "../../support/fakes/memoryFileSystem.ts";
import { MemoryLogger } from "../../support/fakes/memoryLogger.ts";
import { Reviewer } from "../../support/reviewer.ts";
import { english } from "../../support/english.ts";

const directory = "/home/audit";
const headFile = "/home/audit-head.json";

class HostHead implements AuditHead {
  readonly name = "VS Code";
  head: LogHead | undefined;
  async read(): Promise<LogHead | undefined> {
    return this.head;
  }
  async write(head: LogHead): Promise<void> {
    this.head = head;
  }
}

/** One user's log; every `log` is a window of its own on the same disk. */
class AuditScene {
  readonly clock = new FakeClock();
  readonly disk = new MemoryDisk(() => this.clock.now());
  readonly logger = new MemoryLogger();
  readonly reviewer = new Reviewer();
  readonly host = new HostHead();

  constructor() {
    this.disk.directory(directory);
  }

  log(onStep?: StepHook, reviewer = this.reviewer): AuditLog {
    const fs = new MemoryFileSystem({ disk: this.disk, ...(onStep === undefined ? {} : { onStep }) });
    const { clock, logger } = this;
    return new AuditLog({
      directory,
      fs,
      clock,
      logger,
      cryptography: reviewer.cryptography,
      signer: reviewer.signer,
      keys: this.reviewer.keys,
      heads: [headInFile(fs, headFile), this.host],
    });
  }

  async filled(count: number): Promise<this> {
    for (let n = 1; n <= count; n += 1) await this.log().append(entry(`record ${n}`));
    return this;
  }

  path(n: number): string {
    return `${directory}/${auditName(n)}`;
  }

  text(n: number): string {
    return this.disk.text(this.path(n)) ?? "";
  }

  async faults(): Promise<readonly (readonly [number, AuditFault])[]> {
    const { problems } = await this.log().verify();
    return problems.map(({ n, problem }) => [n, problem] as const);
  }
}

const entry = (message: string, change: Partial<AuditEntry> = {}): AuditEntry => ({
  event: "granted",
  request: "20260101T100000Z-merge-0a1b2c3d",
  session: "WFS-a",
  kind: "merge",
  repository: "/work/.git",
  reviewer: "Ada",
  fingerprint: "f".repeat(64),
  message,
  ...change,
});

describe("the audit log", () => {
  it("keeps records one after the other, each signed and following the one before", async () => {
    const scene = await new AuditScene().filled(3);
    expect(scene.disk.list(directory)).toEqual(["00000001.json", "00000002.json", "00000003.json"]);
    expect(await scene.log().verify()).toEqual({ ok: true, records: 3, problems: [] });
    const records = await scene.log().read();
    expect(records.map(({ n, message }) => [n, message])).toEqual([
      [1, "record 1"],
      [2, "record 2"],
      [3, "record 3"],
    ]);
    expect(records[1]?.previous).toBe(scene.reviewer.cryptography.sha256(new TextEncoder().encode(scene.text(1))));
    expect(scene.host.head).toEqual(JSON.parse(scene.disk.text(headFile) ?? ""));
  });

  it("is empty and whole where nobody has decided anything", async () => {
    const scene = new AuditScene();
    expect(await scene.log().verify()).toEqual({ ok: true, records: 0, problems: [] });
    expect(await scene.log().exportLines()).toBe("");
  });

  it("takes secrets out before anything is written", async () => {
    const scene = new AuditScene();
    const token = `ghp_${"a1".repeat(18)}`;
    await scene.log().append(entry(`denied: the diff shows ${token}`));
    expect(scene.text(1)).not.toContain(token);
    expect(scene.text(1)).toContain("the diff shows [redacted:github-token]");
  });

  it("32 windows at once: every record has a number of its own, none is lost", async () => {
    const scene = new AuditScene();
    await Promise.all(Array.from({ length: 32 }, async (_, window) => scene.log().append(entry(`window ${window}`))));
    const records = await scene.log().read();
    expect(new Set(records.map(({ message }) => message)).size).toBe(32);
    expect(await scene.log().verify()).toEqual({ ok: true, records: 32, problems: [] });
    expect(scene.host.head?.n).toBe(32);
  });
});

describe("what was done to a log is told apart", () => {
  it.each<
    readonly [
      name: string,
      harm: (scene: AuditScene) => void | Promise<void>,
      faults: readonly (readonly [number, AuditFault])[],
    ]
  >([
    [
      "one character changed",
      (scene) => scene.disk.file(scene.path(2), scene.text(2).replace("record 2", "record X")),
      [[2, "edited"]],
    ],
    [
      "a decision turned round",
      (scene) => scene.disk.file(scene.path(2), scene.text(2).replace("granted", "denied")),
      [[2, "edited"]],
    ],
    ["white space added", (scene) => scene.disk.file(scene.path(2), ` ${scene.text(2)}`), [[2, "replaced"]]],
    [
      "a member added",
      (scene) => scene.disk.file(scene.path(2), scene.text(2).replace("{", '{"x":1,')),
      [[2, "edited"]],
    ],
    ["one removed", (scene) => void scene.disk.detach(scene.path(3)), [[3, "missing"]]],
    ["the first removed", (scene) => void scene.disk.detach(scene.path(1)), [[1, "missing"]]],
    ["the last removed", (scene) => void scene.disk.detach(scene.path(5)), [[5, "truncated"]]],
    [
      "the end removed, and the head in the file set back",
      (scene) => {
        for (const n of [4, 5]) scene.disk.detach(scene.path(n));
        const hash = scene.reviewer.cryptography.sha256(new TextEncoder().encode(scene.text(3)));
        scene.disk.file(headFile, JSON.stringify({ n: 3, hash }));
      },
      [[4, "truncated"]],
    ],
    [
      "all of it removed, the head in the file too",
      (scene) => {
        for (const n of [1, 2, 3, 4, 5]) scene.disk.detach(scene.path(n));
        scene.disk.detach(headFile);
      },
      [[1, "truncated"]],
    ],
    ["the head in the file removed", (scene) => void scene.disk.detach(headFile), [[6, "no-head"]]],
    [
      "two swapped",
      (scene) => {
        const [two, three] = [scene.text(2), scene.text(3)];
        scene.disk.file(scene.path(2), three);
        scene.disk.file(scene.path(3), two);
      },
      [
        [2, "moved"],
        [3, "moved"],
      ],
    ],
    ["one copied over another", (scene) => scene.disk.file(scene.path(3), scene.text(2)), [[3, "moved"]]],
    [
      "the last one cut off although it was known whole",
      (scene) => scene.disk.file(scene.path(5), scene.text(5).slice(0, 100)),
      [[5, "edited"]],
    ],
    [
      "one in the middle cut off",
      (scene) => scene.disk.file(scene.path(2), scene.text(2).slice(0, 100)),
      [[2, "edited"]],
    ],
    ["a link in the place of one", (scene) => scene.disk.link(scene.path(2), scene.path(1)), [[2, "edited"]]],
    [
      "one of a parallel log of the same key",
      async (scene) => {
        const parallel = new AuditScene();
        parallel.reviewer.secrets.text = scene.reviewer.secrets.text;
        await parallel.filled(1);
        await parallel.log().append(entry("never happened"));
        scene.disk.file(scene.path(2), parallel.text(2));
      },
      [[2, "replaced"]],
    ],
    [
      "one signed with another key",
      async (scene) => {
        for (const n of [3, 4, 5]) scene.disk.detach(scene.path(n));
        scene.host.head = undefined;
        scene.disk.detach(headFile);
        await scene.log(undefined, new Reviewer()).append(entry("by somebody else"));
      },
      [[3, "wrong-key"]],
    ],
  ])("%s", async (_name, harm, faults) => {
    const scene = await new AuditScene().filled(5);
    await harm(scene);
    expect(await scene.faults()).toEqual(faults);
    expect((await scene.log().verify()).ok).toBe(false);
    for (const { message } of (await scene.log().verify()).problems) expect(String(message)).toMatch(/^[A-Z].*\.$/u);
  });
});

const fullAtRecords: StepHook = ({ call, part, paths: [path = ""] }) => {
  if (call === "createExclusive" && part === "create")
    throw new FileError("no-space", path, say`${path}: no space left on device.`);
};

const fullAtHeads: StepHook = ({ call, paths: [path = ""] }) => {
  if (call === "writeAtomic") throw new FileError("no-space", path, say`no space left on device.`);
};

describe("kills and failures", () => {
  it("killed at any step of an append: the log verifies, and the next append goes on", async () => {
    for (let step = 0; ; step += 1) {
      const scene = await new AuditScene().filled(2);
      const outcome = await scene
        .log(killAt(step))
        .append(entry("the third"))
        .then(
          () => "appended",
          (error: unknown) => (error instanceof Killed ? "killed" : String(error)),
        );
      const after = await scene.log().verify();
      expect(after.ok).toBe(true);
      for (const { problem, n } of after.problems) expect([n, problem]).toEqual([3, "torn"]);
      const { n } = await scene.log().append(entry("after the kill"));
      expect((await scene.log().verify()).ok).toBe(true);
      expect((await scene.log().read()).at(-1)).toMatchObject({ n, message: "after the kill" });
      if (outcome === "appended") return;
      expect(outcome).toBe("killed");
    }
  });

  it("a torn record is noted, kept by its bytes in the chain, and a later change of it is an edit", async () => {
    const scene = await new AuditScene().filled(2);
    scene.disk.file(scene.path(3), '{"version":1,"n":3,"ti');
    await scene.log().append(entry("after it"));
    expect(await scene.faults()).toEqual([[3, "torn"]]);
    expect((await scene.log().verify()).ok).toBe(true);
    scene.disk.file(scene.path(3), '{"version":1,"n":3,"other');
    expect(await scene.faults()).toEqual([[3, "edited"]]);
  });

  it("waits for a record that another window is still writing", async () => {
    const scene = await new AuditScene().filled(2);
    const whole = await new AuditScene().filled(0);
    whole.reviewer.secrets.text = scene.reviewer.secrets.text;
    const text = scene.text(2);
    scene.disk.file(scene.path(2), text.slice(0, 40));
    let looks = 0;
    const log = scene.log(({ call, paths }) => {
      if (call === "read" && paths[0] === scene.path(2) && (looks += 1) === 4) scene.disk.file(scene.path(2), text);
    });
    await log.append(entry("the third"));
    expect(await scene.faults()).toEqual([]);
  });

  it("a full disk: a clear error, nothing half written, the log as before", async () => {
    const scene = await new AuditScene().filled(2);
    await expect(scene.log(fullAtRecords).append(entry("the third"))).rejects.toMatchObject({
      code: "file",
      message: expect.stringMatching(/^The audit log cannot be written: .*no space left/u) as string,
      hint: expect.stringContaining("Free some disk space") as string,
    });
    expect(await scene.log().verify()).toEqual({ ok: true, records: 2, problems: [] });
  });

  it("a head that cannot be remembered is logged, and the record stands", async () => {
    const scene = await new AuditScene().filled(2);
    await scene.log(fullAtHeads).append(entry("the third"));
    expect(scene.logger.lines.join()).toContain(`warn: ${headFile} does not know of audit record 3`);
    expect(await scene.log().verify()).toEqual({ ok: true, records: 3, problems: [] });
  });

  it("without the key nothing is appended", async () => {
    const scene = await new AuditScene().filled(1);
    scene.reviewer.secrets.get = async () => Promise.reject(new Error("locked"));
    await expect(scene.log().append(entry("x"))).rejects.toMatchObject({ code: "refused" });
    expect(scene.disk.list(directory)).toEqual(["00000001.json"]);
  });
});

describe("an exported log", () => {
  it("is JSON lines that verify, torn records included", async () => {
    const scene = await new AuditScene().filled(2);
    scene.disk.file(scene.path(3), new Uint8Array([0x7b, 0xff, 0x0a, 0x22]));
    await scene.log().append(entry("after it"));
    const lines = await scene.log().exportLines();
    expect(lines.trimEnd().split("\n")).toHaveLength(4);
    for (const line of lines.trimEnd().split("\n")) expect(() => JSON.parse(line) as unknown).not.toThrow();
    expect(english(await scene.log().verifyLines(lines))).toEqual({
      ok: true,
      records: 4,
      problems: [{ n: 3, problem: "torn", message: "It was cut off while it was written." }],
    });
  });

  it.each<
    readonly [name: string, harm: (lines: readonly string[]) => readonly string[], fault: readonly [number, AuditFault]]
  >([
    ["an edit", (lines) => lines.map((line) => line.replace("record 2", "record X")), [2, "edited"]],
    ["a line taken out", (lines) => lines.toSpliced(1, 1), [2, "missing"]],
    ["the first line taken out", (lines) => lines.slice(1), [1, "missing"]],
    ["a line that is none", (lines) => lines.toSpliced(1, 1, "hello"), [2, "edited"]],
  ])("%s is seen", async (_name, harm, fault) => {
    const scene = await new AuditScene().filled(4);
    const lines = (await scene.log().exportLines()).trimEnd().split("\n");
    const report = await scene.log().verifyLines(`${harm(lines).join("\n")}\n`);
    expect(report.ok).toBe(false);
    expect(report.problems.map(({ n, problem }) => [n, problem])).toEqual([fault]);
  });

  it("the order of lines does not matter, a repeated one is refused", async () => {
    const scene = await new AuditScene().filled(3);
    const lines = (await scene.log().exportLines()).trimEnd().split("\n");
    expect((await scene.log().verifyLines(lines.toReversed().join("\n"))).ok).toBe(true);
    await expect(scene.log().verifyLines([...lines, lines[0]].join("\n"))).rejects.toMatchObject({
      code: "invalid-record",
    });
  });
});
