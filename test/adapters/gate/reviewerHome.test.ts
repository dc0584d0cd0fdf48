import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { Ed25519Signer } from "../../../src/adapters/ed25519Signer.ts";
import { NodeFileSystem } from "../../../src/adapters/nodeFileSystem.ts";
import { reviewerDirectory } from "../../../src/adapters/reviewerDirectory.ts";
import { ReviewerHome } from "../../../src/adapters/reviewerHome.ts";
import { SystemRandom } from "../../../src/adapters/systemRandom.ts";
import { SecretInMemory } from "../../support/reviewer.ts";

function freshHome(): { readonly home: ReviewerHome; readonly directory: string } {
  const base = mkdtempSync(join(tmpdir(), "reviewer-"));
  onTestFinished(() => rmSync(base, { recursive: true, force: true }));
  const directory = join(base, ".config", "workflow-sessions");
  return { home: new ReviewerHome(new NodeFileSystem(new SystemRandom()), directory), directory };
}

describe("where the reviewer's own things are", () => {
  it.each<readonly [platform: NodeJS.Platform, env: NodeJS.ProcessEnv, home: string, directory: string | undefined]>([
    ["linux", {}, "/home/ada", "/home/ada/.config/workflow-sessions"],
    ["linux", { XDG_CONFIG_HOME: "/cfg" }, "/home/ada", "/cfg/workflow-sessions"],
    ["linux", { XDG_CONFIG_HOME: "relative" }, "/home/ada", "/home/ada/.config/workflow-sessions"],
    ["linux", { XDG_CONFIG_HOME: "" }, "", undefined],
    ["darwin", {}, "/Users/ada", "/Users/ada/Library/Application Support/workflow-sessions"],
    [
      "win32",
      { APPDATA: "C:\\Users\\ada\\AppData\\Roaming" },
      "C:\\Users\\ada",
      "C:/Users/ada/AppData/Roaming/workflow-sessions",
    ],
    ["win32", {}, "C:\\Users\\ada", "C:/Users/ada/AppData/Roaming/workflow-sessions"],
  ])("%s %j", (platform, env, home, directory) => {
    expect(reviewerDirectory(env, platform, home)).toBe(directory);
  });
});

describe("the reviewer's home", () => {
  it("is made with the first key, for this user alone; reading makes nothing", async () => {
    const { home, directory } = freshHome();
    expect(await home.keys()).toEqual([]);
    expect(() => statSync(directory)).toThrow("ENOENT");
    const key = await new Ed25519Signer(new SecretInMemory(), home).key();
    expect(await home.keys()).toEqual([key]);
    expect(JSON.parse(readFileSync(join(directory, "reviewer.json"), "utf8"))).toEqual({ version: 1, key });
    for (const part of [".", "audit", "claims"]) expect(statSync(join(directory, part)).mode & 0o777).toBe(0o700);
  });

  it("is closed to others where it was open to them", async () => {
    const { home, directory } = freshHome();
    mkdirSync(directory, { recursive: true });
    chmodSync(directory, 0o777);
    await home.prepare();
    expect(statSync(directory).mode & 0o777).toBe(0o700);
  });

  it("remembers former keys, the present one first", async () => {
    const { home } = freshHome();
    for (const key of ["one", "two", "one", "three"]) await home.publish(key);
    expect(await home.keys()).toEqual(["three", "one", "two"]);
  });

  it("is refused where it is a link or a file", async () => {
    const link = freshHome();
    mkdirSync(join(link.directory, ".."), { recursive: true });
    symlinkSync(tmpdir(), link.directory);
    await expect(link.home.publish("key")).rejects.toMatchObject({ code: "refused" });
    const file = freshHome();
    mkdirSync(join(file.directory, ".."), { recursive: true });
    writeFileSync(file.directory, "");
    await expect(file.home.publish("key")).rejects.toMatchObject({ code: "file" });
  });

  it.each(["", "{", '{"version": 1}', '{"version": 2, "key": "x"}', "x".repeat(100_000)])(
    "says what is wrong with a reviewer.json of %j",
    async (text) => {
      const { home, directory } = freshHome();
      await home.prepare();
      writeFileSync(join(directory, "reviewer.json"), text);
      await expect(home.keys()).rejects.toThrow("reviewer.json");
    },
  );
});
