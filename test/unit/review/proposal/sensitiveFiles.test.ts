import { expect, test } from "vitest";
import { sensitivity } from "../../../../src/core/review/proposal/sensitiveFiles.ts";

test.each([
  [".github/workflows/ci.yml", "GitHub's machines"],
  ["tools/action.yml", "GitHub's machines"],
  [".gitlab-ci.yml", "machines that build"],
  [".circleci/config.yml", "machines that build"],
  ["Jenkinsfile", "machines that build"],
  [".vscode/tasks.json", "programs from the editor"],
  [".vscode/settings.json", "how the editor behaves"],
  ["packages/a/.vscode/settings.json", "how the editor behaves"],
  ["all.code-workspace", "how the editor behaves"],
  [".VSCODE/Settings.json", "how the editor behaves"],
  [".devcontainer/devcontainer.json", "development container"],
  [".husky/pre-commit", "hook of git"],
  ["scripts/hooks/pre-push", "hook of git"],
  [".pre-commit-config.yaml", "somebody commits"],
  ["docs/.gitattributes", "programs git runs"],
  [".gitmodules", "other repositories"],
  ["vendor/x/.git/config", "git's own directory"],
  [".gitignore", "git does not show"],
  [".claude/settings.json", "agents"],
  ["AGENTS.md", "agents"],
  ["docs/CLAUDE.md", "agents"],
  [".github/copilot-instructions.md", "agents"],
  [".cursor/rules/x.mdc", "agents"],
  [".mcp.json", "tools for agents"],
  [".workflow/WFS-a/workflow-session.json", "file of a session"],
  ["package.json", "scripts"],
  ["packages/a/package.json", "scripts"],
  [".npmrc", "packages come from"],
  ["package-lock.json", "code of others"],
  ["go.sum", "code of others"],
  ["pyproject.toml", "installed"],
  ["setup.py", "installed"],
  ["Makefile", "built"],
  ["docker/Dockerfile.prod", "built"],
  ["vite.config.ts", "built, checked or tested"],
  [".eslintrc.cjs", "built, checked or tested"],
  [".envrc", "environment"],
  [".env.local", "environment"],
  [".bashrc", "shell"],
  ["CODEOWNERS", "who reviews"],
  ["keys/server.pem", "secret"],
])("%s must be looked at first", (path, reason) => {
  expect(String(sensitivity(path))).toContain(reason);
});

test.each([
  "src/index.ts",
  "README.md",
  "docs/package.json.md",
  "src/makefile-parser.ts",
  "src/hooks.ts",
  "src/git/config.ts",
  "gitattributes.md",
  "src/workflow/state.json",
  "vscode/settings.json",
])("%s is an ordinary file", (path) => {
  expect(sensitivity(path)).toBeNull();
});
