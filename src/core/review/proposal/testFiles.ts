/** What a change of a file means for checks: it is one of them, or it says how they run. */
export type CheckFile = "test" | "setup";

const tests =
  /(?:^|\/)(?:tests?|__tests__|specs?)\/|(?:^|\/)(?:test_[^/]*\.py|conftest\.py)$|\.(?:test|spec)\.[^/.]+$|[^/]_(?:test|spec)\.[^/.]+$|(?:^|\/)[^/]+Tests?\.(?:java|kt|cs|swift)$/iu;

const setups = [
  /^(?:\.github\/(?:workflows|actions)|\.circleci|\.gitlab\/ci|\.azure-pipelines|\.buildkite|\.woodpecker|\.semaphore|\.teamcity|\.ci)\//iu,
  /^(?:\.gitlab-ci\.ya?ml|\.travis\.ya?ml|\.drone\.ya?ml|azure-pipelines[^/]*\.ya?ml|bitbucket-pipelines\.ya?ml|\.?appveyor\.ya?ml|\.cirrus\.ya?ml|cloudbuild\.ya?ml|buildspec\.ya?ml|\.woodpecker\.ya?ml)$/iu,
  /(?:^|\/)(?:jenkinsfile[^/]*|action\.ya?ml|package\.json|(?:gnu)?makefile|[^/]*\.mk|justfile|taskfile\.ya?ml|pyproject\.toml|setup\.cfg|tox\.ini|noxfile\.py|pytest\.ini|\.coveragerc|rakefile|composer\.json|cargo\.toml|pom\.xml|build\.gradle(?:\.kts)?|mix\.exs|deno\.jsonc?)$/iu,
  /(?:^|\/)(?:(?:vitest|jest|vite|playwright|cypress|karma|mocha|ava|eslint|biome)[^/]*\.config\.[cm]?[jt]sx?|\.(?:mocharc|eslintrc|oxlintrc|nycrc)[^/]*|biome\.jsonc?|tsconfig[^/]*\.json)$/iu,
];

/** By its name: whether a file is a test or decides which checks run and how; `null`: neither. */
export function checkFile(path: string): CheckFile | null {
  if (tests.test(path)) return "test";
  return setups.some((pattern) => pattern.test(path)) ? "setup" : null;
}
