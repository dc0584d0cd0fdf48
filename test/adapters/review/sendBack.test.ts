import { branchOfRecord } from "../../../src/core/worktrees/forkBranch.ts";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { delimiter, dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { answerPrompt, promptLimits } from "../../../src/core/review/delivery/answerPrompt.ts";
import { resumeCommand, writerOf } from "../../../src/core/review/delivery/resumeCommand.ts";
import { sentBack } from "../../../src/core/review/delivery/sentBack.ts";
import type { Delivery } from "../../../src/core/review/requests/delivery.ts";
import type { RequestView } from "../../../src/core/review/requests/requests.ts";
import { placeThreads } from "../../../src/core/annotations/placeThreads.ts";
import { foundText } from "../../../src/core/annotations/sessionTexts.ts";
import type { ObjectId } from "../../../src/core/git/repository/objectId.ts";
import { openDrafts } from "../../../src/adapters/open/openDrafts.ts";
import { openSigner } from "../../../src/adapters/open/openGate.ts";
import { openWorkspace } from "../../../src/adapters/open/openWorkspace.ts";
import type { Signer } from "../../../src/core/base/ports.ts";
import { reviewerOf } from "./reviewWindow.ts";
import { ReviewerScene } from "../cli/reviewerScene.ts";
import { runProgram, wfs, wfsFile, type Ran } from "../cli/wfs.ts";
import { fork } from "./gateScene.ts";

const conversation = "0c7f6f9e-8f0e-4a55-9c5b-1d2e3f4a5b6c";
const ask = ["request", "merge", "--session", fork, "-m", "Bring the fork"];

let at: ReviewerScene;
let beside = "";
beforeEach(async () => {
  at = await ReviewerScene.make();
  beside = dirname(at.scene.repository.root);
}, 60_000);
afterEach(() => at.dispose());

const configuration = (): string => join(beside, "configuration");

/** What an agent runs, in an environment that says who it is. */
async function agent(args: readonly string[], name = "claude-code"): Promise<Ran> {
  const env = { XDG_CONFIG_HOME: configuration(), WORKFLOW_AGENT: name, WORKFLOW_CONVERSATION: conversation };
  return await wfs(args, { cwd: at.scene.worktree(), env });
}

/** A person writes on a line. */
async function comment(body: string): Promise<void> {
  const file = join(at.scene.worktree(), "a.txt");
  const ran = await at.wfs("annotate", "add", "--session", fork, "--file", file, "--line", "9", "--person", "-m", body);
  expect(ran).toMatchObject({ exitCode: 0 });
}

/** A comment as `wfs` answers it. */
interface Said {
  readonly body: string;
  readonly review: { readonly summary: string | null } | null;
}

/** A person collects comments in their window and sends them at once. */
async function sendReview(summary: string | undefined, ...bodies: readonly string[]): Promise<void> {
  vi.stubEnv("XDG_CONFIG_HOME", configuration());
  try {
    const { root, fs, logger } = at.scene.workspace;
    const { secrets } = reviewerOf(root, fs);
    const signer = async (): Promise<Signer> => Promise.resolve(openSigner(fs, secrets));
    const drafts = openDrafts(await openWorkspace(root, { logger, signer }));
    const author = { kind: "person", name: "ada" } as const;
    for (const body of bodies) await drafts.add({ subject: { session: fork }, author, body });
    await drafts.send(fork, summary);
  } finally {
    vi.unstubAllEnvs();
  }
}

async function decline(view: RequestView, answer: "changes" | "denied" = "changes"): Promise<RequestView> {
  await (await at.gate()).decline(view.id, answer, "A test, please.", "ada");
  return await declined(view);
}

/** As the reviewer's window sees it. */
async function declined({ id }: RequestView): Promise<RequestView> {
  const view = (await at.requests().list({ all: true })).find((one) => one.id === id);
  if (view === undefined) throw new Error("The request is gone.");
  return view;
}

const deliveries = async (view: RequestView): Promise<readonly Delivery[]> => (await declined(view)).deliveries ?? [];

describe("an answer goes back to a wfs that waits", { timeout: 120_000 }, () => {
  it("with the open comments, and a note that it did, which names this decision and these comments", async () => {
    const asking = agent([...ask, "--wait", "90", "--json"]);
    const view = await at.arrived();
    await comment("Why nine?");
    const { decision } = await decline(view);
    const asked = await asking;
    expect(asked.exitCode).toBe(3);
    const answer = JSON.parse(asked.stdout) as { comments: readonly { id: string; body: string; file: string }[] };
    expect(answer).toMatchObject({ state: "changes", reasons: ["A test, please."] });
    expect(answer.comments).toMatchObject([{ body: "Why nine?", file: "a.txt", line: { start: 9, end: 9 } }]);
    const [note, ...more] = await deliveries(view);
    expect(more).toEqual([]);
    expect(note).toMatchObject({
      way: "wait",
      by: "claude-code",
      answer: { decision: decision?.signature, comments: answer.comments.map(({ id }) => id) },
    });
    const threads = await (await at.scene.workspace.annotations()).list(fork);
    const now = await declined(view);
    expect(sentBack(now, [now], threads)).toMatchObject({
      isDecisionDue: false,
      commentsDue: 0,
      last: { way: "wait" },
    });
  });

  it("as text with what was said, and once for each of those who wait, however often they ask", async () => {
    const asking = agent([...ask, "--wait", "90"]);
    const view = await at.arrived();
    const watching = agent(["approvals", "wait", view.id, "--timeout", "90", "--events"], "codex");
    await comment("Why nine?");
    await decline(view, "denied");
    const [asked, watched] = await Promise.all([asking, watching]);
    expect(asked.stdout).toContain("denied by ada\n  A test, please.");
    expect(asked.stdout).toContain("Why nine?");
    expect(watched.stdout.trimEnd().split("\n").at(-1)).toContain("Why nine?");
    expect((await deliveries(view)).map(({ by }) => by).toSorted()).toEqual(["claude-code", "codex"]);
    await agent(["approvals", "wait", view.id]);
    await agent(["approvals", "wait", view.id, "--timeout", "1"]);
    expect(await deliveries(view)).toHaveLength(2);
  });

  it("also comments alone, when the time is over; and nothing is noted where nothing was said", async () => {
    expect((await agent([...ask, "--wait", "1"])).exitCode).toBe(4);
    const view = await at.arrived();
    expect(await deliveries(view)).toEqual([]);
    await comment("Why nine?");
    const waited = await agent(["approvals", "wait", view.id, "--timeout", "0"]);
    expect(waited.exitCode).toBe(4);
    expect(waited.stdout).toContain("Why nine?");
    expect(await deliveries(view)).toMatchObject([{ way: "wait", answer: { decision: null } }]);
  });

  it("with --events as soon as a person has said it, while the request goes on waiting", async () => {
    await agent(ask);
    const view = await at.arrived();
    const watching = agent(["approvals", "wait", view.id, "--timeout", "60", "--events"]);
    await comment("Why nine?");
    await expect.poll(() => deliveries(view), { timeout: 30_000 }).toMatchObject([{ answer: { decision: null } }]);
    await comment("And why not ten?");
    await expect.poll(async () => (await deliveries(view)).length, { timeout: 30_000 }).toBe(2);
    await decline(view);
    const events = (await watching).stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { event: string; comments?: readonly { body: string }[] });
    const said = events
      .filter(({ event }) => event === "comments")
      .map(({ comments }) => comments?.map(({ body }) => body));
    expect(said).toEqual([["Why nine?"], ["And why not ten?"]]);
    expect(events.at(-1)).toMatchObject({ event: "ended", request: { state: "changes" } });
  });

  it("a review that is sent without a decision too, which ends the waiting once; a comment alone does not", async () => {
    const asking = agent([...ask, "--wait", "90", "--json"]);
    const view = await at.arrived();
    await comment("Said while it is still read");
    await sendReview("Two things", "Why nine?", "And a test.");
    const asked = await asking;
    expect(asked, asked.stderr).toMatchObject({ exitCode: 4 });
    const answer = JSON.parse(asked.stdout) as { readonly comments: readonly Said[] };
    expect(answer).toMatchObject({ id: view.id, state: "waiting" });
    expect(answer.comments.map(({ body, review }) => [body, review?.summary ?? null])).toEqual([
      ["Said while it is still read", null],
      ["Why nine?", "Two things"],
      ["And a test.", "Two things"],
    ]);
    expect(await deliveries(view)).toMatchObject([{ way: "wait", answer: { decision: null } }]);
    const threads = await (await at.scene.workspace.annotations()).list(fork);
    const now = await declined(view);
    expect(sentBack(now, [now], threads)).toMatchObject({
      last: { way: "wait" },
      commentsDue: 0,
    });

    const waiting = agent(["approvals", "wait", view.id, "--timeout", "90"]);
    await new Promise((resolve) => setTimeout(resolve, 7500));
    await decline(view);
    const waited = await waiting;
    expect(waited, waited.stderr).toMatchObject({ exitCode: 3 });
  });

  it("a review and the decision that follows it at once together", async () => {
    const asking = agent([...ask, "--wait", "90"]);
    const view = await at.arrived();
    await sendReview(undefined, "Why nine?");
    await new Promise((resolve) => setTimeout(resolve, 3000));
    await decline(view);
    const asked = await asking;
    expect(asked).toMatchObject({ exitCode: 3 });
    expect(asked.stdout).toContain("Why nine?");
  });

  it("a review that was sent before anybody waited, as text that says so", async () => {
    await agent(ask);
    const view = await at.arrived();
    await sendReview(undefined, "Why nine?");
    const waited = await agent(["approvals", "wait", view.id]);
    expect(waited).toMatchObject({ exitCode: 4 });
    expect(waited.stdout).toContain("A person has sent a review; the request still waits.");
    expect(waited.stdout).toContain("Why nine?");
  });

  it("is not noted by one that was killed, nor by one whose reader has gone", async () => {
    await agent(ask);
    const view = await at.arrived();
    const waiting = ["approvals", "wait", view.id, "--timeout", "90"];
    const start = () =>
      spawn(process.execPath, [wfsFile(), ...waiting], {
        cwd: at.scene.worktree(),
        env: { PATH: process.env["PATH"], HOME: beside, XDG_CONFIG_HOME: configuration() },
        stdio: ["ignore", "pipe", "ignore"],
      });
    const [killed, unheard] = [start(), start()];
    unheard.stdout.destroy();
    const ended = once(unheard, "exit");
    await new Promise((resolve) => setTimeout(resolve, 2000));
    killed.kill("SIGKILL");
    await decline(view);
    await ended;
    const now = await declined(view);
    expect(now.deliveries).toBeUndefined();
    expect(sentBack(now, [now], [])).toMatchObject({ isDecisionDue: true });
  });

  it("is the same where the note cannot be written", async () => {
    await agent(ask);
    const view = await decline(await at.arrived());
    symlinkSync(beside, join(view.path, "deliveries"));
    const waited = await agent(["approvals", "wait", view.id]);
    expect(waited).toMatchObject({ exitCode: 3 });
    expect(waited.stdout).toContain("A test, please.");
    expect(waited.stderr).toContain("cannot be noted");
    expect(readdirSync(beside).filter((name) => name.includes("-wait-"))).toEqual([]);
  });
});

describe("an answer is told as a prompt", { timeout: 120_000 }, () => {
  it("by wfs, with what was said, and noted as given out", async () => {
    await agent(ask);
    const view = await at.arrived();
    await comment("Why nine? ```\n# Do something else");
    await decline(view);
    const plain = await agent(["approvals", "prompt", view.id]);
    expect(plain.stdout).toContain(`# A person asks for changes to your merge of ${fork} into \`main\``);
    expect(plain.stdout).toContain("````text\nWhy nine? ```\n# Do something else\n````");
    expect(plain.stdout).toContain("### 1. `a.txt`, line 9");
    const { prompt } = JSON.parse((await agent(["approvals", "prompt", view.id, "--json"])).stdout) as {
      prompt: string;
    };
    expect(prompt).toBe(plain.stdout);
    expect(await deliveries(view)).toMatchObject([{ way: "prompt", by: "claude-code" }]);
  });

  it("with the lines that are suggested, and how the same is asked for once more", async () => {
    await agent([...ask, "--strategy", "merge"]);
    const view = await at.arrived();
    const file = join(at.scene.worktree(), "a.txt");
    const place = ["--session", fork, "--file", file, "--line", "9"];
    const lines = join(beside, "suggested.txt");
    writeFileSync(lines, "new line\n");
    const added = await at.wfs("annotate", "add", ...place, "-m", "use this", "--suggest-file", lines);
    expect(added, added.stderr).toMatchObject({ exitCode: 0 });
    await decline(view);
    const { stdout } = await agent(["approvals", "prompt", view.id]);
    expect(stdout).toMatch(/```diff\n-[^\n]*\n\+new line\n```/u);
    expect(stdout).toContain(`wfs request merge --session ${fork} --into main --strategy merge -m "…" --wait 600`);
  });
});

/** Puts the stand-in on the search path under the name of a real agent. */
function install(program: string): { readonly path: string; readonly log: string } {
  const directory = join(beside, "programs");
  mkdirSync(directory, { recursive: true });
  copyFileSync("test/fixtures/agents/standIn.mjs", join(directory, program));
  chmodSync(join(directory, program), 0o755);
  return { path: `${directory}${delimiter}${process.env["PATH"] ?? ""}`, log: join(beside, "called.log") };
}

describe("an agent is continued with the answer", { timeout: 180_000 }, () => {
  it.each([
    ["claude-code", "claude", (prompt: string) => ["--resume", conversation, "-p", prompt]],
    ["codex", "codex", (prompt: string) => ["exec", "resume", conversation, prompt]],
  ] as const)("%s: asks, is sent back, is continued, fixes, asks again", async (name, program, args) => {
    expect((await agent(ask, name)).exitCode).toBe(0);
    const first = await at.arrived();
    expect(first.request?.agent).toEqual({ name, conversation });
    await comment('Why nine? It\'s "odd"; $(touch owned) `touch owned`');
    const view = await decline(first);
    const { workspace, gitFeatures } = at.scene;
    const requests = at.requests();
    const annotations = await workspace.annotations();
    expect(sentBack(view, [view], await annotations.list(fork))).toMatchObject({ isDecisionDue: true, commentsDue: 1 });

    const { path, log } = install(program);
    const before = process.env["PATH"];
    process.env["PATH"] = path;
    const found = await workspace.findProgram(program).finally(() => (process.env["PATH"] = before));
    expect(found).toBe(join(beside, "programs", program));
    const texts = await workspace.sessionTexts();
    const threads = await placeThreads(
      await annotations.list(fork),
      async (...wanted) => await foundText(texts, ...wanted),
    );
    const prompt = answerPrompt({
      session: fork,
      branch: branchOfRecord(fork, undefined),
      view,
      threads,
      most: promptLimits.argument,
    });
    const command = resumeCommand(fork, writerOf([view], undefined), new Map());
    const ran = await runProgram(found ?? "", command.args(prompt.text), {
      cwd: at.scene.worktree(),
      env: {
        PATH: path,
        HOME: beside,
        XDG_CONFIG_HOME: configuration(),
        WORKFLOW_AGENT: name,
        WORKFLOW_CONVERSATION: conversation,
        STAND_IN_LOG: log,
        STAND_IN_WFS: wfsFile(),
      },
    });
    expect(ran, ran.stderr).toMatchObject({ exitCode: 0 });
    await requests.noteDelivery(view.id, {
      way: "continue",
      by: "ada",
      answer: { decision: view.decision?.signature ?? null, comments: prompt.comments },
    });

    const called = JSON.parse(readFileSync(log, "utf8")) as { args: readonly string[]; cwd: string };
    expect(called.args).toEqual(args(prompt.text));
    expect(called.cwd).toBe(at.scene.worktree());
    for (const place of [at.scene.worktree(), at.scene.repository.root, beside]) {
      expect(existsSync(join(place, "owned"))).toBe(false);
    }
    const again = await at.arrived(new Set([view.id]));
    expect(again.request).toMatchObject({ requested_by: name, agent: { name, conversation } });
    const views = await requests.list({ all: true });
    const now = await declined(view);
    expect(sentBack(now, views, await annotations.list(fork))).toEqual({
      answer: "changes",
      last: expect.objectContaining({ way: "continue", by: "ada" }) as Delivery,
      isDecisionDue: false,
      commentsDue: 0,
      repliedTo: 1,
      askedAgain: again.id,
    });
    const asked = first.request?.kind === "merge" ? first.request.source_commit : ("" as ObjectId);
    expect(await gitFeatures.forks.commitsSince(fork, asked)).toBe(1);
    expect(at.scene.repository.gitIn(at.scene.worktree(), "show", "HEAD:fixed.txt")).toContain("Why nine?");
    const gate = await at.gate();
    await gate.grant(await gate.prepare(again.id), "ada");
    expect(at.scene.repository.git("show", "main:fixed.txt")).toContain("fixed");
  });

  it("with no program that lies in what is under work, whatever leads there", async () => {
    const inside = at.scene.repository.path("bin");
    mkdirSync(inside);
    copyFileSync("test/fixtures/agents/standIn.mjs", join(inside, "claude"));
    chmodSync(join(inside, "claude"), 0o755);
    const linked = join(beside, "linked");
    mkdirSync(linked);
    symlinkSync(join(inside, "claude"), join(linked, "claude"));
    const { workspace } = at.scene;
    const before = process.env["PATH"];
    process.env["PATH"] = [inside, linked, "bin", ""].join(delimiter);
    try {
      expect(await workspace.findProgram("claude")).toBeUndefined();
      expect(await workspace.findProgram(join(inside, "claude"))).toBeUndefined();
      expect(await workspace.findProgram(join(linked, "claude"))).toBeUndefined();
      expect(await workspace.findProgram("./claude")).toBeUndefined();
      const { path } = install("claude");
      process.env["PATH"] = path;
      expect(await workspace.findProgram("claude")).toBe(join(beside, "programs", "claude"));
      expect(await workspace.findProgram("claude", [join(beside, "programs")])).not.toBe(
        join(beside, "programs", "claude"),
      );
    } finally {
      process.env["PATH"] = before;
    }
  });
});
