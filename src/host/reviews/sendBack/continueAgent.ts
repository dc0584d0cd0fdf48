import * as vscode from "vscode";
import { asWorkflowError, WorkflowError } from "../../../core/base/errors.ts";
import { say } from "../../../core/base/text.ts";
import { visibleText } from "../../../core/base/visibleText.ts";
import { promptLimits, type Prompt } from "../../../core/review/delivery/answerPrompt.ts";
import { resumeCommand, writerOf, type ResumeCommand } from "../../../core/review/delivery/resumeCommand.ts";
import { isDeclined, undelivered } from "../../../core/review/delivery/undelivered.ts";
import type { SessionView } from "../../../core/sessions/model/session.ts";
import type { SessionId } from "../../../core/sessions/model/sessionId.ts";
import type { Host } from "../../feature/feature.ts";
import { t } from "../../platform/hostWording.ts";
import { showWarning } from "../../platform/notifications.ts";
import { wfsDirectory } from "../../platform/sessionTerminal.ts";
import { orCancel } from "../../prompts/orCancel.ts";
import { resumeTemplates } from "../../settings/agentSettings.ts";
import { cameBack, noteSent, promptOf, type AnswerSubject } from "./answerSubject.ts";
import { programEnd } from "./programEnd.ts";
import { lookAtProgram, programTerminal } from "./programTerminal.ts";

const memoryKey = "continuedConversations";

/** Milliseconds from one look at an agent that goes on to the next. */
const followEvery = 2000;

/** Conversations remembered as agreed to, the newest. */
const mostRemembered = 200;

interface Start {
  readonly command: ResumeCommand;
  /** Absolute. */
  readonly program: string;
  readonly directory: string;
}

/**
 * Continues the agent that wrote the change in its own conversation and directory, with the answer as its next message, in a terminal the person sees. It is noted as delivered once the agent runs for some seconds, has
 * ended well, or something has come back from it; where it ends with an error later and nothing has, that is taken back. What was said of the
 * agent comes from files that any process can write, so the first time a conversation is continued the person is shown what is started.
 */
export async function continueAgent(host: Host, subject: AnswerSubject): Promise<void> {
  const { workspace, views } = subject;
  const session = await workspace.sessions.get(subject.session);
  const { templates, bad } = resumeTemplates();
  for (const name of bad)
    host.log.warn(`The setting agents.resume says nothing that can be used of “${visibleText(name)}”.`);
  const command = resumeCommand(session.id, writerOf(views, session.record.agent), templates);
  const directory = await directoryOf(subject, session);
  const start = { command, directory, program: await programOf(subject, command, directory) };
  const prompt = await promptOf(host, subject, promptLimits.argument);
  await confirmAgain(subject);
  await confirmStart(host, start);
  const before = await cameBack(subject);
  // VS Code clears the folders of logs away, with what is written once nobody looks any more.
  await vscode.workspace.fs.createDirectory(host.extension.logUri);
  const codeFile = vscode.Uri.joinPath(host.extension.logUri, `continued-${crypto.randomUUID()}`);
  const terminal = vscode.window.createTerminal({
    name: session.id,
    cwd: vscode.Uri.file(directory),
    iconPath: new vscode.ThemeIcon("debug-continue"),
    ...programTerminal(session, wfsDirectory(host.extension.extensionPath), {
      program: start.program,
      args: command.args(prompt.text),
      variables: { WORKFLOW_AGENT: command.agent, WORKFLOW_CONVERSATION: command.conversation },
      ended: t("The agent has ended with"),
      codeFile,
    }),
  });
  terminal.show();
  if ((await terminal.processId) === undefined) {
    throw new WorkflowError(
      "refused",
      say`The terminal of ${session.id} could not be started.`,
      say`Look at what it says, or copy the answer as a prompt instead.`,
    );
  }
  const look = async (): Promise<number | "closed" | undefined> => await lookAtProgram(terminal, codeFile);
  const end = await programEnd(look);
  const hasFailed = end !== "running" && end !== 0;
  if (hasFailed && (await cameBack(subject)) === before) throw notTaken(session.id, end);
  await noteSent(subject, "continue", prompt);
  if (end === "running") void followToEnd(host, subject, { prompt, before, look });
}

/** The agent has ended without having taken the answer, which stays one that is not delivered. */
function notTaken(session: SessionId, end: number | "closed"): WorkflowError {
  return new WorkflowError(
    "refused",
    end === "closed"
      ? say`The terminal of ${session} was closed before its agent went on; the answer is not delivered.`
      : say`The agent of ${session} has ended with exit code ${end}; the answer is not delivered.`,
    say`Look at what its terminal says, or copy the answer as a prompt instead.`,
  );
}

/** Takes the note back where the agent ends with an error after all and nothing has come back from it; never throws. What a window that is closed meanwhile misses stays as it was noted. */
async function followToEnd(
  { log }: Host,
  subject: AnswerSubject,
  {
    prompt,
    before,
    look,
  }: {
    readonly prompt: Prompt;
    readonly before: string;
    readonly look: () => Promise<number | "closed" | undefined>;
  },
): Promise<void> {
  try {
    const end = await programEnd(look, { settledAfter: Infinity, lookEvery: followEvery });
    if (typeof end !== "number" || end === 0 || (await cameBack(subject)) !== before) return;
    await noteSent(subject, "continue", prompt, end);
    const message = t(
      "The agent of {0} has ended with exit code {1}; the answer is not delivered.",
      subject.session,
      end,
    );
    await showWarning(message);
  } catch (error) {
    log.warn(`How the agent of ${subject.session} has ended could not be noted: ${asWorkflowError(error).message}`);
  }
}

/** Where the agent works: the worktree of a fork, else the directory of the workspace. Throws `not-found` for a fork without one. */
async function directoryOf({ workspace }: AnswerSubject, { id, record }: SessionView): Promise<string> {
  if (record.forked_from === undefined) return workspace.services.root;
  const { forks } = await workspace.openGitFeatures();
  const { worktree } = await forks.get(id, { status: false });
  if (worktree !== null) return worktree;
  throw new WorkflowError(
    "not-found",
    say`${id} has no worktree in which its agent could go on.`,
    say`Make it with “Open Terminal in Fork”, then continue the agent; or copy the answer as a prompt instead.`,
  );
}

/** The program, found outside of everything that is under work. */
async function programOf({ workspace }: AnswerSubject, { program }: ResumeCommand, directory: string): Promise<string> {
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
  const found = await workspace.services.findProgram(program, [directory, ...folders]);
  if (found !== undefined) return found;
  throw new WorkflowError(
    "not-found",
    say`There is no program “${program}” that could be started: none on the search path outside of the workspace.`,
    say`Install it, or name it with its path in the setting workflowSessions.agents.resume; or copy the answer as a prompt instead.`,
  );
}

/** Whoever has it already is told twice on purpose alone. */
async function confirmAgain({ view, views, workspace, session }: AnswerSubject): Promise<void> {
  if (view === undefined || !isDeclined(view)) return;
  const threads = await (await workspace.services.annotations()).list(session);
  const { decisions, comments } = undelivered(views, threads);
  if (decisions.some(({ id }) => id === view.id) || comments.length > 0) return;
  const again = t("Continue Anyway");
  const message = t("The answer was handed over already. Continue the agent with it once more?");
  orCancel(await showWarning(message, { modal: true }, again));
}

async function confirmStart({ extension }: Host, { command, program, directory }: Start): Promise<void> {
  const { conversation, agent } = command;
  const memory = extension.workspaceState;
  const stored = memory.get<unknown>(memoryKey);
  const agreed = Array.isArray(stored) ? stored.filter((entry) => typeof entry === "string") : [];
  const args = command.args("…");
  const key = JSON.stringify([program, ...args, directory]);
  if (agreed.includes(key)) return;
  const start = t("Continue Agent");
  orCancel(
    await showWarning(
      t("Continue the conversation {0} of {1}?", conversation, visibleText(agent)),
      {
        modal: true,
        detail: [
          t("This is started in a terminal, with the answer as its next message:"),
          "",
          visibleText([program, ...args].join(" ")),
          "",
          t("In {0}", visibleText(directory)),
        ].join("\n"),
      },
      start,
    ),
  );
  await memory.update(memoryKey, [...agreed, key].slice(-mostRemembered));
}
