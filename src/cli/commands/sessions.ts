import * as z from "zod/mini";
import { visibleText } from "../../core/base/visibleText.ts";
import { defineBareCommand, defineCommand, type Command } from "../base/command.ts";
import { stayingText } from "../../core/forks/removal/removedFork.ts";
import { isUserScope } from "../../core/sessions/model/userScope.ts";
import { sessionTypes } from "../../core/sessions/model/session.ts";
import { sayPin } from "../base/sayPin.ts";
import { agentInput, agentOf, agentOptions } from "../input/agentInput.ts";
import { flag, oneOf, slug, text } from "../input/inputs.ts";
import { named, oneSession, requiredSession } from "../input/namedSession.ts";
import { scopeIn } from "../input/scopeInput.ts";
import { ofSession } from "../input/ofSession.ts";
import { lostLines } from "../text/lostText.ts";
import { sessionOutcome } from "../text/sessionRow.ts";
import { deletedJson, discardedJson, workspaceJson } from "../../wire/session.ts";
import { plural } from "../../core/base/plural.ts";
import { temporaryId } from "../../core/sessions/sessionContext.ts";

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
    {
      flags: "--scope <scope>",
      description: "whose notes it has, such as user:ada; default: WFS_SCOPE, else everybody's",
    },
    ...agentOptions,
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
      scope: z.optional(text().check(z.refine(isUserScope, "One line of 1 to 200 characters is needed."))),
      ...agentInput(),
    }),
  async run({ slug, project, type, activate, scope, ...who }, workspace, say) {
    const agent = agentOf(who, workspace.logger);
    const user_scope = scope ?? scopeIn(process.env);
    const extra = {
      ...(agent === undefined ? {} : { agent }),
      ...(user_scope === undefined ? {} : { user_scope }),
    };
    const options = { ...(type === undefined ? {} : { type }), extra };
    const view = await workspace.sessions.create({ slug, project, activate, ...options });
    await sayPin(workspace, say, view.active ? view.id : undefined);
    sayScope(user_scope, workspace.scope(), say);
    return sessionOutcome(view, (id) => `Created ${id}${view.active ? ", now active" : ""}`);
  },
});

/** Says how to work in a session that was made for another scope than the caller's. */
function sayScope(scope: string | undefined, own: string, say: (line: string) => void): void {
  if (scope === undefined || scope === own) return;
  const value = /^[\w:@.-]+$/u.test(scope) ? scope : `'${scope.replaceAll("'", String.raw`'\''`)}'`;
  say(`Its notes are those of the scope “${scope}”, yours is “${own}”: set WFS_SCOPE=${value} to work in it.`);
}

const complete = defineCommand({
  name: "complete",
  operands: "[id]",
  summary: "Complete a session, the active one unless another is meant",
  options: [
    { flags: "--archive", description: "also move its directory to the archive" },
    { flags: "--force", description: "also while tasks or forks of it are open" },
    ofSession(),
  ],
  examples: ["complete", "complete WFS-user-profile --archive", "complete --force"],
  heals: true,
  input: () => oneSession(z.strictObject({ ...named(), archive: flag(), force: flag() })),
  async run({ session, archive, force }, { sessions }) {
    const view = await sessions.complete(session, { archive: archive === true, force: force === true });
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

interface Gone {
  readonly checkpoints: number;
  readonly comments: number;
}

const discard = defineCommand({
  name: "discard",
  operands: "",
  summary: "Delete the temporary workspace",
  needsNone: true,
  options: [{ flags: "--force", description: "also when it has checkpoints, which go as pruned ones do" }],
  examples: ["discard", "discard --force"],
  heals: true,
  input: () => z.strictObject({ force: flag() }),
  async run({ force }, workspace) {
    const { sessions } = workspace;
    const threads = await (await workspace.annotations()).list(temporaryId);
    const gone = { ...(await sessions.discardTemporary(force === true)), comments: threads.length };
    return {
      json: () => discardedJson(gone),
      text: () =>
        `The temporary workspace is gone${goneWith(gone)}.\n${gone.path === null ? "" : `Its directory is ${visibleText(gone.path)} until somebody deletes it.\n`}${waiting(gone)}`,
    };
  },
});

const remove = defineCommand({
  name: "delete",
  operands: "[id]",
  summary: "Delete a session; refused where something of it is nowhere else",
  options: [
    {
      flags: "--force",
      description: "also when artifacts, comments or checkpoints go with it: its directory is set aside",
    },
    ofSession("this session, as the operand names it"),
  ],
  examples: ["delete WFS-fix-123", "delete WFS-spike --force"],
  heals: true,
  input: () => requiredSession(z.strictObject({ ...named(), force: flag() })),
  async run({ session, force }, { deletion }) {
    const { deleteSession } = await import("../../core/deletion/deleteSession.ts");
    const deleted = await deleteSession(deletion, session, { force: force === true });
    const { branch_left: branch, path, worktree_left } = deleted;
    const staying = branch === null ? undefined : stayingText({ branch, branch_kept: "adopted", worktree_left });
    return {
      json: () => deletedJson(deleted),
      text: (paint) =>
        `Deleted ${paint.bold(session)}\n` +
        (staying === undefined ? "" : `${visibleText(String(staying))}\n`) +
        (path === null ? "" : `Its directory is ${path} until somebody deletes it (docs/recovery.md).\n`),
    };
  },
});

function goneWith({ checkpoints, comments }: Gone): string {
  const parts = [
    ...(checkpoints === 0 ? [] : [plural(checkpoints, "checkpoint")]),
    ...(comments === 0 ? [] : [plural(comments, "comment")]),
  ];
  return parts.length === 0 ? "" : `, and with it ${parts.join(" and ")}`;
}

function waiting({ checkpoints }: Gone): string {
  return checkpoints === 0
    ? ""
    : `What was in its checkpoints waits in refs/workflow/${temporaryId}/pruned/ as after a pruning (docs/recovery.md).\n`;
}

export const sessionCommands: readonly Command[] = [init, create, complete, keep, discard, remove];
