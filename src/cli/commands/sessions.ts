import * as z from "zod/mini";
import { defineCommand, type Command } from "../command.ts";
import { flag, sessionId, sessionState, sessionType, slug, text } from "../inputs.ts";
import { sessionCells, sessionJson, sessionOutcome, temporaryLines } from "../sessionRow.ts";
import { alignRows } from "../table.ts";
import { waitingRequests } from "../waiting.ts";

const init = defineCommand({
  name: "init",
  operands: "",
  summary: "Make .workflow here, kept out of git unless the repository tracks it",
  examples: ["init", "--root ~/work/shop init"],
  input: z.strictObject({}),
  async run(_input, { sessions }) {
    const created = !(await sessions.exists());
    await sessions.init();
    return {
      json: () => ({ root: sessions.root, path: sessions.directory, created }),
      text: () => `${created ? "Made" : "Already there:"} ${sessions.directory}\n`,
    };
  },
});

const list = defineCommand({
  name: "list",
  operands: "",
  summary: "Show every session, the active one first",
  options: [{ flags: "--state <state>", description: "only active, paused, completed or archived ones" }],
  examples: ["list", "list --state paused", "list --json"],
  input: z.strictObject({ state: z.optional(sessionState) }),
  async run({ state }, workspace) {
    const { sessions } = workspace;
    const [all, temporary] = await Promise.all([sessions.list(), sessions.temporary()]);
    const shown = state === undefined ? all : all.filter((view) => view.state === state);
    const waiting = await waitingRequests(workspace, shown);
    return {
      json: () => ({
        sessions: shown.map((view) => {
          const count = waiting?.get(view.id);
          return count === undefined ? sessionJson(view) : { ...sessionJson(view), waiting: count };
        }),
        ...(temporary === undefined ? {} : { temporary: temporary.path }),
      }),
      text: (paint, now) =>
        (shown.length === 0
          ? `${state === undefined ? "No sessions. “wfs new <slug> --project TEXT” makes one." : `No ${state} sessions.`}\n`
          : alignRows(shown.map((view) => sessionCells(view, paint, now, waiting?.has(view.id))))) +
        (state === undefined ? temporaryLines(temporary) : []).map((line) => `${line}\n`).join(""),
    };
  },
});

const create = defineCommand({
  name: "new",
  operands: "<slug>",
  summary: "Create a session and make it the active one",
  options: [
    { flags: "--project <text>", description: "what the session is about", required: true },
    { flags: "--type <type>", description: "simple, medium or complex" },
    { flags: "--no-activate", description: "leave the active session as it is" },
  ],
  examples: [
    'new user-profile --project "Let people edit their profile"',
    'new fix-123 --project "Rounding of refunds" --type simple --no-activate',
  ],
  heals: true,
  input: z.strictObject({
    slug,
    project: text,
    type: z.optional(sessionType),
    activate: z.boolean(),
  }),
  async run({ slug, project, type, activate }, { sessions }) {
    const view = await sessions.create({ slug, project, activate, ...(type === undefined ? {} : { type }) });
    return sessionOutcome(view, (id) => `Created ${id}${view.active ? ", now active" : ""}`);
  },
});

const switchTo = defineCommand({
  name: "switch",
  operands: "<id>",
  summary: "Make another session the active one",
  examples: ["switch WFS-user-profile", "switch user-profile"],
  heals: true,
  input: z.strictObject({ id: sessionId }),
  async run({ id }, { sessions }) {
    return sessionOutcome(await sessions.switchTo(id), (name) => `Active: ${name}`);
  },
});

const pause = defineCommand({
  name: "pause",
  operands: "[id]",
  summary: "Pause the active session; none is active afterwards",
  examples: ["pause", "pause WFS-user-profile"],
  heals: true,
  input: z.strictObject({ id: z.optional(sessionId) }),
  async run({ id }, { sessions }) {
    return sessionOutcome(await sessions.pause(id), (name) => `Paused ${name}`);
  },
});

const resume = defineCommand({
  name: "resume",
  operands: "<id>",
  summary: "Make a paused or completed session active, in the phase its records left it",
  examples: ["resume WFS-user-profile"],
  heals: true,
  input: z.strictObject({ id: sessionId }),
  async run({ id }, { sessions }) {
    const view = await sessions.resume(id);
    return sessionOutcome(view, (name) => `Active: ${name}, in ${view.record.current_phase}`);
  },
});

const complete = defineCommand({
  name: "complete",
  operands: "[id]",
  summary: "Complete a session, the active one unless named",
  options: [{ flags: "--archive", description: "also move its directory to .workflow/completed" }],
  examples: ["complete", "complete WFS-user-profile --archive"],
  heals: true,
  input: z.strictObject({ id: z.optional(sessionId), archive: flag }),
  async run({ id, archive }, { sessions }) {
    const view = await sessions.complete(id, { archive: archive === true });
    return sessionOutcome(view, (name) => `Completed ${name}${view.state === "archived" ? ", archived" : ""}`);
  },
});

const keep = defineCommand({
  name: "keep",
  operands: "<slug>",
  summary: "Keep the temporary workspace as a session",
  examples: ["keep spike-caching"],
  heals: true,
  input: z.strictObject({ slug }),
  async run({ slug }, { sessions }) {
    return sessionOutcome(await sessions.keepTemporary(slug), (name) => `Kept as ${name}`);
  },
});

const discard = defineCommand({
  name: "discard",
  operands: "",
  summary: "Delete the temporary workspace",
  examples: ["discard"],
  heals: true,
  input: z.strictObject({}),
  async run(_input, { sessions }) {
    await sessions.discardTemporary();
    return { json: () => ({ discarded: true }), text: () => "The temporary workspace is gone.\n" };
  },
});

export const sessionCommands: readonly Command[] = [
  init,
  list,
  create,
  switchTo,
  pause,
  resume,
  complete,
  keep,
  discard,
];
