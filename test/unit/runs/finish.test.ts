import { describe, expect, it } from "vitest";
import { checkName, withChecks, type ClaimedCheck } from "../../../src/core/runs/finish/claimedChecks.ts";
import { summaryText, tokensOf } from "../../../src/core/runs/finish/summary.ts";

describe("a summary", () => {
  it("has at most 400 tokens, counted as one for four characters, and no secrets", async () => {
    expect(tokensOf("12345")).toBe(2);
    expect((await summaryText(`  ${"x y ".repeat(400)}\n`)).text).toBe(`${"x y ".repeat(400).trim()}\n`);
    const tooLong = { code: "usage", message: expect.stringContaining("401 tokens") as string };
    await expect(summaryText("x y ".repeat(401))).rejects.toMatchObject(tooLong);
    await expect(summaryText(" \n")).rejects.toMatchObject({ code: "usage" });
    const { text, rules } = await summaryText("The token is ghp_16C7e42F292c6912E7710c838347Ae178B4a.");
    expect(text).not.toContain("ghp_16C7e42F292c6912E7710c838347Ae178B4a");
    expect(rules).not.toEqual([]);
  });
});

const ran = (name: string, status: ClaimedCheck["status"] = "passed"): ClaimedCheck => ({
  name,
  status,
  command: name,
  exit: status === "passed" ? 0 : 1,
  tree: "a".repeat(40),
  at: "2026-01-01T10:00:00Z",
});

async function written(before: string | undefined, ...checks: readonly ClaimedCheck[]): Promise<unknown> {
  const read = async (): Promise<Uint8Array | undefined> =>
    Promise.resolve(before === undefined ? undefined : new TextEncoder().encode(before));
  return JSON.parse(new TextDecoder().decode(await withChecks({ read }, "/run", checks)));
}

describe("claimed checks", () => {
  it("stand beside those that are there, of one name the last", async () => {
    expect(await written(undefined)).toEqual({ checks: [] });
    const before = {
      made_by: "a tool",
      checks: [{ name: "lint", status: "skipped", why: "none" }, ran("test", "failed")],
    };
    expect(await written(JSON.stringify(before), ran("test"))).toEqual({
      made_by: "a tool",
      checks: [{ name: "lint", status: "skipped", why: "none" }, ran("test")],
    });
  });

  it.each([
    "",
    "no JSON",
    "[]",
    '{"checks":[{"name":1,"status":"passed"}]}',
    '{"checks":[{"name":"x","status":"fine"}]}',
  ])("are refused beside what is none, which would be lost: %j", async (before) => {
    await expect(written(before, ran("test"))).rejects.toMatchObject({ code: "refused" });
  });

  it("are named after their commands, on one line", () => {
    expect(checkName(" npm\n  test ")).toBe("npm test");
    expect(checkName("x".repeat(300))).toHaveLength(200);
  });
});
