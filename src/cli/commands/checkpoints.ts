import { lossesAmong } from "../../core/checkpoints/model/checkpoint.ts";
import * as z from "zod/mini";
import { formatBytes } from "../text/bytes.ts";
import { checkpointCells, restoreOutcome, skippedText } from "../text/checkpointText.ts";
import { defineCommand, type Command } from "../base/command.ts";
import { fileRows } from "../text/fileText.ts";
import { checkpointNumber, flag, matching, text } from "../input/inputs.ts";
import { session } from "../input/namedSession.ts";
import { ofSession } from "../input/ofSession.ts";
import {
  gitFeaturesOf,
  sessionOption,
  sessionToAddTo,
  sessionToLookInto,
  sessionToWorkOn,
} from "../input/resolveSession.ts";
import { plural } from "../../core/base/plural.ts";
import { alignRows } from "../text/table.ts";
import { pathsFromHere, workTreePath } from "../input/workTreePath.ts";
import type { RemovedWork } from "../../core/checkpoints/retention/removedWork.ts";
import { visibleText } from "../../core/base/visibleText.ts";
import { checkpointDiffJson, checkpointJson, checkpointsJson, prunedJson, takenJson } from "../../wire/checkpoint.ts";

/** The other side of a comparison: a checkpoint's number or `HEAD`. */
const comparedWith = matching(/^(?:[1-9]\d{0,8}|HEAD)$/u, "The number of a checkpoint or HEAD is needed.", (typed) =>
  typed === "HEAD" ? ("head" as const) : Number(typed),
);

const count = matching(/^\d{1,15}$/u, "A whole number is needed.", Number);

const units = { k: 1024, m: 1024 ** 2, g: 1024 ** 3, h: 1 / 24, d: 1, w: 7 } as const;
const inUnits = (typed: string): number =>
  Number.parseInt(typed, 10) * (units[typed.slice(-1).toLowerCase() as keyof typeof units] ?? 1);

/** `500000`, `200k`, `50M`, `1G`; bytes. */
const byteCount = matching(/^\d{1,12}[kmg]?$/iu, "A number of bytes is needed, such as 500000, 50M or 1G.", inUnits);

/** `12h`, `30d`, `4w`; days. */
const age = matching(/^\d{1,6}[hdw]$/iu, "An age is needed, such as 12h, 30d or 4w.", inUnits);

const create = defineCommand({
  name: "checkpoint create",
  operands: "",
  summary: "Keep the whole working tree as it is, untracked files included, ignored ones not",
  options: [{ flags: "-m, --message <text>", description: "why" }, ofSession()],
  examples: ["checkpoint create", 'checkpoint create -m "before the rename" --json'],
  recovers: true,
  input: () => z.strictObject({ session: session(), message: z.optional(text()) }),
  async run({ session, message }, workspace) {
    const { checkpoints } = await gitFeaturesOf(workspace);
    const taken = await checkpoints.take(await sessionToAddTo(workspace, session), { message });
    const shown = await pathsFromHere(workspace);
    return {
      json: () => takenJson(taken),
      redacted: taken.redacted,
      text: (paint) =>
        `${taken.created ? `Checkpoint ${paint.bold(`#${taken.id}`)}: ${plural(taken.files, "file")} changed` : `Nothing changed since checkpoint ${paint.bold(`#${taken.id}`)}`}\n${skippedText(lossesAmong(taken.skipped), paint, shown)}`,
    };
  },
});

const list = defineCommand({
  name: "checkpoint list",
  operands: "",
  summary: "Show the checkpoints of a session, the newest first",
  options: [ofSession()],
  examples: ["checkpoint list", "checkpoint list --session WFS-user-profile --json"],
  input: () => z.strictObject({ session: session() }),
  async run({ session }, workspace) {
    const { checkpoints } = await gitFeaturesOf(workspace);
    const id = await sessionToLookInto(workspace, session);
    const found = await checkpoints.list(id);
    const same = await sessionOption(workspace, id);
    return {
      json: () => checkpointsJson(found),
      text: (paint, now) =>
        found.length === 0
          ? `No checkpoints. “wfs checkpoint create${same}” takes one.\n`
          : alignRows(found.map((checkpoint) => checkpointCells(checkpoint, paint, now))),
    };
  },
});

const show = defineCommand({
  name: "checkpoint show",
  operands: "<n>",
  summary: "Show one checkpoint with everything it knows",
  options: [ofSession()],
  examples: ["checkpoint show 3"],
  input: () => z.strictObject({ n: checkpointNumber(), session: session() }),
  async run({ n, session }, workspace) {
    const { checkpoints } = await gitFeaturesOf(workspace);
    const checkpoint = await checkpoints.show(await sessionToLookInto(workspace, session), n);
    const shown = await pathsFromHere(workspace);
    const { ref, commit, session: owner, phase, tasks, by, branch, head, skipped } = checkpoint;
    return {
      json: () => checkpointJson(checkpoint),
      text: (paint, now) =>
        alignRows([checkpointCells(checkpoint, paint, now)]) +
        alignRows(
          Object.entries({ session: owner, phase, tasks: tasks.join(", "), by, branch: branch ?? head, ref, commit })
            .filter(([, value]) => value !== undefined && value !== "")
            .map(([name, value]) => [{ text: name, styled: paint.dim(name) }, { text: visibleText(value ?? "") }]),
        ) +
        skippedText(skipped, paint, shown),
    };
  },
});

const restore = defineCommand({
  name: "checkpoint restore",
  operands: "<n>",
  summary: "Bring files back as they were; a safety checkpoint comes first, ignored files stay",
  options: [
    { flags: "--path <path>", description: "only this file or directory, from where you stand", repeat: true },
    { flags: "--index", description: "bring what was staged back too" },
    ofSession(),
  ],
  examples: ["checkpoint restore 3", "checkpoint restore 3 --path src/store.ts --path test"],
  recovers: true,
  input: () =>
    z.strictObject({
      n: checkpointNumber(),
      path: z.optional(z.array(text())),
      index: flag(),
      session: session(),
    }),
  async run({ n, path, index, session }, workspace) {
    const { checkpoints } = await gitFeaturesOf(workspace);
    const id = await sessionToWorkOn(workspace, session);
    const paths = await Promise.all((path ?? []).map(async (typed) => workTreePath(workspace, id, typed)));
    const isAll = paths.length === 0 || paths.includes("");
    const restored = await checkpoints.restore(id, n, { index: index === true, ...(isAll ? {} : { paths }) });
    const back = `wfs undo${await sessionOption(workspace, id)}`;
    return restoreOutcome(restored, `Restored checkpoint #${n}`, back, await pathsFromHere(workspace));
  },
});

const diff = defineCommand({
  name: "checkpoint diff",
  operands: "<n> [other]",
  summary: "Show what changed from a checkpoint to the working tree, another checkpoint, or HEAD",
  options: [ofSession()],
  examples: ["checkpoint diff 3", "checkpoint diff 3 5", "checkpoint diff 3 HEAD --json"],
  input: () => z.strictObject({ n: checkpointNumber(), other: z.optional(comparedWith), session: session() }),
  async run({ n, other, session }, workspace) {
    const { checkpoints } = await gitFeaturesOf(workspace);
    const compared = await checkpoints.diff(await sessionToLookInto(workspace, session), n, other ?? "working-tree");
    const { files, notLookedAt } = compared;
    const shown = await pathsFromHere(workspace);
    return {
      json: () => checkpointDiffJson(compared),
      text: (paint) =>
        (files.length + notLookedAt.length === 0 ? "No file differs.\n" : fileRows(files, paint, shown)) +
        notLookedAt
          .map(
            (path) =>
              `${paint.warn("!")} not looked at, its filter is the repository's own: ${visibleText(shown(path))}\n`,
          )
          .join(""),
    };
  },
});

const pin = (name: "pin" | "unpin", summary: string): Command =>
  defineCommand({
    name: `checkpoint ${name}` as const,
    operands: "<n>",
    summary,
    options: [ofSession()],
    examples: [`checkpoint ${name} 3`],
    recovers: true,
    input: () => z.strictObject({ n: checkpointNumber(), session: session() }),
    async run({ n, session }, workspace) {
      const { checkpoints } = await gitFeaturesOf(workspace);
      const checkpoint = await checkpoints[name](await sessionToWorkOn(workspace, session), n);
      return {
        json: () => checkpointJson(checkpoint),
        text: () => `Checkpoint #${n} ${checkpoint.pinned ? "stays until it is unpinned" : "may be pruned"}\n`,
      };
    },
  });

const prune = defineCommand({
  name: "checkpoint prune",
  operands: "",
  summary: "Let old checkpoints go; without a limit, by the retention in the session's record",
  options: [
    { flags: "--keep <n>", description: "keep this many" },
    { flags: "--older-than <age>", description: "let go what is older: 12h, 30d, 4w" },
    { flags: "--max-bytes <size>", description: "let the oldest go until the rest fits: 500M, 2G" },
    { flags: "--dry-run", description: "only list" },
    ofSession(),
  ],
  examples: ["checkpoint prune --keep 20 --dry-run", "checkpoint prune --older-than 30d"],
  recovers: ({ dryRun }) => dryRun !== true,
  input: () =>
    z.strictObject({
      keep: z.optional(count),
      olderThan: z.optional(age),
      maxBytes: z.optional(byteCount),
      dryRun: flag(),
      session: session(),
    }),
  async run({ keep, olderThan, maxBytes, dryRun, session }, workspace) {
    const { checkpoints } = await gitFeaturesOf(workspace);
    const id = await (dryRun === true ? sessionToLookInto : sessionToWorkOn)(workspace, session);
    const limits = {
      ...(keep === undefined ? {} : { keep }),
      ...(olderThan === undefined ? {} : { max_age_days: olderThan }),
      ...(maxBytes === undefined ? {} : { max_bytes: maxBytes }),
    };
    const plan = await checkpoints.planPrune(id, Object.keys(limits).length === 0 ? undefined : limits);
    const pruned =
      dryRun === true
        ? { pruned: [], removed: [], freed: 0, later: plan.bytes, waitsFor: undefined }
        : await checkpoints.prune(id, plan);
    const surplus =
      dryRun === true ? plan.surplus : plan.surplus.filter(({ checkpoint }) => pruned.pruned.includes(checkpoint.id));
    const removed = dryRun === true ? plan.removed : plan.removed.filter(({ ref }) => pruned.removed.includes(ref));
    return {
      json: () => prunedJson({ surplus, removed }, pruned),
      text: (paint, now) =>
        alignRows(surplus.map(({ checkpoint }) => checkpointCells(checkpoint, paint, now))) +
        removed.map(removedText).join("") +
        (dryRun === true
          ? `${plural(surplus.length, "checkpoint")} would go, with ${formatBytes(plan.bytes)}\n`
          : `${plural(surplus.length, "checkpoint")} gone; ${formatBytes(pruned.freed)} freed, ${formatBytes(pruned.later)} to be freed later\n${waitingText(pruned.waitsFor)}`),
    };
  },
});

function removedText({ kind, commit, reason }: RemovedWork): string {
  const what = kind === "commits" ? "Commits of the removed fork" : "Edits put away in the removed fork";
  const why = reason === "held" ? "other branches or tags hold them" : "older than is kept";
  return `${what}, ${commit.slice(0, 8)}: ${why}\n`;
}

function waitingText(waitsFor: string | undefined): string {
  return waitsFor === undefined
    ? ""
    : `Nothing is freed while “${visibleText(waitsFor)}” stands in the git directory; finish or abort what is in progress, then prune again.\n`;
}

/** `undo` and `redo`. */
const step = (name: "undo" | "redo", summary: string, done: string): Command =>
  defineCommand({
    name,
    operands: "",
    summary,
    options: [ofSession()],
    examples: [name],
    recovers: true,
    input: () => z.strictObject({ session: session() }),
    async run({ session }, workspace) {
      const { checkpoints } = await gitFeaturesOf(workspace);
      const id = await sessionToWorkOn(workspace, session);
      const restored = await checkpoints[name](id);
      const back = `wfs ${name === "undo" ? "redo" : "undo"}${await sessionOption(workspace, id)}`;
      return restoreOutcome(restored, done, back, await pathsFromHere(workspace));
    },
  });

export const checkpointCommands: readonly Command[] = [
  create,
  list,
  show,
  diff,
  restore,
  pin("pin", "Keep a checkpoint whatever the limits say"),
  pin("unpin", "Let the limits apply to a checkpoint again"),
  prune,
  step("undo", "Take the last restore back", "Undone"),
  step("redo", "Repeat the restore that was undone", "Redone"),
];
