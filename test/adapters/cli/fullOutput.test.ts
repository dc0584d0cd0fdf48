import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { freshDirectory, runProgram, wfs, wfsFile } from "./wfs.ts";

describe.skipIf(!existsSync("/dev/full"))("an output that is full", () => {
  it.each(["list", "list --json", "--help"])("of “wfs %s” is an error that says what to do", async (verb) => {
    const directory = freshDirectory();
    expect((await wfs(["init", "--root", directory])).exitCode).toBe(0);
    const line = `"${process.execPath}" "${wfsFile()}" ${verb} --root "${directory}" >/dev/full`;
    const { exitCode, stderr } = await runProgram("/bin/sh", ["-c", line]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/could not be written.*no space left.*ask again/isu);
    expect(stderr).not.toMatch(/\.mjs|^\s+at /mu);
  });

  it("of what is said beside the answer is nobody's error", async () => {
    const line = `"${process.execPath}" "${wfsFile()}" no-such-verb 2>/dev/full`;
    expect((await runProgram("/bin/sh", ["-c", line])).exitCode).toBe(2);
  });
});
