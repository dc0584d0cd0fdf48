import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { WorkflowError } from "../../../src/core/base/errors.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import { git } from "../cli/gitScene.ts";
import { layouts, makeLayout, openAt } from "./layouts.ts";

const fork = sessionIdFromSlug("f");

describe("a worktree in which git would work elsewhere", () => {
  const submodule = layouts.find(({ name }) => name === "a submodule");

  it("is refused, leaves nothing behind, and is made once the configuration is put right", async () => {
    if (submodule === undefined) throw new Error("There is a submodule.");
    const { top } = makeLayout(submodule);
    const main = await openAt(top);
    await main.sessions.create({ slug: "base", project: "Base" });
    git(top, "config", "extensions.worktreeConfig", "true");
    await main.forks.create({ slug: "f" });
    const refused = await main.forks.open(fork).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "refused", message: expect.stringContaining("core.worktree") });
    expect(readdirSync(join(top, ".worktrees"))).toEqual([]);
    expect(readdirSync(join(top, ".workflow/.forks"))).toEqual([]);
    const common = git(top, "rev-parse", "--path-format=absolute", "--git-common-dir");
    expect(existsSync(join(common, "worktrees"))).toBe(false);
    const hint = refused instanceof WorkflowError ? refused.hint : "";
    const command = /there: (?<command>.*)\. Then/u.exec(hint)?.groups?.["command"] ?? "";
    execFileSync("sh", ["-c", command], { cwd: top });
    expect(git(top, "rev-parse", "--show-toplevel")).toBe(top);
    const { worktree } = await main.forks.open(fork);
    expect(git(worktree, "rev-parse", "--show-toplevel")).toBe(worktree);
  });

  it("is refused also when its configuration came to be so afterwards", async () => {
    if (submodule === undefined) throw new Error("There is a submodule.");
    const { top } = makeLayout(submodule);
    const main = await openAt(top);
    await main.sessions.create({ slug: "base", project: "Base" });
    await main.forks.create({ slug: "f" });
    const { worktree } = await main.forks.open(fork);
    git(top, "config", "extensions.worktreeConfig", "true");
    const inside = await openAt(worktree);
    expect(inside).toMatchObject({ root: top, here: fork });
    await expect(inside.checkpoints.take(fork)).rejects.toMatchObject({ code: "refused" });
    expect(await inside.checkpoints.list(fork)).toEqual([]);
  });
});
