import { adoptedBranch } from "../../core/sessions/model/sessionBranch.ts";
import { resolve, sep } from "node:path";
import * as z from "zod/mini";
import { WorkflowError } from "../../core/base/errors.ts";
import { say } from "../../core/base/text.ts";
import type { WorkPlace } from "../../core/found/model/toolOf.ts";
import type { AgentIdentity } from "../../core/sessions/model/agentIdentity.ts";
import type { SessionView } from "../../core/sessions/model/session.ts";
import { visibleText } from "../../core/base/visibleText.ts";
import { workTreeTop } from "../../core/git/directory/gitDirectory.ts";
import type { Adoption } from "../../core/forks/adoptSessions.ts";
import type { Forks } from "../../core/forks/forks.ts";
import { idPrefix, parseSessionId, type SessionId, sessionIdFromSlug } from "../../core/sessions/model/sessionId.ts";
import type { Workspace } from "../../adapters/open/openWorkspace.ts";
import { defineCommand, type Command } from "../base/command.ts";
import { exitCodes } from "../base/exitCodes.ts";
import { agentInput, toldAgentOptions } from "../input/agentInput.ts";
import { text as given } from "../input/inputs.ts";
import { session } from "../input/namedSession.ts";
import { ofSession } from "../input/ofSession.ts";
import { foundOf, gitFeaturesOf } from "../input/resolveSession.ts";
import { sessionCells } from "../text/sessionRow.ts";
import { alignRows } from "../text/table.ts";
import { adoptedJson } from "../../wire/session.ts";

const adopt = defineCommand({
  name: "adopt",
  operands: "[what...]",
  summary:
    "Make a session of a branch or worktree that is there; without one, bring back sessions whose directory is gone",
  options: [
    ofSession("what a branch or worktree becomes a fork of; without one, this lost session"),
    { flags: "--as <slug>", description: "the new session's name, instead of one made of the branch's" },
    ...toldAgentOptions,
  ],
  examples: [
    "adopt claude/login",
    "adopt .claude/worktrees/login --session WFS-profile",
    "adopt",
    "adopt WFS-profile-as-page",
    "adopt WFS-login --agent claude-code --conversation 0c7f6f9e-8f0e-4a55-9c5b-1d2e3f4a5b6c",
  ],
  heals: true,
  needsNone: true,
  input: () => z.strictObject({ what: z.array(given()), session: session(), as: z.optional(given()), ...agentInput() }),
  async run({ what, session: named, as, ...told }, workspace) {
    if (isTold(told) && what.length !== 1) {
      throw new WorkflowError(
        "usage",
        say`--agent and --conversation are about one session.`,
        say`Name one branch, worktree or session with them.`,
      );
    }
    const { forks } = await gitFeaturesOf(workspace);
    const lost = (await forks.lost()).map(({ id }): string => id);
    const isLost = (name: string): boolean => lost.includes(name) || lost.includes(`${idPrefix}${name}`);
    const ids = what.filter(isLost).map(sessionIdFromSlug);
    const known = isTold(told) && ids.length === 0 ? await sessionCalled(workspace, what[0] ?? "") : undefined;
    const work = known === undefined ? what.filter((name) => !isLost(name)) : [];
    if (as !== undefined && work.length !== 1) {
      throw new WorkflowError("usage", say`--as names one session.`, say`Name one branch or worktree with it.`);
    }
    const wish = { work, ids, baseline: named, slug: as, told, anyLost: lost.length > 0 };
    const adoption =
      known !== undefined
        ? { adopted: [known], left: [] }
        : work.length === 0
          ? await bringBack(forks, named === undefined ? ids : [...ids, named])
          : await adoptWork(workspace, forks, wish);
    const { left } = adoption;
    const adopted =
      work.length > 0 || !isTold(told)
        ? adoption.adopted
        : await Promise.all(adoption.adopted.map(async ({ id }) => await recordAgent(workspace, id, told)));
    const ofBranches = adopted.filter(({ record }) => adoptedBranch(record) !== undefined && work.length > 0);
    const made = await Promise.all(ofBranches.map(async ({ id }) => forks.get(id)));
    return {
      json: () => adoptedJson({ adopted, left }),
      text: (paint, now) =>
        [
          ...(adopted.length === 0 ? [] : [alignRows(adopted.map((view) => sessionCells(view, paint, now))).trimEnd()]),
          ...(adopted.length === 0 || known !== undefined
            ? []
            : [
                adopted.length === 1
                  ? "It is paused: “wfs switch <id>” makes it the active session."
                  : "They are paused: “wfs switch <id>” makes one the active session.",
              ]),
          ...made.map(({ id, branch, ahead }) =>
            ahead === 0
              ? paint.warn(`${id} is on ${visibleText(branch)}, which has no commits of its own yet.`)
              : `${id} is on ${visibleText(branch)}.`,
          ),
          ...(adopted.length === 0 || work.length > 0 || known !== undefined
            ? []
            : [
                "Only what git holds is back: comments, requests, artifacts and what else was in their directories went with them.",
              ]),
          ...left.map(({ id, reason }) => paint.warn(`${id} is left: ${visibleText(String(reason))}`)),
          ...(adopted.length + left.length === 0 ? ["No session is lost."] : []),
        ].join("\n") + "\n",
      exitCode: left.length === 0 ? exitCodes.done : exitCodes.failed,
    };
  },
});

/** The session of this very name; `undefined`: there is none. */
async function sessionCalled({ sessions }: Workspace, name: string): Promise<SessionView | undefined> {
  const id = parseSessionId(name);
  return id === undefined ? undefined : (await sessions.list()).find((one) => one.id === id);
}

type Told = z.infer<z.ZodMiniObject<ReturnType<typeof agentInput>>>;

const isTold = ({ agent, conversation }: Told): boolean => agent !== undefined || conversation !== undefined;

/** Writes down who works on a session that is there already. */
async function recordAgent({ sessions }: Workspace, id: SessionId, told: Told): Promise<SessionView> {
  const { record } = await sessions.get(id);
  const agent = toldAgent(record.agent, told);
  return agent === undefined ? await sessions.get(id) : await sessions.updateRecord(id, () => ({ agent }));
}

/** The agent that is known, with what is said of it here. Another agent's conversation is not this one's. */
function toldAgent(known: AgentIdentity | undefined, { agent, conversation }: Told): AgentIdentity | undefined {
  const name = agent ?? known?.name;
  if (name === undefined && conversation !== undefined) {
    throw new WorkflowError("usage", say`Nobody has said whose conversation that is.`, say`Say it with --agent.`);
  }
  if (name === undefined) return undefined;
  return { name, conversation: conversation ?? (name === known?.name ? known.conversation : null) };
}

async function bringBack(forks: Forks, ids: readonly SessionId[]): Promise<Adoption> {
  return forks.adopt(ids.length === 0 ? undefined : ids);
}

interface Wish {
  readonly work: readonly string[];
  readonly ids: readonly SessionId[];
  readonly baseline: SessionId | undefined;
  readonly slug: string | undefined;
  readonly told: Told;
  readonly anyLost: boolean;
}

/** One after another; the first that cannot be adopted ends it, and those before stay adopted. */
async function adoptWork(
  workspace: Workspace,
  forks: Forks,
  { work, ids, baseline, slug, told, anyLost }: Wish,
): Promise<Adoption> {
  const beside = baseline ?? (await (await foundOf(workspace)).integration());
  if (beside === undefined) {
    throw new WorkflowError(
      "not-found",
      say`There is no branch that the work could be measured against.`,
      say`Where there is no commit yet, make the first one; else name the session it is to be a fork of (--session).`,
    );
  }
  const { fs, start } = workspace;
  const found = await foundOf(workspace);
  const agentOf = async (place: WorkPlace): Promise<AgentIdentity | undefined> =>
    toldAgent(await found.agentOf(place), told);
  const adopted = [];
  for (const name of work) {
    const path = resolve(start, name).replaceAll(sep, "/");
    const named =
      fs.kindNow(path) === "directory" ? { worktree: await meantWorktree(workspace, path) } : { branch: name };
    const wish = { baseline: beside, agentOf, ...(slug === undefined ? {} : { slug }) };
    const one = await forks.adoptBranch({ ...wish, ...named }).catch(async (error: unknown) => {
      // A directory that is no worktree may only be called like the branch.
      if (isNotFound(error) && "worktree" in named)
        return forks.adoptBranch({ ...wish, branch: name }).catch((other: unknown) => {
          throw isNotFound(other) ? error : other;
        });
      // The name of a session, or one without its prefix where some are lost: those are told.
      const id = parseSessionId(name) ?? (anyLost ? parseSessionId(idPrefix + name) : undefined);
      if (isNotFound(error) && id !== undefined) await bringBack(forks, [id]);
      throw error;
    });
    adopted.push(one.session);
  }
  const back = ids.length === 0 ? undefined : await bringBack(forks, ids);
  return { adopted: [...adopted, ...(back?.adopted ?? [])], left: back?.left ?? [] };
}

/** Where somebody stands is in a worktree, “.” and “..” mean that; every other directory is meant itself. */
async function meantWorktree({ fs, start }: Workspace, path: string): Promise<string> {
  const isAround = `${start.replaceAll(sep, "/")}/`.startsWith(`${path}/`);
  return isAround ? workTreeTop(fs, (await fs.realPath(path)) ?? path) : path;
}

const isNotFound = (error: unknown): boolean => error instanceof WorkflowError && error.code === "not-found";

export const adoptCommands: readonly Command[] = [adopt];
