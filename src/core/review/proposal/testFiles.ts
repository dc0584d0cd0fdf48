/** What a change of a file means for checks: it is one of them, or it says how they run. */
export type CheckFile = "test" | "setup";

/** Names by which tests and what they compare with are known, whatever the case. */
const anyCase =
  /(?:^|\/)(?:tests?|__tests__|specs?|e2e|cypress|__snapshots__|__fixtures__|__mocks__|fixtures|test-?data|[^/]+\.tests?)\/|(?:^|\/)(?:test_[^/]*\.py|conftest\.py)$|(?:^|\/)tests?\.(?:[cm]?[jt]sx?|py|rb|go|rs|php|pl|lua|exs?)$|\.(?:test|spec|cy|e2e)\.[^/.]+$|\.snap$|(?:^|\/)t\/[^/]+\.t$|[^/]_(?:test|spec)\.[^/.]+$/iu;

/** Names of classes, where a capital makes the difference. */
const classes = /(?:^|\/)(?:Tests?[A-Z][^/]*|[^/]*(?:Tests?|Spec|IT))\.(?:java|kts?|cs|fs|vb|swift|php|scala|groovy)$/u;

const setups = [
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|(?:cargo|poetry|uv|composer|mix|deno|pdm|pipfile|gemfile)\.lock|go\.(?:mod|sum|work)|gradle\.lockfile|packages\.lock\.json|requirements[^/]*\.txt|pipfile|gemfile|[^/]+\.gemspec)$/iu,
  /(?:^|\/)(?:\.npmrc|\.yarnrc(?:\.yml)?|\.pnpmfile\.cjs|pnpm-workspace\.yaml|\.cargo\/config(?:\.toml)?|build\.rs|rust-toolchain(?:\.toml)?|setup\.py|phpunit\.xml(?:\.dist)?|\.rspec|cmakelists\.txt|[^/]+\.cmake|meson\.build|settings\.gradle(?:\.kts)?|gradle\.properties|gradlew(?:\.bat)?|mvnw(?:\.cmd)?|\.mvn\/[^/]+|[^/]+\.(?:cs|fs|vb)proj|directory\.build\.(?:props|targets)|global\.json|\.nvmrc|\.node-version|\.python-version|\.tool-versions|\.envrc|(?:turbo|nx|lerna)\.json|dockerfile[^/]*)$/iu,
  /(?:^|\/)(?:scripts?|bin|tools|ci)\/(?:[^/]*[-_.])?(?:tests?|checks?|ci|lint|verify)(?:[-_.][^/]*)?$/iu,
  /^(?:\.github\/(?:workflows|actions)|\.circleci|\.gitlab\/ci|\.azure-pipelines|\.buildkite|\.woodpecker|\.semaphore|\.teamcity|\.ci)\//iu,
  /^(?:\.gitlab-ci\.ya?ml|\.travis\.ya?ml|\.drone\.ya?ml|azure-pipelines[^/]*\.ya?ml|bitbucket-pipelines\.ya?ml|\.?appveyor\.ya?ml|\.cirrus\.ya?ml|cloudbuild\.ya?ml|buildspec\.ya?ml|\.woodpecker\.ya?ml)$/iu,
  /(?:^|\/)(?:jenkinsfile[^/]*|action\.ya?ml|package\.json|(?:gnu)?makefile|[^/]*\.mk|justfile|taskfile\.ya?ml|pyproject\.toml|setup\.cfg|tox\.ini|noxfile\.py|pytest\.ini|\.coveragerc|rakefile|composer\.json|cargo\.toml|pom\.xml|build\.gradle(?:\.kts)?|mix\.exs|deno\.jsonc?)$/iu,
  /(?:^|\/)(?:(?:vitest|jest|vite|playwright|cypress|karma|mocha|ava|eslint|biome)[^/]*\.config\.[cm]?[jt]sx?|\.(?:mocharc|eslintrc|oxlintrc|nycrc)[^/]*|biome\.jsonc?|tsconfig[^/]*\.json)$/iu,
];

/** By its name: whether a file is a test or decides which checks run and how; `null`: neither. */
export function checkFile(path: string): CheckFile | null {
  if (anyCase.test(path) || classes.test(path)) return "test";
  return setups.some((pattern) => pattern.test(path)) ? "setup" : null;
}
