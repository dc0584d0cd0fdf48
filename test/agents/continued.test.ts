import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import { branchOfRecord } from "../../src/core/worktrees/forkBranch.ts";
import { placeThreads } from "../../src/core/annotations/placeThreads.ts";
import { foundText } from "../../src/core/annotations/sessionTexts.ts";
import { answerPrompt, promptLimits, type Prompt } from "../../src/core/review/delivery/answerPrompt.ts";
import { resumeCommand, writerOf } from "../../src/core/review/delivery/resumeCommand.ts";
import { sentBack } from "../../src/core/review/delivery/sentBack.ts";
import type { RequestView } from "../../src/core/review/requests/requests.ts";
import { ReviewerScene } from "../adapters/cli/reviewerScene.ts";
import { runProgram, type Ran } from "../adapters/cli/wfs.ts";
import { fork } from "../adapters/review/gateScene.ts";
import { clientProgram } from "./clients.ts";
import { ScriptedModel } from "./scriptedModel.ts";

const begin = "Make nine of the last line, and ask for the merge.";
const launcher = (): string => join(inject("wfsPackage"), "media", "bin", "wfs");

let at: ReviewerScene;
let model: ScriptedModel;
let beside = "";
beforeEach(async () => {
  at = await ReviewerScene.make();
  beside = dirname(at.scene.repository.root);
  model = await ScriptedModel.start();
  prepareHome();
}, 60_000);
afterEach(async () => {
  await model.stop();
  at.dispose();
});

/** A person's own configuration of both agents: they may run commands, and the model is ours. */
function prepareHome(): void {
  const files = {
    ".claude/settings.json": JSON.stringify({ permissions: { allow: ["Bash"] } }),
    ".codex/config.toml": [
      'model = "scripted"',
      'model_provider = "scripted"',
      'sandbox_mode = "danger-full-access"',
      "check_for_update_on_startup = false",
      "[model_providers.scripted]",
      'name = "scripted"',
      `base_url = "${model.address}/v1"`,
      'wire_api = "responses"',
      "supports_websockets = false",
    ].join("\n"),
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(beside, "home", path)), { recursive: true });
    writeFileSync(join(beside, "home", path), text);
  }
  mkdirSync(join(beside, "programs"));
  for (const name of ["claude", "codex"] as const) symlinkSync(clientProgram(name), join(beside, "programs", name));
}

/** Runs an agent as a terminal does that knows neither of the variables by which an agent can name itself. */
async function run(program: string, args: readonly string[], cwd: string): Promise<Ran> {
  return await runProgram(join(beside, "programs", program), args, {
    cwd,
    env: {
      PATH: [dirname(launcher()), process.env["PATH"] ?? ""].join(delimiter),
      WFS_NODE: process.execPath,
      HOME: join(beside, "home"),
      XDG_CONFIG_HOME: join(beside, "configuration"),
      TERM: "dumb",
      ANTHROPIC_BASE_URL: model.address,
      ANTHROPIC_API_KEY: "none",
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
      DISABLE_AUTOUPDATER: "1",
    },
  });
}

async function promptFor(view: RequestView): Promise<Prompt> {
  const texts = await at.scene.workspace.sessionTexts();
  const all = await (await at.scene.workspace.annotations()).list(fork);
  const threads = await placeThreads(all, async (...wanted) => await foundText(texts, ...wanted));
  const branch = branchOfRecord(fork, undefined);
  return answerPrompt({ session: fork, branch, view, threads, most: promptLimits.argument, wfs: launcher() });
}

/** What an agent makes of the prompt alone: it reads the comments, commits, replies and asks again, with the commands that the prompt names. */
function followed({ text }: Prompt): readonly string[] {
  const said = (pattern: RegExp): string =>
    pattern.exec(text)?.[1] ?? `echo "The prompt does not say ${pattern.source}"`;
  const wfs = (command: string): string => command.replace(/^wfs/u, said(/does not find `wfs`, it is `(.*)`/u));
  return [
    wfs(said(/with their ids: `(.*)`/u)),
    'echo fixed > fixed.txt && git add fixed.txt && git -c user.name=A -c user.email=a@example.org commit -qm "As asked"',
    wfs(said(/did or why not: `(.*)`/u)).replace("ID", said(/^Comment `(\w+)`/mu)),
    wfs(said(/^\d+\. Ask again: `(.*)`$/mu)).replace(" --wait 600", ""),
  ];
}

/** As text within JSON. */
const quoted = (text: string): string => JSON.stringify(text).slice(1, -1);

describe.each([
  ["claude-code", "claude", ["-p", begin]],
  ["codex", "codex", ["exec", begin]],
] as const)("the real agent %s", (name, program, first) => {
  it.each([
    ["in the worktree", () => at.scene.worktree()],
    ["in the main checkout", () => at.scene.repository.root],
  ])("goes on with the conversation it has begun %s: fixes, replies, asks again", async (_where, directory) => {
    model.play(`cd "${at.scene.worktree()}" && "${launcher()}" request merge --session ${fork} -m "Bring the fork"`);
    const began = await run(program, first, directory());
    expect(began, began.stderr).toMatchObject({ exitCode: 0 });
    const view = await at.arrived();
    const conversation = view.request?.agent?.conversation;
    expect(view.request).toMatchObject({ requested_by: name, agent: { name, conversation: expect.any(String) } });

    const file = join(at.scene.worktree(), "a.txt");
    await at.wfs("annotate", "add", "--session", fork, "--file", file, "--line", "9", "--person", "-m", "Why nine?");
    await (await at.gate()).decline(view.id, "changes", "A test, please.", "ada");
    const declined = (await at.requests().list({ all: true })).find(({ id }) => id === view.id) ?? view;
    const prompt = await promptFor(declined);

    model.play(...followed(prompt));
    const command = resumeCommand(fork, writerOf([declined], undefined), new Map());
    expect(command.program).toBe(program);
    const resumed = await run(command.program, command.args(prompt.text), at.scene.worktree());
    expect(resumed, resumed.stderr).toMatchObject({ exitCode: 0 });

    const whole = model.heard.at(-1) ?? "";
    const known = { begin, prompt: prompt.text.trim(), read: '"body":"Why nine?"' };
    const missing = Object.entries(known).filter(([, text]) => !whole.includes(quoted(text)));
    expect(missing.map(([what]) => what)).toEqual([]);
    const again = await at.arrived(new Set([view.id]));
    expect(again.request).toMatchObject({ requested_by: name, agent: { name, conversation } });
    expect(at.scene.repository.gitIn(at.scene.worktree(), "log", "-1", "--format=%s")).toBe("As asked");
    const threads = await (await at.scene.workspace.annotations()).list(fork);
    expect(sentBack(declined, await at.requests().list({ all: true }), threads)).toMatchObject({
      isDecisionDue: false,
      commentsDue: 0,
      repliedTo: 1,
      askedAgain: again.id,
    });
  });

  it("ends with an error where it does not know the conversation, before it asks the model anything", async () => {
    const unknown = { name, conversation: "0c7f6f9e-8f0e-4a55-9c5b-1d2e3f4a5b6c" };
    const command = resumeCommand(fork, unknown, new Map());
    const ended = await run(command.program, command.args("Go on"), at.scene.worktree());
    expect(ended.exitCode, ended.stderr).not.toBe(0);
    expect(model.heard).toEqual([]);
  });
});
