import { existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, expect, inject, it } from "vitest";
import { freshDirectory, runProgram } from "./wfs.ts";

const launcher = (): string => join(inject("wfsPackage"), "media", "bin", "wfs");

/** A PATH with the tools a shell script needs, and no node. */
function pathWithoutNode(): string {
  const directory = freshDirectory();
  for (const tool of ["sh", "dirname", "readlink"]) {
    const found = (process.env["PATH"] ?? "").split(delimiter).find((each) => existsSync(join(each, tool)));
    symlinkSync(join(found ?? "/usr/bin", tool), join(directory, tool));
  }
  return directory;
}

describe.skipIf(process.platform === "win32")("media/bin/wfs", () => {
  it("runs on the node of the PATH, and passes arguments through", async () => {
    const { exitCode, stdout } = await runProgram(launcher(), ["switch", "a b;c", "--json"]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  });

  it("runs through links to it", async () => {
    const directory = join(freshDirectory(), "my bin");
    mkdirSync(directory);
    symlinkSync(launcher(), join(directory, "first"));
    symlinkSync("first", join(directory, "wfs"));
    expect((await runProgram(join(directory, "wfs"), ["--version"])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/u);
  });

  it("runs on WFS_NODE, as node, when the PATH has none", async () => {
    const env = { PATH: pathWithoutNode(), WFS_NODE: process.execPath };
    expect(await runProgram(launcher(), ["--version"], { env })).toMatchObject({ exitCode: 0, stderr: "" });
  });

  it("runs on WFS_NODE when the node of the PATH is too old", async () => {
    const path = pathWithoutNode();
    writeFileSync(join(path, "node"), `#!/bin/sh\n[ "$1" = -e ] && exit 1\necho too old >&2\nexit 9\n`, {
      mode: 0o755,
    });
    const ran = await runProgram(launcher(), ["--version"], { env: { PATH: path, WFS_NODE: process.execPath } });
    expect(ran).toMatchObject({ exitCode: 0, stderr: "" });
    expect(await runProgram(launcher(), ["--version"], { env: { PATH: path } })).toMatchObject({ exitCode: 9 });
  });

  it("says what is missing when there is neither", async () => {
    const { exitCode, stdout, stderr } = await runProgram(launcher(), ["status"], { env: { PATH: pathWithoutNode() } });
    expect({ exitCode, stdout, stderr }).toEqual({
      exitCode: 1,
      stdout: "",
      stderr: "wfs: Node 20 or later is needed on the PATH.\n",
    });
  });
});
