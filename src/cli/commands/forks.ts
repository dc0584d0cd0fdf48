import * as z from "zod/mini";
import { asWorkflowError, WorkflowError } from "../../core/base/errors.ts";
import { joined, say } from "../../core/base/text.ts";
import type { Workspace } from "../../adapters/open/openWorkspace.ts";
import type { ListOptions } from "../../core/forks/listForks.ts";
import type { ForkView } from "../../core/forks/model/fork.ts";
import type { SessionId } from "../../core/sessions/model/sessionId.ts";
import type { SyncedFork } from "../../core/forks/syncFork.ts";
import { shortObjectId } from "../../core/git/repository/shortObjectId.ts";
import { visibleText } from "../../core/base/visibleText.ts";
import { defineCommand, usageHint, type Command } from "../base/command.ts";
import { exitCodes } from "../base/exitCodes.ts";
import { fileRows } from "../text/fileText.ts";
import {
  comparisonText,
  forkCells,
  goneText,
  ignoredText,
  lackedText,
  leftLines,
  ownCommitsText,
} from "../text/forkText.ts";
import { agentInput, agentOf, agentOptions } from "../input/agentInput.ts";
import { checkpointNumber, flag, sessionId, slug, text } from "../input/inputs.ts";
import { named, oneSession, requiredSession, session } from "../input/namedSession.ts";
import { ofSession } from "../input/ofSession.ts";
import { gitFeaturesOf, requireSession, requireSessionToChange } from "../input/resolveSession.ts";
import type { Paint } from "../base/paint.ts";
import { pathsFromHere } from "../input/workTreePath.ts";
import { warnOfMissing } from "../text/missingText.ts";
import { alignRows } from "../text/table.ts";
import {
  comparisonJson,
  createdForkJson,
  forkDiffJson,
  forksJson,
  openedForkJson,
  removedForkJson,
  sweptJson,
  syncedForkJson,
} from "../../wire/fork.ts";

const approve = {
  flags: "--approve <KEY=VALUE>",
  description: "a program of the repository's git configuration that may run, exactly as the refusal names it",
  repeat: true,
} as const;
const ofFork = ofSession("this fork, as the operand names it");
const approved = z._default(z.array(text()), []);

const create = defineCommand({
  name: "fork create",
  operands: "<slug>",
  summary: "Start a proposal from a session: a session and a branch of its own",
  options: [
    ofSession("the session to fork, instead of the one meant here"),
    { flags: "--from <n>", description: "start from this checkpoint of it, instead of its head" },
    { flags: "--project <text>", description: "what the proposal is about, instead of the session's text" },
    { flags: "--worktree", description: "make its worktree now" },
    ...agentOptions,
    approve,
  ],
  examples: [
    "fork create profile-as-dialog",
    "fork create profile-as-page --session WFS-user-profile --from 3 --worktree",
    "fork create profile-as-tab --agent claude-code --conversation 0c7f6f9e-8f0e-4a55-9c5b-1d2e3f4a5b6c",
  ],
  recovers: true,
  input: () =>
    z.strictObject({
      slug: slug(),
      session: session(),
      from: z.optional(checkpointNumber()),
      project: z.optional(text()),
      worktree: flag(),
      approve: approved,
      ...agentInput(),
    }),
  async run({ slug, session, from, project, worktree, approve, ...who }, workspace) {
    const { forks } = await gitFeaturesOf(workspace);
    const agent = agentOf(who, workspace.logger);
    const created = await forks.create({
      slug,
      ...(session === undefined ? {} : { baseline: session }),
      ...(from === undefined ? {} : { checkpoint: from }),
      ...(project === undefined ? {} : { project }),
      ...(agent === undefined ? {} : { agent }),
    });
    const shown = await pathsFromHere(workspace);
    const said = (paint: Paint): string =>
      `Created ${paint.bold(created.id)} on branch ${created.branch}\n${lackedText(created, paint, shown)}`;
    const { redacted } = created;
    if (worktree !== true) return { json: () => createdForkJson(created), text: said, redacted };
    const opened = await forks.open(created.id, { approved: approve }).catch((error: unknown) => {
      const { code, text, hintText } = asWorkflowError(error);
      const made = say`${created.id} itself is made: “wfs fork open ${created.id}” tries again.`;
      throw new WorkflowError(code, text, joined([hintText, made]), error);
    });
    warnOfMissing(opened, workspace.logger);
    return {
      json: () => createdForkJson(created, opened),
      text: (paint) => `${said(paint)}${opened.worktree}\n`,
      redacted,
    };
  },
});

/** All forks, or those that were made from one session. */
async function forksOf(
  workspace: Workspace,
  session: SessionId | undefined,
  options: ListOptions,
): Promise<readonly ForkView[]> {
  const { forks } = await gitFeaturesOf(workspace);
  if (session === undefined) return forks.list(options);
  await workspace.sessions.get(session);
  return (await forks.list(options)).filter(({ forked_from }) => forked_from.session === session);
}

const list = defineCommand({
  name: "fork list",
  operands: "",
  summary: "Show the forks with what they have ahead of and behind their baseline",
  needsNone: true,
  options: [
    { flags: "--all", description: "also completed and archived ones" },
    ofSession("only those that were forked from this session"),
  ],
  examples: ["fork list", "fork list --json"],
  input: () => z.strictObject({ all: flag(), session: session() }),
  async run({ all, session }, workspace) {
    const found = await forksOf(workspace, session, { all: all === true });
    return {
      json: () => forksJson(found),
      text: (paint, now) =>
        found.length === 0
          ? "No forks. “wfs fork create <slug>” starts one.\n"
          : alignRows(found.map((fork) => forkCells(fork, paint, now))),
    };
  },
});

const diff = defineCommand({
  name: "fork diff",
  operands: "[id]",
  summary: "Show the files a fork has changed since it left its baseline",
  options: [ofFork],
  examples: ["fork diff WFS-profile-as-page"],
  input: () => oneSession(z.strictObject(named())),
  async run({ session }, workspace) {
    const id = await requireSession(workspace, session);
    const { forks } = await gitFeaturesOf(workspace);
    const diff = await forks.diff(id);
    const { files } = diff;
    const shown = await pathsFromHere(workspace);
    return {
      json: () => forkDiffJson(diff),
      text: (paint) => (files.length === 0 ? "No file differs.\n" : fileRows(files, paint, shown)),
    };
  },
});

const open = defineCommand({
  name: "fork open",
  operands: "[id]",
  summary: "Make a fork's worktree if it has none, and print where it is",
  options: [{ flags: "--setup <command>", description: "run this in the new worktree, in a shell" }, approve, ofFork],
  examples: ["fork open WFS-profile-as-page", 'fork open WFS-profile-as-page --setup "npm ci"'],
  recovers: true,
  input: () => oneSession(z.strictObject({ ...named(), setup: z.optional(text()), approve: approved })),
  async run({ session, setup, approve }, workspace) {
    const id = await requireSessionToChange(workspace, session);
    const { forks, setup: setupOf } = await gitFeaturesOf(workspace);
    const opened = await forks.open(id, {
      approved: approve,
      ...(setup === undefined ? {} : { setup: setupOf(setup) }),
    });
    const { exitCode, output } = opened.setup ?? { exitCode: 0, output: "" };
    warnOfMissing(opened, workspace.logger);
    if (exitCode !== 0) workspace.logger.warn(`The setup command failed (${exitCode}): ${output}`);
    return {
      json: () => openedForkJson(opened),
      text: () => `${opened.worktree}\n`,
      exitCode: exitCode === 0 ? exitCodes.done : exitCodes.failed,
    };
  },
});

const compare = defineCommand({
  name: "fork compare",
  operands: "[ids...]",
  summary: "Put forks side by side: files, lines, overlap, conflicts, checks",
  needsNone: true,
  options: [ofSession("all forks of this session, instead of naming each")],
  examples: ["fork compare WFS-profile-as-page WFS-profile-as-dialog"],
  input: () =>
    z
      .strictObject({ ids: z.array(sessionId()), session: session() })
      .check(
        z.refine(
          ({ ids, session }) => ids.length > 0 || session !== undefined,
          "Forks are needed: <ids...> or --session.",
        ),
      ),
  async run({ ids, session }, workspace) {
    const { forks } = await gitFeaturesOf(workspace);
    const ofIt =
      session === undefined ? ids : (await forksOf(workspace, session, { status: false })).map(({ id }) => id);
    const other = ids.find((id) => !ofIt.includes(id));
    if (other !== undefined) {
      throw new WorkflowError(
        "usage",
        say`${other} is not a fork in use of the session ${String(session)}, which --session names.`,
        usageHint("fork compare"),
      );
    }
    const comparison = await forks.compare(ids.length === 0 ? ofIt : ids);
    const shown = await pathsFromHere(workspace);
    return { json: () => comparisonJson(comparison), text: (paint) => comparisonText(comparison, paint, shown) };
  },
});

const sync = defineCommand({
  name: "fork sync",
  operands: "[id]",
  summary: "Merge the baseline's head into a fork; with conflicts nothing is touched, exit code 5",
  options: [{ flags: "--dry-run", description: "only say what would happen" }, approve, ofFork],
  examples: ["fork sync WFS-profile-as-page", "fork sync WFS-profile-as-page --dry-run"],
  recovers: ({ dryRun }) => dryRun !== true,
  input: () => oneSession(z.strictObject({ ...named(), dryRun: flag(), approve: approved })),
  async run({ session, dryRun, approve }, workspace) {
    const id =
      dryRun === true ? await requireSession(workspace, session) : await requireSessionToChange(workspace, session);
    const { forks } = await gitFeaturesOf(workspace);
    const synced = await forks.sync(id, { dryRun: dryRun === true, approved: approve });
    const shown = await pathsFromHere(workspace);
    const sentences = {
      current: "has everything of its baseline already",
      "fast-forward": "now stands where its baseline does",
      merged: "now has its baseline merged in",
      "would-merge": "would merge without conflicts",
      conflicts: "conflicts with its baseline; nothing was touched",
    } as const;
    return {
      json: () => syncedForkJson(synced, synced.result === "conflicts" ? byHand(synced) : undefined),
      text: (paint) =>
        `${paint.bold(id)} ${sentences[synced.result]}\n${synced.conflicts.map((path) => `    ${visibleText(shown(path))}\n`).join("")}${synced.result === "conflicts" ? `${paint.dim(byHand(synced))}\n` : ""}`,
      exitCode: synced.result === "conflicts" ? exitCodes.conflict : exitCodes.done,
    };
  },
});

/** What a fork that cannot be synced by itself needs. */
function byHand({ id, base }: SyncedFork): string {
  return `Merge it by hand: in the fork's worktree (“wfs fork open ${id}” says where) run “git merge ${shortObjectId(base)}”, resolve these files, commit, then ask again.`;
}

const remove = defineCommand({
  name: "fork remove",
  operands: "[id]",
  summary: "Remove a fork with its worktree; refused while it holds work that is nowhere else",
  options: [{ flags: "--force", description: "even then; a checkpoint of it is kept" }, ofFork],
  examples: ["fork remove WFS-profile-as-dialog", "fork remove WFS-profile-as-dialog --force"],
  recovers: true,
  input: () => requiredSession(z.strictObject({ ...named(), force: flag() })),
  async run({ session: id, force }, workspace) {
    const { forks } = await gitFeaturesOf(workspace);
    const removed = await forks.remove(id, { force: force === true });
    const { autostashes, checkpoint } = removed;
    const warnings = [goneText(removed), ignoredText(removed.lost.ignored), ownCommitsText(removed)];
    return {
      afterwards: () => forks.whenDiscarded(),
      json: () => removedForkJson(removed),
      text: (paint) =>
        [
          `Removed ${paint.bold(id)}${removed.session === "archived" ? "; its session is archived" : ""}`,
          ...leftLines(removed).map((line) => paint.warn(line)),
          ...(checkpoint === null
            ? []
            : [
                `Its working tree is kept as checkpoint ${checkpoint.n}; “wfs fork create NAME --session ${id} --from ${checkpoint.n}” brings it back`,
              ]),
          ...autostashes.map((ref) => `What git had put away for the time of an operation is kept as ${ref}`),
          ...warnings.filter((text) => text !== "").map((text) => paint.warn(text)),
        ].join("\n") + "\n",
    };
  },
});

const sweep = defineCommand({
  name: "sweep",
  operands: "",
  summary: "Clean up what killed processes left behind; what is not certain is only listed",
  options: [{ flags: "--dry-run", description: "only list" }],
  needsNone: true,
  examples: ["sweep --dry-run", "sweep"],
  input: () => z.strictObject({ dryRun: flag() }),
  async run({ dryRun }, workspace) {
    const { forks } = await gitFeaturesOf(workspace);
    const findings = await forks.sweep();
    const certain = findings.filter((finding) => finding.certain);
    const results = dryRun === true ? [] : await forks.applySweep(certain);
    const left = dryRun === true ? findings : findings.filter((finding) => !finding.certain);
    return {
      json: () => sweptJson(left, results),
      text: (paint) =>
        [
          ...results.map(
            ({ done, message }) => `${done ? paint.good("✔") : paint.bad("✘")} ${visibleText(String(message))}`,
          ),
          ...left.map(({ message, repair }) => {
            const how = repair === null ? "" : `\n    ${visibleText(String(repair))}`;
            return `${paint.warn("!")} ${visibleText(String(message))}${how}`;
          }),
          ...(findings.length === 0 ? ["Nothing was left behind."] : []),
        ].join("\n") + "\n",
    };
  },
});

export const forkCommands: readonly Command[] = [create, list, diff, open, compare, sync, remove, sweep];
