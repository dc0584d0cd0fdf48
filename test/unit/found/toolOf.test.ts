import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { agentOf, defaultPatterns, matchesPattern, toolOf } from "../../../src/core/found/model/toolOf.ts";
import { knownTools } from "../../../src/core/found/model/tools.ts";

const top = "/home/ada/shop";

describe("the product that made it", () => {
  it.each<[string | null, string | null, string | null]>([
    [`${top}/.claude/worktrees/login`, "worktree-login", "Claude Code"],
    [`${top}/.claude/worktrees/login`, "main-2", "Claude Code"],
    [null, "claude/fix-login-0a1b", "Claude Code"],
    ["/home/ada/.codex/worktrees/7f3a/shop", null, "Codex"],
    [null, "codex/fix-login", "Codex"],
    [null, "copilot/fix-12", "GitHub Copilot"],
    ["/home/ada/copilot-worktrees/shop/fix", "fix", "GitHub Copilot"],
    ["/home/ada/.cursor/worktrees/shop/hvm", null, "Cursor"],
    [null, "cursor/fix-8ae2", "Cursor"],
    [`${top}/.gemini/worktrees/login`, "login", "Gemini CLI"],
    [null, "jules-14967948003256892231-7e7b3d2e", "Jules"],
    [null, "devin/1735052574-update", "Devin"],
    ["/home/ada/conductor/workspaces/shop/lisbon", "lisbon", "Conductor"],
    ["/var/tmp/vibe-kanban/worktrees/caa8-login/shop", "vk/caa8-login", "Vibe Kanban"],
    ["/home/ada/.claude-squad/worktrees/ada/login_18b9", "ada/login", "Claude Squad"],
    ["/home/ada/shop.worktrees/login", "login", "VS Code"],
    // Where it lies tells more than its branch, and both more than the directory beside the repository.
    ["/home/ada/.cursor/worktrees/shop/a", "codex/a", "Cursor"],
    ["/home/ada/shop.worktrees/copilot-a", "copilot/a", "GitHub Copilot"],
    // Nobody's.
    ["/home/ada/other.worktrees/login", "login", null],
    ["/home/ada/shop.worktrees/deep/login", "login", null],
    ["/home/ada/shop-login", "login", null],
    [null, "feature/claude/x", null],
    [null, "worktree", null],
    [null, null, null],
  ])("%s on %s: %s", (path, branch, tool) => {
    expect(toolOf({ path, branch }, top)).toBe(tool);
  });

  it.each<[string | null, string | null, string | null]>([
    [null, "claude/fix-login-0a1b", "Claude Code"],
    ["/home/ada/conductor/workspaces/shop/lisbon", "lisbon", null],
    // Who works in such a worktree is told by the branch, where that is an agent's.
    ["/home/ada/.claude-squad/worktrees/ada/login_18b9", "codex/login", "Codex"],
    ["/home/ada/shop.worktrees/login", "login", null],
    [null, "feature", null],
  ])("who works in %s on %s: %s", (path, branch, agent) => {
    expect(agentOf({ path, branch }, top)).toBe(agent);
  });

  it("each product has one name and something to be told by", () => {
    expect(new Set(knownTools.map(({ name }) => name)).size).toBe(knownTools.length);
    for (const { branches = [], worktrees = [], besides } of knownTools) {
      expect(branches.length + worktrees.length + Number(besides !== undefined)).toBeGreaterThan(0);
      // A whole directory of the path, so that no name that only ends alike is taken for it.
      for (const part of worktrees) expect(part).toMatch(/^\/.+\/$/u);
    }
  });
});

describe("patterns of branches", () => {
  it.each([
    ["claude/a", "claude/*", true],
    ["claude/a/b", "claude/*", true],
    ["claude/", "claude/*", true],
    ["claude", "claude/*", false],
    ["x/claude/a", "claude/*", false],
    ["worktree-a", "worktree-*", true],
    ["team/fix-agent", "*-agent", true],
    ["ada/wip/7", "*/wip/*", true],
    ["ada/wip", "*/wip/*", false],
    ["aba", "ab*ba", false],
    ["abba", "ab*ba", true],
    ["anything", "*", true],
    ["exact", "exact", true],
    ["exactly", "exact", false],
    ["a.b", "a?b", false],
    ["[a]", "[a]", true],
    ["a", "", false],
  ])("%s and %s: %s", (branch, pattern, expected) => {
    expect(matchesPattern(branch, [pattern])).toBe(expected);
  });

  it("one of several is enough, none matches nothing, and those of known products are among the usual ones", () => {
    expect(matchesPattern("b/1", ["a/*", "b/*"])).toBe(true);
    expect(matchesPattern("b/1", [])).toBe(false);
    for (const branch of ["agents/1", "claude/1", "codex/1", "copilot/1", "cursor/1", "worktree-1"])
      expect(matchesPattern(branch, defaultPatterns)).toBe(true);
    expect(matchesPattern("feature/1", defaultPatterns)).toBe(false);
  });

  it("what stands for the stars may be anything", () => {
    const part = fc.string({ unit: fc.constantFrom("a", "b", "/"), maxLength: 4 });
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1, maxLength: 5 }),
        fc.array(part, { minLength: 4, maxLength: 4 }),
        (parts, fill) => {
          const name = parts.map((one, at) => (at === 0 ? one : `${fill[at - 1] ?? ""}${one}`)).join("");
          expect(matchesPattern(name, [parts.join("*")])).toBe(true);
        },
      ),
    );
  });

  it("no pattern takes long", () => {
    const started = performance.now();
    expect(matchesPattern(`${"a".repeat(1000)}c`, [`${"a*".repeat(500)}b`])).toBe(false);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
