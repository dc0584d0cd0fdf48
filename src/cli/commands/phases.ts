import * as z from "zod/mini";
import { defineCommand, type Command } from "../base/command.ts";
import { phases } from "../../core/sessions/model/session.ts";
import { sessionToChange } from "../../core/sessions/model/meantSession.ts";
import { flag, matching, oneOf, text } from "../input/inputs.ts";
import { named, oneSession, session } from "../input/namedSession.ts";
import { ofSession } from "../input/ofSession.ts";
import { sessionOutcome } from "../text/sessionRow.ts";
import { visibleText } from "../../core/base/visibleText.ts";
import { phaseWord } from "../../core/sessions/model/recordWords.ts";

/** In either case, because people type it. */
const phase = z.pipe(
  z.pipe(
    z.string(),
    z.transform((typed) => typed.toUpperCase()),
  ),
  oneOf(phases),
);

/** `NAME=PATH`; the core knows what a name may be. */
const artifact = matching(/^[^=]+=.+$/su, "NAME=PATH is needed.", (typed) => {
  const cut = typed.indexOf("=");
  return { name: typed.slice(0, cut), path: typed.slice(cut + 1) };
});

const enterPhase = defineCommand({
  name: "phase",
  operands: "<phase> [id]",
  summary: "Enter PLAN, IMPLEMENT or REVIEW and record the transition",
  options: [
    {
      flags: "--artifact <NAME=PATH>",
      description: "a file the finished phase hands over, in the session's directory or the repository",
      repeat: true,
    },
    { flags: "--back", description: "also to a phase before: what was completed since is open again" },
    ofSession(),
  ],
  examples: [
    "phase IMPLEMENT --artifact plan_document=.workflow/WFS-user-profile/IMPL_PLAN.md",
    "phase REVIEW WFS-fix-123",
    "phase PLAN --back",
  ],
  heals: true,
  input: () =>
    oneSession(z.strictObject({ phase, ...named(), back: flag(), artifact: z._default(z.array(artifact), []) })),
  async run({ phase, session: named, back, artifact }, workspace) {
    const session = sessionToChange(await workspace.sessions.meant(named));
    const { artifactPath, sessionDirectory } = await import("../input/artifactPath.ts");
    const artifacts = new Map<string, string>();
    for (const { name, path } of artifact) {
      artifacts.set(name, await artifactPath(workspace, await sessionDirectory(workspace, session), path));
    }
    const view = await workspace.sessions.enterPhase(phase, {
      ...(session === undefined ? {} : { id: session }),
      artifacts: Object.fromEntries(artifacts),
      back: back === true,
    });
    return sessionOutcome(view, (name) => `${name} is in ${phaseWord(view.record)}`);
  },
});

const addTask = defineCommand({
  name: "task add",
  operands: "<name> [id]",
  summary: "Put a task on the list of what is being worked on",
  options: [ofSession()],
  examples: ["task add impl-1", 'task add "impl-2: validate the form" WFS-user-profile'],
  heals: true,
  input: () => oneSession(z.strictObject({ name: text(), ...named() })),
  async run({ name, session }, { sessions }) {
    const view = await sessions.addTask(name, session);
    const added = view.redacted === undefined ? name : (view.record.progress.current_tasks.at(-1) ?? "");
    return sessionOutcome(view, (id) => `${id}: working on ${visibleText(added)}`);
  },
});

const finishTask = defineCommand({
  name: "task done",
  operands: "<name> [id]",
  summary: "Take a finished task off the list",
  options: [ofSession()],
  examples: ["task done impl-1"],
  heals: true,
  input: () => oneSession(z.strictObject({ name: text(), ...named() })),
  async run({ name, session }, { sessions }) {
    return sessionOutcome(await sessions.finishTask(name, session), (id) => `${id}: done with ${visibleText(name)}`);
  },
});

const save = defineCommand({
  name: "save",
  operands: "",
  summary: "Save phase, tasks and record of a session as they are now",
  options: [{ flags: "-m, --message <text>", description: "why" }, ofSession()],
  examples: ["save", 'save -m "before the rename"'],
  heals: true,
  input: () => z.strictObject({ message: z.optional(text()), session: session() }),
  async run({ message, session }, { sessions }) {
    const view = await sessions.save({
      ...(session === undefined ? {} : { id: session }),
      ...(message === undefined ? {} : { message }),
    });
    return sessionOutcome(view, (name) => `Saved ${name}`);
  },
});

export const phaseCommands: readonly Command[] = [enterPhase, addTask, finishTask, save];
