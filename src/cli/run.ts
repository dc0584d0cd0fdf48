import { statSync } from "node:fs";
import { isAbsolute, resolve, sep } from "node:path";
import { openWorkspace, type OpenWorkspaceOptions, type Workspace } from "../adapters/open/openWorkspace.ts";
import { asWorkflowError, WorkflowError } from "../core/base/errors.ts";
import { say } from "../core/base/text.ts";
import type { Logger } from "../core/base/ports.ts";
import { visibleText } from "../core/base/visibleText.ts";
import { agentActor } from "../core/events/model/actor.ts";
import { agentAround } from "../core/sessions/model/knownAgents.ts";
import { errorJson } from "../wire/error.ts";
import { exitCodeOf, exitCodes } from "./base/exitCodes.ts";
import type { Output } from "./base/output.ts";
import { type Paint, paintFor } from "./base/paint.ts";
import { scopeIn } from "./input/scopeInput.ts";
import { readCommandLine } from "./commandLine.ts";

/** The process `wfs` runs in. */
export interface CliEnvironment {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: NodeJS.ProcessEnv;
  /** `undefined`: it is gone. */
  readonly cwd: string | undefined;
}

/**
 * Runs one command line. Output is written only when the work is done: an error leaves nothing on stdout.
 * @returns the exit code
 */
export async function runCommandLine(argv: readonly string[], environment: CliEnvironment): Promise<number> {
  const { stdout, stderr, env } = environment;
  // Wanted for errors of the command line itself, which has no parsed options yet.
  const options = argv.slice(0, argv.includes("--") ? argv.indexOf("--") : argv.length);
  let json = options.includes("--json") || options.includes("--events");
  try {
    const invocation = await readCommandLine(argv, (text) => stdout.write(text));
    if (invocation === undefined) {
      await stdout.flush();
      return exitCodes.done;
    }
    json = invocation.json || invocation.input["events"] === true;
    const logger = json ? silent : loggerTo(stderr, env);
    const tell = json ? nothing : (line: string) => stderr.write(`${paintFor(stderr, env).dim(visibleText(line))}\n`);
    const say = Object.assign(tell, {
      note: json ? (value: object) => stderr.write(`${JSON.stringify(value)}\n`) : nothing,
      event: (value: object) => stdout.write(`${JSON.stringify(value)}\n`),
      print: (text: (paint: Paint, columns: number | undefined) => string) =>
        stdout.write(text(paintFor(stdout, env), stdout.columns)),
      isHeard: async () => stdout.flush(),
    });
    const outcome = await invocation.command.execute(
      invocation.input,
      () => open(invocation.root, environment, logger),
      say,
      json,
    );
    if (outcome.isSaid !== true) {
      stdout.write(json ? `${JSON.stringify(outcome.json())}\n` : outcome.text(paintFor(stdout, env), Date.now()));
    }
    if (outcome.redacted !== undefined) say(redactedText(outcome.redacted));
    const isRead = await stdout.flush();
    if (outcome.handedOver !== undefined && isRead) await outcome.handedOver();
    await outcome.afterwards?.();
    return outcome.exitCode ?? exitCodes.done;
  } catch (thrown) {
    const error = asWorkflowError(thrown);
    const { code, message, hint } = error;
    const paint = paintFor(stderr, env);
    stderr.write(
      json
        ? `${JSON.stringify(errorJson(error))}\n`
        : `${paint.bad("wfs:")} ${visibleText(message)}\n     ${paint.dim(visibleText(hint))}\n`,
    );
    return exitCodeOf(code);
  }
}

const redactedText = (rules: readonly string[]): string =>
  `Taken out, because it looks like a secret: ${rules.join(", ")}. A mark stands in its place.`;

async function open(given: string | undefined, { cwd, env }: CliEnvironment, logger: Logger): Promise<Workspace> {
  const start = given === undefined ? standing(cwd) : givenRoot(given, cwd);
  const actor = actorIn(env);
  const scope = scopeIn(env);
  const around = { ...pinIn(env), ...insideIn(env), actor, scope: () => scope };
  return openWorkspace(start, { logger, git: (persons) => persons, exact: given !== undefined, ...around });
}

/** Who does what a command does: the agent it runs in, as far as the environment names one (docs/events.md). */
function actorIn(env: NodeJS.ProcessEnv): string {
  const named = (variable: string): string | undefined => {
    const value = env[variable]?.trim();
    return value === "" ? undefined : value;
  };
  return agentActor(named("WORKFLOW_AGENT") ?? agentAround(named));
}

/** The session this terminal was opened for (docs/file-formats.md); that of another terminal, where only the active one is told, does not count. */
function pinIn({
  WORKFLOW_SESSION_PINNED: pinned,
  WORKFLOW_SESSION: session = "",
  WORKFLOW_SESSION_DIR: directory = "",
}: NodeJS.ProcessEnv): Pick<OpenWorkspaceOptions, "pinnedTo"> {
  if (pinned !== "1" || session === "" || !isAbsolute(directory)) return {};
  return { pinnedTo: { session, directory: sep === "\\" ? directory.replaceAll(sep, "/") : directory } };
}

/** The run whose program we are, and the leases of the programs that we are part of. */
function insideIn({
  WFS_TASK: task = "",
  WFS_LEASES: leases = "",
}: NodeJS.ProcessEnv): Pick<OpenWorkspaceOptions, "inside"> {
  return task === "" ? {} : { inside: { task, leases: leases.split(",").filter((lease) => lease !== "") } };
}

/** Throws `not-found` where the directory of the shell is gone: a retry, a teardown or another program has removed it. */
function standing(cwd: string | undefined): string {
  if (cwd !== undefined) return cwd;
  throw new WorkflowError(
    "not-found",
    say`The directory this shell stands in is gone.`,
    say`cd to one that is there (cd "$PWD" where it was made anew), or name the repository (--root).`,
  );
}

function givenRoot(given: string, cwd: string | undefined): string {
  const path = isAbsolute(given) ? given : resolve(standing(cwd), given);
  if (given !== "" && isDirectory(path)) {
    // Programs are started by libraries that ask where this process stands, whatever directory they are given.
    if (cwd === undefined) process.chdir(path);
    return path;
  }
  throw new WorkflowError("usage", say`There is no directory “${given}”.`, say`Give --root an existing directory.`);
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

const nothing = (): void => undefined;
const silent: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };

/** Warnings and errors for people, everything with `WFS_DEBUG=1`. */
function loggerTo(stderr: Output, env: NodeJS.ProcessEnv): Logger {
  const line = (message: string): void => {
    stderr.write(`wfs: ${visibleText(message)}\n`);
  };
  const detail = env["WFS_DEBUG"] === "1" ? line : nothing;
  return {
    debug: detail,
    info: detail,
    warn: line,
    error(message, cause) {
      line(message);
      if (cause instanceof Error) detail(cause.stack ?? cause.message);
    },
  };
}
