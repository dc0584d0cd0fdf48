import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { joinSettings, personsVariables } from "../../src/adapters/personsVariables.ts";
import { NodeFileSystem } from "../../src/adapters/nodeFileSystem.ts";
import { SimpleGit } from "../../src/adapters/simpleGit.ts";
import { SystemRandom } from "../../src/adapters/systemRandom.ts";
import { auditPrograms } from "../../src/core/git/config/checkoutAudit.ts";
import { openRepository } from "../../src/core/git/repository/repository.ts";
import { withoutOwnFilters } from "../../src/core/git/config/withoutOwnFilters.ts";
import { GitRepository } from "../support/gitRepository.ts";

const settings = (...pairs: readonly (readonly [key: string, value: string])[]): Record<string, string> =>
  Object.fromEntries([
    ["GIT_CONFIG_COUNT", String(pairs.length)],
    ...pairs.flatMap(([key, value], at) => [
      [`GIT_CONFIG_KEY_${at}`, key] as const,
      [`GIT_CONFIG_VALUE_${at}`, value] as const,
    ]),
  ]);

function gitWith({ root, logger }: GitRepository, variables: Readonly<Record<string, string>>): SimpleGit {
  return new SimpleGit({ workspace: root, logger, variables });
}

describe("the person's own variables", () => {
  it("are configuration, and nothing that hooks, “git -c” or a caller set to lead git elsewhere", () => {
    const configuration = {
      GIT_CONFIG_GLOBAL: "/g",
      GIT_CONFIG_SYSTEM: "/s",
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_ATTR_NOSYSTEM: "1",
      GIT_CEILING_DIRECTORIES: "/home",
      GIT_DISCOVERY_ACROSS_FILESYSTEM: "1",
      GIT_SSL_CAINFO: "/ca",
      GIT_LFS_SKIP_SMUDGE: "1",
      ...settings(["safe.directory", "*"], ["user.name", "Ada"]),
    };
    const others = [
      ..."DIR WORK_TREE COMMON_DIR INDEX_FILE OBJECT_DIRECTORY ALTERNATE_OBJECT_DIRECTORIES NAMESPACE PREFIX".split(
        " ",
      ),
      ..."EXEC_PATH EXTERNAL_DIFF EDITOR SEQUENCE_EDITOR PAGER ASKPASS SSH SSH_COMMAND PROXY_COMMAND".split(" "),
      ..."CONFIG CONFIG_PARAMETERS CONFIG_KEY_2 CONFIG_VALUE_2 QUARANTINE_PATH REPLACE_REF_BASE GRAFT_FILE".split(" "),
      ..."SHALLOW_FILE NO_REPLACE_OBJECTS ALLOW_PROTOCOL PROTOCOL_FROM_USER TEMPLATE_DIR TRACE AUTHOR_NAME".split(" "),
      ..."COMMITTER_DATE REFLOG_ACTION LITERAL_PATHSPECS ICASE_PATHSPECS DEFAULT_HASH ATTR_SOURCE".split(" "),
    ];
    const env = { ...configuration, ...Object.fromEntries(others.map((name) => [`GIT_${name}`, "x"])), PATH: "/bin" };
    expect(personsVariables(env)).toEqual(configuration);
  });

  it.each(["", "-1", "1e3", "0x2", "100000", " 1"])("have no settings where their number is %j", (count) => {
    expect(personsVariables({ ...settings(["a.b", "c"]), GIT_CONFIG_COUNT: count })).toEqual({});
  });

  it("have their settings up to the first that is not whole", () => {
    const { GIT_CONFIG_VALUE_1: _, ...torn } = settings(["a.b", "c"], ["d.e", "f"], ["g.h", "i"]);
    expect(personsVariables(torn)).toEqual(settings(["a.b", "c"]));
  });

  it("lie below the settings of a command, which all stay", () => {
    const under = { ...settings(["a.b", "1"], ["c.d", "2"]), GIT_LFS_SKIP_SMUDGE: "1" };
    const over = { ...settings(["a.b", "3"]), GIT_INDEX_FILE: "i" };
    const all = {
      ...settings(["a.b", "1"], ["c.d", "2"], ["a.b", "3"]),
      GIT_LFS_SKIP_SMUDGE: "1",
      GIT_INDEX_FILE: "i",
    };
    expect(joinSettings(under, over)).toEqual(all);
    expect(joinSettings({}, over)).toEqual(over);
    expect(joinSettings(under, {})).toEqual(under);
  });
});

describe("git with the person's own variables", () => {
  const repositories: GitRepository[] = [];
  afterEach(() => {
    for (const repository of repositories.splice(0)) repository.dispose();
  });
  const make = (): GitRepository => {
    const repository = new GitRepository({ files: { ".gitattributes": "*.x filter=x\n", "a.x": "1\n" } });
    repositories.push(repository);
    return repository;
  };
  // What git's own tests have for a directory of somebody else.
  const foreign = { GIT_TEST_ASSUME_DIFFERENT_OWNER: "1" };

  it("works in somebody else's repository that the environment calls safe, and else says what to run", async () => {
    const repository = make();
    const configuration = repository.beside("configuration");
    writeFileSync(configuration, `[safe]\n\tdirectory = ${repository.root}\n`);
    for (const own of [{ GIT_CONFIG_GLOBAL: configuration }, settings(["safe.directory", "*"])]) {
      const opened = await openRepository(
        gitWith(repository, { ...foreign, ...personsVariables(own) }),
        repository.root,
      );
      expect(opened.paths.root).toBe(repository.root);
    }
    await expect(openRepository(gitWith(repository, foreign), repository.root)).rejects.toMatchObject({
      reason: "dubious-ownership",
      message: expect.stringContaining(`detected dubious ownership in repository at '${repository.root}'`) as string,
      hint: expect.stringContaining(`git config --global --add safe.directory ${repository.root}`) as string,
    });
  });

  it("runs nothing of them that is switched off, whatever settings they hold", async () => {
    const repository = make();
    const trace = repository.beside("trace");
    const program = `echo ran >> '${trace}'; false`;
    const armed = [
      "core.fsmonitor",
      "core.pager",
      "core.sshCommand",
      "alias.status",
      "diff.external",
      "url.x.insteadOf",
    ];
    const own = settings(...armed.map((key) => [key, program] as const), ["core.hooksPath", repository.beside("")]);
    writeFileSync(repository.beside("post-index-change"), `#!/bin/sh\n${program}\n`);
    chmodSync(repository.beside("post-index-change"), 0o755);
    const git = gitWith(repository, personsVariables(own));
    repository.write("new", "1\n");
    await git.run({ args: ["add", "-A"], cwd: repository.root, access: "write" });
    await git.run({ args: ["status", "--porcelain"], cwd: repository.root, access: "read" });
    expect(existsSync(trace)).toBe(false);
  });

  it("takes filters from them as the person's own: named, and not switched off for a look as the repository's are", async () => {
    const repository = make();
    const trace = repository.beside("trace");
    repository.git("config", "filter.x.clean", `echo repository >> '${trace}'; cat`);
    const own = personsVariables(settings(["filter.x.clean", `echo own >> '${trace}'; cat`]));
    const opened = await openRepository(gitWith(repository, own), repository.root);
    const list = await opened.read(["config", "--list", "--show-scope", "-z"]);
    const programs = auditPrograms(list, [], "checkout").filter(({ key }) => key.startsWith("filter.x."));
    expect(programs).toEqual([{ key: "filter.x.clean", value: own["GIT_CONFIG_VALUE_0"], from: "user", runs: true }]);
    const { repository: looking } = await withoutOwnFilters(opened, new NodeFileSystem(new SystemRandom()));
    repository.write("a.x", "2\n");
    await looking.read(["status", "--porcelain"]);
    expect(new Set(readFileSync(trace, "utf8").trimEnd().split("\n"))).toEqual(new Set(["own"]));
  });
});
