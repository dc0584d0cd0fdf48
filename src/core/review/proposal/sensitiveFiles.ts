import { say, type Text } from "../../base/text.ts";
/** A pattern of paths and why a reviewer has to look at them; matched without regard to case, as some file systems do. */
interface Rule {
  readonly pattern: RegExp;
  readonly reason: Text;
}

const sessionFiles = rule(
  String.raw`(^|/)\.workflow(/|$)`,
  say`Is a file of a session: its record, its tasks, or what it was handed`,
);

/** The first that matches gives the reason: what runs by itself comes before what runs when asked. */
const rules: readonly Rule[] = [
  rule(String.raw`(^|/)\.git(/|$)`, say`Is git's own directory: what lies in it is believed by git`),
  sessionFiles,
  rule(String.raw`^\.github/(workflows|actions)/`, say`Runs on GitHub's machines`),
  rule(String.raw`(^|/)action\.ya?ml$`, say`Runs on GitHub's machines, as an action`),
  rule(
    String.raw`^(\.gitlab-ci\.yml|\.gitlab/ci/.*|\.circleci/.*|\.travis\.yml|\.drone\.yml|azure-pipelines.*\.ya?ml|\.azure-pipelines/.*|bitbucket-pipelines\.yml|appveyor\.yml|\.appveyor\.yml|\.buildkite/.*|\.woodpecker(/.*|\.ya?ml)|\.cirrus\.yml|\.semaphore/.*|\.teamcity/.*|cloudbuild\.ya?ml|buildspec\.ya?ml|\.ci/.*)$`,
    say`Runs on the machines that build this repository`,
  ),
  rule(String.raw`(^|/)jenkinsfile[^/]*$`, say`Runs on the machines that build this repository`),
  rule(String.raw`(^|/)\.vscode/(tasks|launch)\.json$`, say`Runs programs from the editor`),
  rule(String.raw`(^|/)\.vscode/mcp\.json$|(^|/)\.mcp\.json$`, say`Starts tools for agents`),
  rule(String.raw`(^|/)\.vscode/`, say`Changes how the editor behaves for everyone`),
  rule(String.raw`\.code-workspace$`, say`Changes how the editor behaves for everyone`),
  rule(String.raw`(^|/)\.(idea|fleet|zed)/`, say`Changes how an editor behaves for everyone`),
  rule(
    String.raw`(^|/)(\.devcontainer(/|\.json$)|\.gitpod\.(yml|dockerfile)$)`,
    say`Runs when a development container is made`,
  ),
  rule(String.raw`(^|/)(\.husky|\.githooks|githooks|\.git-hooks|hooks)/`, say`May run as a hook of git`),
  rule(
    String.raw`(^|/)(\.pre-commit-config\.yaml|\.?lefthook(-local)?\.(ya?ml|toml|json)|\.lintstagedrc[^/]*|lint-staged\.config\.[^/]*|\.overcommit\.yml)$`,
    say`Runs when somebody commits`,
  ),
  rule(String.raw`(^|/)\.gitattributes$`, say`Decides which programs git runs over files, and what git shows of them`),
  rule(String.raw`(^|/)\.gitmodules$`, say`Says where code of other repositories comes from`),
  rule(String.raw`(^|/)(\.gitconfig|\.lfsconfig|\.mailmap|\.git-blame-ignore-revs)$`, say`Is read by git`),
  rule(String.raw`(^|/)\.gitignore$`, say`Decides which files git does not show`),
  rule(
    String.raw`(^|/)(\.claude|\.cursor|\.windsurf|\.codex|\.gemini|\.aider[^/]*|\.continue|\.roo|\.kiro|_agents)/`,
    say`Tells agents what to do, and may run programs for them`,
  ),
  rule(
    String.raw`(^|/)(agents|claude|gemini|copilot-instructions)(\.local)?\.md$|(^|/)[^/]*\.(instructions|prompt|chatmode|agent)\.md$|(^|/)\.(cursorrules|windsurfrules|clinerules|roorules|aider[^/]*)$`,
    say`Tells agents what to do`,
  ),
  rule(String.raw`(^|/)package\.json$`, say`Names scripts that run at install, test and start, and what is installed`),
  rule(
    String.raw`(^|/)(\.npmrc|\.yarnrc(\.yml)?|\.pnpmfile\.cjs|pnpm-workspace\.yaml|bunfig\.toml|\.pypirc|pip\.conf|\.cargo/config(\.toml)?|nuget\.config|settings\.xml|\.bundle/config)$`,
    say`Decides where packages come from`,
  ),
  rule(String.raw`(^|/)\.yarn/(releases|plugins)/`, say`Runs as the package manager`),
  rule(
    String.raw`(^|/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|deno\.lock|cargo\.lock|gemfile\.lock|poetry\.lock|uv\.lock|pipfile\.lock|composer\.lock|go\.sum|packages\.lock\.json|gradle\.lockfile|flake\.lock)$`,
    say`Decides which code of others is installed`,
  ),
  rule(
    String.raw`(^|/)(setup\.(py|cfg)|pyproject\.toml|requirements[^/]*\.txt|pipfile|conftest\.py|noxfile\.py|tox\.ini|sitecustomize\.py|gemfile|[^/]*\.gemspec|rakefile|composer\.json|cargo\.toml|build\.rs|go\.mod|pom\.xml|build\.gradle(\.kts)?|settings\.gradle(\.kts)?|gradlew(\.bat)?|mvnw(\.cmd)?|gradle/wrapper/.*|\.mvn/.*|[^/]*\.(cs|fs|vb)proj|directory\.build\.(props|targets)|[^/]*\.podspec|podfile|mix\.exs|binding\.gyp|[^/]*\.gypi?)$`,
    say`Runs when the project is installed or built, or names what is installed`,
  ),
  rule(
    String.raw`(^|/)((gnu)?makefile|[^/]*\.mk|justfile|taskfile\.ya?ml|cmakelists\.txt|[^/]*\.cmake|build\.ninja|meson\.build|dockerfile[^/]*|[^/]*\.dockerfile|containerfile|(docker-)?compose[^/]*\.ya?ml|vagrantfile|procfile|build\.bazel|workspace(\.bazel)?|module\.bazel|[^/]*\.bzl|\.bazelrc|flake\.nix|shell\.nix|default\.nix)$`,
    say`Runs when the project is built or started`,
  ),
  rule(
    String.raw`(^|/)((vite|vitest|webpack|rollup|esbuild|jest|babel|eslint|prettier|postcss|tailwind|next|nuxt|svelte|astro|playwright|cypress|karma|metro|gulpfile|gruntfile|commitlint|stylelint|tsup)(\.config)?\.[cm]?[jt]sx?|\.(eslintrc|prettierrc|babelrc|mocharc|stylelintrc)(\.[^/]*)?)$`,
    say`Runs when the project is built, checked or tested`,
  ),
  rule(
    String.raw`(^|/)(\.envrc|\.env(\.[^/]*)?|\.tool-versions|\.?mise(\.[^/]*)?\.toml|\.nvmrc|\.node-version|\.python-version|\.ruby-version|\.sdkmanrc|\.direnv/.*)$`,
    say`Sets the environment programs run in`,
  ),
  rule(
    String.raw`(^|/)\.(bash|zsh|fish)[^/]*$|(^|/)\.(profile|inputrc|vimrc|nvimrc|exrc|gdbinit|lldbinit|tmux\.conf|editorconfig)$`,
    say`Is read by a shell or an editor when it starts`,
  ),
  rule(
    String.raw`(^|/)(codeowners|\.github/(dependabot\.ya?ml|settings\.yml)|renovate\.json5?|\.renovaterc[^/]*)$`,
    say`Decides who reviews, or what is updated without being asked`,
  ),
  rule(
    String.raw`\.(pem|key|p12|pfx|jks|keystore|kdbx|asc|gpg)$|(^|/)(id_(rsa|dsa|ecdsa|ed25519)|\.netrc|\.pgpass|\.htpasswd)$`,
    say`May hold a secret`,
  ),
];

function rule(pattern: string, reason: Text): Rule {
  return { pattern: new RegExp(pattern, "iu"), reason };
}

/** Whether it is a file of a session, which is listed before all others. */
export function isOfSessions(path: string): boolean {
  return sessionFiles.pattern.test(path);
}

/** Why a reviewer has to look at a file of this path first, a sentence without its full stop; `null`: an ordinary file. */
export function sensitivity(path: string): Text | null {
  return rules.find(({ pattern }) => pattern.test(path))?.reason ?? null;
}
