import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Programs } from "../../../src/core/base/ports.ts";
import { NodePrograms } from "../../../src/adapters/programs/nodePrograms.ts";
import { openPullRequest, pullRequestProgram } from "../../../src/core/review/kinds/publish/pullRequests.ts";
import { pullRequestState } from "../../../src/core/review/kinds/publish/pullRequestState.ts";
import { fork } from "../review/gateScene.ts";
import { HttpGit } from "../../support/httpGit.ts";
import { ownBranch, PublishScene } from "./publishScene.ts";
import { StandIn } from "./standInForge.ts";

let temporary: string;
let workspace: string;
beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), "workflow-forge-"));
  workspace = join(temporary, "workspace");
  mkdirSync(workspace);
});
afterEach(() => rmSync(temporary, { recursive: true, force: true }));

const signedIn = { "auth status": { out: "Logged in\n" } };
const address = "https://github.com/dana/shop.git";
const page = "https://github.com/dana/shop/pull/7";
const wanted = {
  address,
  base: "main",
  head: `session/${fork}`,
  title: "Count $(to) nine",
  body: "It is *nine*.\n'\"; rm -rf /",
};
const programs = (directory: string): NodePrograms =>
  new NodePrograms({ workspace, path: [directory, "/nowhere"].join(delimiter) });

describe("gh", () => {
  it("opens the pull request with arguments as they are and the text on its standard input, in no repository", async () => {
    const gh = new StandIn(join(temporary, "bin"), "gh");
    gh.answer({ ...signedIn, "pr list": { out: "[]\n" }, "pr create": { out: `Creating…\n${page}\n` } });
    const own = programs(gh.directory);
    expect(pullRequestProgram(own, address)).toBe("gh");
    expect(await openPullRequest(own, "gh", wanted)).toEqual({
      outcome: { url: page, compare: null, problem: null },
      isKnown: true,
    });
    const repo = ["--repo", "github.com/dana/shop"];
    expect(gh.started).toEqual([
      { args: ["auth", "status", "--hostname", "github.com"], stdin: "", cwd: homedir() },
      {
        args: [
          "pr",
          "list",
          ...repo,
          "--head",
          wanted.head,
          "--state",
          "open",
          "--limit",
          "100",
          "--json",
          "number,url,isCrossRepository,headRepositoryOwner,baseRefName",
        ],
        stdin: "",
        cwd: homedir(),
      },
      {
        args: [
          "pr",
          "create",
          ...repo,
          "--head",
          wanted.head,
          "--base",
          "main",
          "--title",
          wanted.title,
          "--body-file",
          "-",
        ],
        stdin: wanted.body,
        cwd: homedir(),
      },
    ]);
  });

  it("brings the open one of the branch up to date, never one of a stranger's fork or into another branch", async () => {
    const own = {
      number: 7,
      url: page,
      isCrossRepository: false,
      headRepositoryOwner: { login: "Dana" },
      baseRefName: "main",
    };
    const gh = new StandIn(join(temporary, "bin"), "gh");
    gh.answer({
      ...signedIn,
      "pr list": {
        out: JSON.stringify([
          { ...own, number: 4, isCrossRepository: true, headRepositoryOwner: { login: "mallory" } },
          { ...own, number: 5, headRepositoryOwner: null },
          { ...own, number: 6, baseRefName: "release" },
          own,
        ]),
      },
      "pr edit": {},
    });
    expect(await openPullRequest(programs(gh.directory), "gh", wanted)).toMatchObject({
      outcome: { url: page, problem: null },
    });
    expect(gh.started.at(-1)).toMatchObject({
      args: ["pr", "edit", "7", "--repo", "github.com/dana/shop", "--title", wanted.title, "--body-file", "-"],
      stdin: wanted.body,
    });
  });

  it.each([
    ["not signed in", { "auth status": { code: 1 } }, /not signed in \(gh auth login\)/u],
    [
      "refused",
      { ...signedIn, "pr list": { out: "[]" }, "pr create": { code: 1, err: "must be a collaborator\n" } },
      /must be a collaborator/u,
    ],
    [
      "in words that hide something",
      {
        ...signedIn,
        "pr list": { out: "[]" },
        "pr create": {
          code: 1,
          err: `bad \u001B[31mred \u202Eevil ${["ghp", "aB3dE6gH9kL2mN5pQ8rS1tU4vW7xY0zA3bC6"].join("_")}\nmore\n`,
        },
      },
      /^gh pr create: bad ␛\[31mred ⟨U\+202E⟩evil \[redacted:[a-z-]+\] more$/u,
    ],
    ["not what it says", { ...signedIn, "pr list": { out: "<html>" } }, /not understood/u],
    ["another list", { ...signedIn, "pr list": { out: '[{"number":"7"}]' } }, /not understood/u],
    [
      "a page elsewhere",
      { ...signedIn, "pr list": { out: "[]" }, "pr create": { out: "https://example.org/pull/7\n" } },
      /did not say where/u,
    ],
  ])("%s: the problem is told, with where a person opens it", async (_what, answers, problem) => {
    const gh = new StandIn(join(temporary, "bin"), "gh");
    gh.answer(answers);
    const { outcome: came, isKnown } = await openPullRequest(programs(gh.directory), "gh", wanted);
    expect(isKnown).toBe(true);
    expect(came).toMatchObject({
      url: null,
      compare: `https://github.com/dana/shop/compare/main...session/${fork}?expand=1`,
    });
    expect(came.problem).toMatch(problem);
  });

  it("is not taken from the workspace", () => {
    const gh = new StandIn(join(workspace, "bin"), "gh");
    expect(programs(gh.directory).has("gh")).toBe(false);
    expect(pullRequestProgram(programs(gh.directory), address)).toBe("link");
  });
});

describe("glab", () => {
  it("opens and updates merge requests of a project in groups", async () => {
    const glab = new StandIn(join(temporary, "bin"), "glab");
    const merge = "https://gitlab.example.org/a/b/shop/-/merge_requests/3";
    const there = { ...wanted, address: "git@gitlab.example.org:a/b/shop.git" };
    const own = programs(glab.directory);
    expect(pullRequestProgram(own, there.address)).toBe("glab");
    glab.answer({ ...signedIn, "mr list": { out: "[]" }, "mr create": { out: `!3\n ${merge}\n` } });
    expect(await openPullRequest(own, "glab", there)).toEqual({
      outcome: { url: merge, compare: null, problem: null },
      isKnown: true,
    });
    expect(glab.started.at(-1)?.args).toEqual([
      "mr",
      "create",
      "--repo",
      "https://gitlab.example.org/a/b/shop",
      "--source-branch",
      wanted.head,
      "--target-branch",
      "main",
      "--title",
      wanted.title,
      "--description",
      wanted.body,
      "--yes",
    ]);
    const ours = { iid: 3, web_url: merge, source_project_id: 8, target_project_id: 8, target_branch: "main" };
    glab.answer({
      ...signedIn,
      "mr list": {
        out: JSON.stringify([
          { ...ours, iid: 1, source_project_id: 9 },
          { ...ours, iid: 2, target_branch: "release" },
          ours,
        ]),
      },
      "mr update": {},
    });
    expect((await openPullRequest(own, "glab", there)).outcome.url).toBe(merge);
    expect(glab.started.at(-1)?.args.slice(0, 3)).toEqual(["mr", "update", "3"]);
  });
});

const published = (url: string, there = address) => ({
  remote: "origin",
  url: there,
  pull_request: { url, compare: null, problem: null },
});
const run = (status: string, conclusion: string | null): object => ({ __typename: "CheckRun", status, conclusion });

/** As programs say it that were ended at the limit. */
const late = (command: string): Programs => ({
  has: () => true,
  run: async (_name, args) => {
    const isCancelled = args.slice(0, 2).join(" ") === command;
    return Promise.resolve({ exitCode: isCancelled ? -1 : 0, stdout: "[]", stderr: "", isCancelled });
  },
});

describe("a gh that gives no answer", () => {
  it.each([
    ["auth status", true],
    ["pr list", true],
    ["pr create", false],
  ])("to %s: whether nothing was made is known: %s", async (command, isKnown) => {
    const came = await openPullRequest(late(command), "gh", wanted);
    expect(came).toMatchObject({ isKnown, outcome: { url: null, problem: "gh gave no answer within 60 seconds." } });
    expect(came.outcome.compare).not.toBeNull();
  });

  it("and what it has begun is not said to have failed in the receipt", async () => {
    const made = await PublishScene.make();
    const server = await HttpGit.serve(join(made.served, ".."));
    try {
      made.turnOn(server.url("served/shop.git", "github.localhost"));
      const gate = await made.gate({ programs: late("pr create") });
      const { receipt } = await gate.grant(await gate.prepare((await made.ask({ pullRequest: true })).id), "ada");
      expect(receipt.outcome).toBe("executed");
      expect(receipt.message).toMatch(/not known whether the pull request was made.*compare\/main/su);
      expect(Object.keys(receipt.published?.pull_request ?? {})).toEqual(["url", "compare", "problem"]);
    } finally {
      await server.close();
      made.dispose();
    }
  });
});

describe("where a pull request stands", () => {
  it.each([
    ["OPEN", false, [], { state: "open", checks: null }],
    ["OPEN", true, null, { state: "draft", checks: null }],
    ["OPEN", false, [run("COMPLETED", "SUCCESS"), { state: "SUCCESS" }], { state: "open", checks: "pass" }],
    ["OPEN", false, [run("COMPLETED", "SUCCESS"), run("IN_PROGRESS", "")], { state: "open", checks: "run" }],
    ["OPEN", false, [run("COMPLETED", "FAILURE"), run("QUEUED", "")], { state: "open", checks: "fail" }],
    ["OPEN", false, [run("COMPLETED", "SKIPPED"), { state: "PENDING" }], { state: "open", checks: "run" }],
    ["MERGED", false, [], { state: "merged", checks: null }],
    ["CLOSED", false, [], { state: "closed", checks: null }],
  ])("gh says %s, draft %s, %j", async (state, isDraft, statusCheckRollup, expected) => {
    const gh = new StandIn(join(temporary, "bin"), "gh");
    gh.answer({ "pr view": { out: JSON.stringify({ state, isDraft, statusCheckRollup }) } });
    expect(await pullRequestState(programs(gh.directory), published(page))).toEqual(expected);
    expect(gh.started[0]?.args).toEqual(["pr", "view", page, "--json", "state,isDraft,statusCheckRollup"]);
  });

  it("glab says it of its merge requests", async () => {
    const glab = new StandIn(join(temporary, "bin"), "glab");
    glab.answer({ "mr view": { out: JSON.stringify({ state: "opened", head_pipeline: { status: "failed" } }) } });
    const there = published("https://gitlab.com/a/shop/-/merge_requests/3", "git@gitlab.com:a/shop.git");
    expect(await pullRequestState(programs(glab.directory), there)).toEqual({ state: "open", checks: "fail" });
    expect(glab.started[0]?.args.slice(0, 3)).toEqual(["mr", "view", "3"]);
  });

  it("nothing is started for a page on another host, and what is not understood says nothing", async () => {
    const gh = new StandIn(join(temporary, "bin"), "gh");
    gh.answer({ "pr view": { out: '{"state":"ODD"}' } });
    expect(await pullRequestState(programs(gh.directory), published("https://example.org/pull/7"))).toBeUndefined();
    expect(gh.started).toEqual([]);
    expect(await pullRequestState(programs(gh.directory), published(page))).toBeUndefined();
    expect(gh.started).toHaveLength(1);
  });
});

describe("a push with its pull request, from the request to the receipt", () => {
  it("the pull request is made after the push, and what becomes of it is another fact of the receipt", async () => {
    const made = await PublishScene.make();
    const server = await HttpGit.serve(join(made.served, ".."));
    const gh = new StandIn(join(temporary, "bin"), "gh");
    // A name that every system leads to itself, of a host that reads like GitHub's.
    const url = server.url("served/shop.git", "github.localhost");
    const pull = `https://github.localhost:${server.port}/served/shop/pull/7`;
    try {
      made.turnOn(url);
      const gate = await made.gate({ programs: programs(gh.directory) });
      gh.answer({ ...signedIn, "pr list": { code: 1, err: "no network\n" } });
      const first = await gate.prepare((await made.ask({ pullRequest: true })).id);
      expect(first.document).toMatchObject({ pull_request: { base: "main", by: "gh" }, moves: "new" });
      expect(gh.started).toEqual([]);
      const { receipt } = await gate.grant(first, "ada");
      expect(receipt).toMatchObject({
        outcome: "executed",
        to: made.commit,
        published: {
          url,
          pull_request: {
            url: null,
            compare: `https://github.localhost:${server.port}/served/shop/compare/main...session/${fork}?expand=1`,
            problem: "gh pr list: no network",
          },
        },
      });
      expect(made.at(ownBranch)).toBe(made.commit);
      // What is there already needs no push to get its pull request.
      gh.answer({ ...signedIn, "pr list": { out: "[]" }, "pr create": { out: `${pull}\n` } });
      const again = await gate.prepare((await made.ask({ pullRequest: true })).id);
      expect(again.document).toMatchObject({ moves: "same" });
      const pushes = server.asked.filter((asked) => asked.includes("receive-pack")).length;
      expect((await gate.grant(again, "ada")).receipt.published?.pull_request).toEqual({
        url: pull,
        compare: null,
        problem: null,
      });
      expect(server.asked.filter((asked) => asked.includes("receive-pack"))).toHaveLength(pushes);
      expect(gh.started.at(-1)).toMatchObject({ stdin: "It is *nine* now." });
      // Asked for as long as the remote is turned on.
      gh.answer({ "pr view": { out: JSON.stringify({ state: "OPEN", isDraft: false, statusCheckRollup: [] }) } });
      const opened = await made.scene.open({
        turnedOnRemotes: () => made.turnedOn,
        programs: programs(gh.directory),
      });
      const of = { remote: "origin", url, pull_request: { url: pull, compare: null, problem: null } };
      expect(await opened.pullRequestState(of)).toEqual({ state: "open", checks: null });
      made.turnedOn = [];
      const started = gh.started.length;
      expect(await opened.pullRequestState(of)).toBeUndefined();
      expect(gh.started).toHaveLength(started);
    } finally {
      await server.close();
      made.dispose();
    }
  });
});
