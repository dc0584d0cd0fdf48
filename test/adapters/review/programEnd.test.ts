import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  programEnd,
  runThenShell,
  writtenCode,
  type ProgramEnd,
} from "../../../src/host/reviews/sendBack/programEnd.ts";

let directory = "";
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), "program-end-"))));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

interface Ran {
  readonly end: ProgramEnd;
  readonly said: string;
}

/** What a terminal runs, with a real shell, and how it is found to have ended. */
async function run(settledAfter: number, ...program: readonly string[]): Promise<Ran> {
  const file = join(directory, "the code; of $(it)");
  const child = spawn("/bin/sh", ["-c", runThenShell, "sh", "/bin/true", "Ended with", file, ...program]);
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const closed = new Promise((resolve) => child.once("close", resolve));
  const look = async (): Promise<number | undefined> => {
    try {
      return writtenCode(readFileSync(file, "utf8"));
    } catch {
      return undefined;
    }
  };
  const end = await programEnd(look, { settledAfter, lookEvery: 20 });
  if (end === "running") child.kill();
  else await closed;
  return { end, said };
}

describe.skipIf(process.platform === "win32")("how an agent stands that was just continued", () => {
  it.each([0, 1, 3, 127])("is the exit code it ends with: %i", async (code) => {
    const { end, said } = await run(20_000, process.execPath, "-e", `process.exit(${code})`, "$(id)");
    expect(end).toBe(code);
    expect(said).toBe(`\nEnded with ${code}\n`);
  });

  it("is the shell's word where it cannot be started", async () => {
    expect((await run(20_000, join(directory, "absent"))).end).toBe(127);
  });

  it("is running once it has run for some time", async () => {
    expect((await run(200, process.execPath, "-e", "setTimeout(() => {}, 3000)")).end).toBe("running");
  });

  it("is closed with its terminal", async () => {
    expect(await programEnd(async () => "closed")).toBe("closed");
  });

  it.each(["", "1", "x\n", "1\n2\n", "-1\n", "1234\n"])("is nothing that was not written whole: %j", (text) => {
    expect(writtenCode(text)).toBeUndefined();
  });
});
