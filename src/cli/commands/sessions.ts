import * as z from "zod/mini";
import { defineBareCommand, defineCommand, type Command } from "../base/command.ts";
import { sessionTypes } from "../../core/sessions/model/session.ts";
import { flag, oneOf, sessionId, slug, text } from "../input/inputs.ts";
import { sessionOutcome } from "../text/sessionRow.ts";
import { discardedJson, workspaceJson } from "../../wire/session.ts";
import { phaseWord } from "../../core/sessions/model/recordWords.ts";

const init = defineBareCommand({
  name: "init",
  operands: "",
  summary: "Make .workflow here, kept out of git unless the repository tracks it",
  examples: ["init", "--root ~/work/shop init"],
  async run({ sessions }) {
    const created = !(await sessions.exists());
    await sessions.init();
    return {
      json: () => workspaceJson(sessions, created),
      text: () => `${created ? "Made" : "Already there:"} ${sessions.directory}\n`,
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
  input: () =>
    z.strictObject({
      slug: slug(),
      project: text(),
      type: z.optional(oneOf(sessionTypes)),
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
  input: () => z.strictObject({ id: sessionId() }),
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
  input: () => z.strictObject({ id: z.optional(sessionId()) }),
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
  input: () => z.strictObject({ id: sessionId() }),
  async run({ id }, { sessions }) {
    const view = await sessions.resume(id);
    return sessionOutcome(view, (name) => `Active: ${name}, in ${phaseWord(view.record)}`);
  },
});

const complete = defineCommand({
  name: "complete",
  operands: "[id]",
  summary: "Complete a session, the active one unless named",
  options: [{ flags: "--archive", description: "also move its directory to .workflow/completed" }],
  examples: ["complete", "complete WFS-user-profile --archive"],
  heals: true,
  input: () => z.strictObject({ id: z.optional(sessionId()), archive: flag() }),
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
  input: () => z.strictObject({ slug: slug() }),
  async run({ slug }, { sessions }) {
    return sessionOutcome(await sessions.keepTemporary(slug), (name) => `Kept as ${name}`);
  },
});

const discard = defineBareCommand({
  name: "discard",
  operands: "",
  summary: "Delete the temporary workspace",
  examples: ["discard"],
  heals: true,
  async run({ sessions }) {
    await sessions.discardTemporary();
    return { json: discardedJson, text: () => "The temporary workspace is gone.\n" };
  },
});

export const sessionCommands: readonly Command[] = [init, create, switchTo, pause, resume, complete, keep, discard];
