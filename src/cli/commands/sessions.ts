import * as z from "zod/mini";
import { defineBareCommand, defineCommand, type Command } from "../base/command.ts";
import { sessionTypes } from "../../core/sessions/model/session.ts";
import { sayPin } from "../base/sayPin.ts";
import { flag, oneOf, slug, text } from "../input/inputs.ts";
import { named, oneSession, requiredSession } from "../input/namedSession.ts";
import { ofSession } from "../input/ofSession.ts";
import { lostLines } from "../text/lostText.ts";
import { sessionOutcome } from "../text/sessionRow.ts";
import { discardedJson, workspaceJson } from "../../wire/session.ts";
import { phaseWord } from "../../core/sessions/model/recordWords.ts";

const init = defineBareCommand({
  name: "init",
  operands: "",
  summary: "Make .workflow here, kept out of git unless the repository tracks it",
  needsNone: true,
  examples: ["init", "--root ~/work/shop init"],
  async run(workspace) {
    const { sessions } = workspace;
    const created = !(await sessions.exists());
    await sessions.init();
    const lost = await sessions.lost();
    return {
      json: () => workspaceJson(sessions, created),
      text: (paint) =>
        [`${created ? "Made" : "Already there:"} ${sessions.directory}`, ...lostLines(workspace, lost, paint)]
          .map((line) => `${line}\n`)
          .join(""),
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
  async run({ slug, project, type, activate }, workspace, say) {
    const options = type === undefined ? {} : { type };
    const view = await workspace.sessions.create({ slug, project, activate, ...options });
    await sayPin(workspace, say, view.active ? view.id : undefined);
    return sessionOutcome(view, (id) => `Created ${id}${view.active ? ", now active" : ""}`);
  },
});

const switchTo = defineCommand({
  name: "switch",
  operands: "[id]",
  summary: "Make another session the active one",
  options: [ofSession("this session, as the operand names it")],
  examples: ["switch WFS-user-profile", "switch user-profile"],
  heals: true,
  input: () => requiredSession(z.strictObject(named())),
  async run({ session }, workspace, say) {
    const view = await workspace.sessions.switchTo(session);
    await sayPin(workspace, say, session);
    return sessionOutcome(view, (name) => `Active: ${name}`);
  },
});

const pause = defineCommand({
  name: "pause",
  operands: "[id]",
  summary: "Pause a session, the active one unless another is meant; it is not active afterwards",
  options: [ofSession()],
  examples: ["pause", "pause WFS-user-profile"],
  heals: true,
  input: () => oneSession(z.strictObject(named())),
  async run({ session }, { sessions }) {
    return sessionOutcome(await sessions.pause(session), (name) => `Paused ${name}`);
  },
});

const resume = defineCommand({
  name: "resume",
  operands: "[id]",
  summary: "Make a paused or completed session active, in the phase its records left it",
  options: [ofSession("this session, as the operand names it")],
  examples: ["resume WFS-user-profile"],
  heals: true,
  input: () => requiredSession(z.strictObject(named())),
  async run({ session }, workspace, say) {
    const view = await workspace.sessions.resume(session);
    await sayPin(workspace, say, session);
    return sessionOutcome(view, (name) => `Active: ${name}, in ${phaseWord(view.record)}`);
  },
});

const complete = defineCommand({
  name: "complete",
  operands: "[id]",
  summary: "Complete a session, the active one unless another is meant",
  options: [{ flags: "--archive", description: "also move its directory to .workflow/completed" }, ofSession()],
  examples: ["complete", "complete WFS-user-profile --archive"],
  heals: true,
  input: () => oneSession(z.strictObject({ ...named(), archive: flag() })),
  async run({ session, archive }, { sessions }) {
    const view = await sessions.complete(session, { archive: archive === true });
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
  async run({ slug }, workspace, say) {
    const view = await workspace.sessions.keepTemporary(slug);
    await sayPin(workspace, say, view.active ? view.id : undefined);
    return sessionOutcome(view, (name) => `Kept as ${name}`);
  },
});

const discard = defineBareCommand({
  name: "discard",
  operands: "",
  summary: "Delete the temporary workspace",
  needsNone: true,
  examples: ["discard"],
  heals: true,
  async run({ sessions }) {
    await sessions.discardTemporary();
    return { json: discardedJson, text: () => "The temporary workspace is gone.\n" };
  },
});

export const sessionCommands: readonly Command[] = [init, create, switchTo, pause, resume, complete, keep, discard];
