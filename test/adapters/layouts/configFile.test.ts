import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { isTrue, parseConfigFile } from "../../../src/core/git/directory/configFile.ts";
import { freshDirectory } from "../cli/wfs.ts";

/** The last value of a key as git reads it from the file alone; `undefined`: there is none. */
function asGit(file: string, key: string, type: readonly string[] = []): string | undefined {
  try {
    const args = ["config", "--file", file, "--no-includes", ...type, "-z", "--get", key];
    return execFileSync("git", args, { encoding: "utf8" }).replace(/\0$/u, "");
  } catch {
    return undefined;
  }
}

const worktree = "core.worktree";

it.each<[string, string]>([
  ["plain", "[core]\n\tworktree = ../../../lib\n"],
  ["without spaces, in other case", "[CORE]\nWorkTree=../lib"],
  ["on the line of its section", "[core] worktree = ../lib\n"],
  ["with line ends of Windows", "[core]\r\n\tworktree = ../lib\r\n\tbare = false\r\n"],
  ["the last of several", "[core]\nworktree = a\n[user]\nname = x\n[core]\nworktree = b\n"],
  ["in quotes, with spaces and marks of a comment", '[core]\nworktree = "  a # b ; c  "  # d\n'],
  ["quoted in part", '[core]\nworktree = a" b "c\n'],
  ["with escapes", '[core]\nworktree = "a\\\\b\\"c\\td"\n'],
  ["with escapes outside of quotes", "[core]\nworktree = a\\\\b\n"],
  ["with spaces inside", "[core]\nworktree = a  b \t \n"],
  ["over two lines", "[core]\nworktree = a\\\nb\n"],
  ["behind a comment", "[core]\n# worktree = no\n; worktree = no\n\tworktree = yes ; no\n"],
  ["of another section", "[user]\nworktree = a\n[core-x]\nworktree = b\n"],
  ["of a section with a name", '[core "x"]\nworktree = a\n'],
  ["empty", "[core]\nworktree =\n"],
  ["not ASCII", "[core]\nworktree = ../Bücher 書\n"],
  ["with a byte order mark", "\uFEFF[core]\nworktree = a\n"],
])("a configuration file is read as git reads it: %s", (_, text) => {
  const file = join(freshDirectory(), "config");
  writeFileSync(file, text);
  expect(parseConfigFile(text).get(worktree)).toBe(asGit(file, worktree));
});

it.each(["true", "yes", "on", "1", "7", "TRUE", "false", "no", "off", "0", ""])("so is the boolean “%s”", (value) => {
  const file = join(freshDirectory(), "config");
  const text = `[core]\n\tbare = ${value}\n[extensions]\n\tworktreeConfig\n`;
  writeFileSync(file, text);
  expect(isTrue(parseConfigFile(text).get("core.bare"))).toBe(asGit(file, "core.bare", ["--type=bool"]) === "true");
  expect(isTrue(parseConfigFile(text).get("extensions.worktreeconfig"))).toBe(true);
});
