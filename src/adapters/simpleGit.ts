import { say } from "../core/base/text.ts";
import { statSync } from "node:fs";
import { getSystemErrorMap } from "node:util";
import { simpleGit, type SimpleGitOptions } from "simple-git";
import { SerialQueue } from "../core/base/serialQueue.ts";
import { GitError, gitFailure } from "../core/git/repository/gitError.ts";
import { hardenedConfig, hardenedEnvironment } from "../core/git/repository/hardening.ts";
import type { Git, GitRequest, GitResult, GitSetting, Logger } from "../core/base/ports.ts";
import { checkGitVersion, findGitBinary, isCheckedGit, noteGitVersion } from "./personsPrograms.ts";
import { joinSettings, settingsAsVariables, withoutConfiguration } from "./personsVariables.ts";
import { runInGroup, type GroupEnd } from "./runInGroup.ts";

export interface SimpleGitSettings {
  /** The directory whose contents must not choose the git program. */
  readonly workspace: string;
  /** Another one: a worktree of the workspace that lies outside of it. */
  readonly start?: string;
  readonly logger: Logger;
  /** Instead of the PATH of this process. */
  readonly path?: string;
  /** The person's own configuration in the environment (personsVariables.ts), which `git` has too; left out: none of it. */
  readonly variables?: Readonly<Record<string, string>>;
}

/**
 * simple-git refuses arguments and settings that could come from outside and do harm; ours are built by the core from checked names, or are the
 * person's own. These categories are the ones of an explicit repository and of every setting.
 */
const permitted: NonNullable<SimpleGitOptions["unsafe"]> = {
  allowUnsafeAlias: true,
  allowUnsafeAskPass: true,
  allowUnsafeCommandBinaries: true,
  allowUnsafeConfigEnvCount: true,
  allowUnsafeConfigPaths: true,
  allowUnsafeCredentialHelper: true,
  allowUnsafeCustomBinary: true,
  allowUnsafeDiffExternal: true,
  allowUnsafeDiffTextConv: true,
  allowUnsafeEditor: true,
  allowUnsafeFilter: true,
  allowUnsafeFsMonitor: true,
  allowUnsafeGitProxy: true,
  allowUnsafeGpgProgram: true,
  allowUnsafeHooksPath: true,
  allowUnsafeInclude: true,
  allowUnsafeMergeDriver: true,
  allowUnsafePack: true,
  allowUnsafePager: true,
  allowUnsafeProtocolOverride: true,
  allowUnsafeSshCommand: true,
  allowUnsafeSubmodule: true,
  allowUnsafeTemplateDir: true,
  allowUnsafeUrlRewrite: true,
};

/** Variables besides `GIT_*` that make git start a program. */
const programVariables = new Set(["EDITOR", "PAGER", "PREFIX", "SSH_ASKPASS", "VISUAL"]);

/**
 * The Git port on simple-git: one instance per request, because environment, stdin and abort differ; one queue of writes.
 * Use one object per repository, so that its writes really are one at a time.
 */
export class SimpleGit implements Git {
  readonly #settings: SimpleGitSettings;
  /** `undefined`: none was found yet that is new enough; it may be installed meanwhile. */
  #binary: string | undefined;
  readonly #writes = new SerialQueue();

  constructor(settings: SimpleGitSettings) {
    this.#settings = settings;
  }

  async run(request: GitRequest): Promise<GitResult> {
    const known = this.#binary;
    const { workspace, start = workspace, path } = this.#settings;
    const binary = known ?? findGitBinary([workspace, start], path);
    if (binary === undefined) throw new GitError("git-missing", say`git was not found.`);
    if (known === undefined && !isCheckedGit(binary)) {
      if (request.access === "read") return await this.#first(binary, request);
      await this.#check(binary);
    }
    this.#settle(binary);
    if (request.access === "read") return await this.#spawn(binary, request);
    return await this.#writes.run(async () => await this.#spawn(binary, request));
  }

  /** The first read, which does no harm whatever the version is, says that beside its answer: a process for it alone need not be. */
  async #first(binary: string, request: GitRequest): Promise<GitResult> {
    const heard = new TracedVersion();
    const running = this.#spawn(binary, { ...request, env: { ...request.env, ...tracing } }, heard);
    const [answer] = await Promise.allSettled([running]);
    if (isAborted(request.signal)) throw cancelled(request);
    if (!noteGitVersion(binary, heard.version ?? "")) await this.#check(binary);
    this.#settle(binary);
    if (answer.status === "rejected") throw answer.reason;
    return answer.value;
  }

  /** Throws `git-too-old`. */
  async #check(binary: string): Promise<void> {
    const { stdout } = await this.#spawn(binary, { args: ["version"], cwd: this.#settings.workspace, access: "read" });
    checkGitVersion(binary, Buffer.from(stdout).toString("utf8"));
  }

  #settle(binary: string): void {
    if (this.#binary === binary) return;
    this.#binary = binary;
    this.#settings.logger.debug(`git is ${binary}`);
  }

  async #spawn(binary: string, request: GitRequest, heard?: TracedVersion): Promise<GitResult> {
    const { signal } = request;
    if (isAborted(signal)) throw cancelled(request);
    const started = performance.now();
    const process = { binary, request, env: environment(this.#variables(request)) };
    const { exitCode, stdout, stderr: all } = await (request.network === true ? inGroup(process) : alone(process));
    if (isAborted(signal)) throw cancelled(request);
    this.#settings.logger.debug(
      `git ${request.args.join(" ")} (${(performance.now() - started).toFixed(1)} ms, exit ${exitCode})`,
    );
    const said = heard === undefined ? all : heard.takenOutOf(all);
    const failed = typeof exitCode !== "number" || (exitCode !== 0 && request.okExitCodes?.includes(exitCode) !== true);
    if (failed && isGone(request.cwd)) throw directoryGone(request.cwd, { stderr: said, ...exited(exitCode) });
    if (typeof exitCode === "number" && exitCode < 0) {
      // No exit code but an error of the system, such as too many processes.
      const why = getSystemErrorMap().get(exitCode)?.[1] ?? `error ${exitCode}`;
      throw new GitError("failed", say`git ${commandName(request.args)} could not be started: ${why}.`, {
        stderr: said,
      });
    }
    if (typeof exitCode !== "number") {
      throw new GitError("failed", say`git ${commandName(request.args)} was ended by the system.`, { stderr: said });
    }
    if (exitCode !== 0 && request.okExitCodes?.includes(exitCode) !== true) {
      throw gitFailure(commandName(request.args), exitCode, said);
    }
    return { exitCode, stdout, stderr: said };
  }

  /** Where a request brings settings, our hardening is below them in the same place: what stands in the arguments is above both. */
  #variables({ env, network, settings }: GitRequest): Readonly<Record<string, string>> {
    const { variables = {} } = this.#settings;
    const person = network === true ? withoutConfiguration(variables) : variables;
    const given = { ...alwaysSet, ...env };
    if (settings === undefined) return joinSettings(person, given);
    const hardening = hardenedConfig.map((setting) => settingOf(setting));
    return joinSettings(person, { ...given, ...settingsAsVariables([...hardening, ...settings]) });
  }
}

interface GitProcess {
  readonly binary: string;
  readonly request: GitRequest;
  readonly env: NodeJS.ProcessEnv;
}

interface ProcessEnd {
  /** A negative one is an error of the system. */
  readonly exitCode: number | null | undefined;
  readonly stdout: Buffer;
  readonly stderr: string;
}

async function alone({ binary, request, env }: GitProcess): Promise<ProcessEnd> {
  const { signal } = request;
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  let exitCode: number | null | undefined;
  try {
    await simpleGit({
      baseDir: request.cwd,
      binary,
      config: request.settings === undefined ? [...hardenedConfig] : [],
      unsafe: permitted,
      allowEnvironment: Object.keys(env),
      // “close” says that all output was read. A grandchild that hangs (a filter) may keep the pipes open: 2 s after git's own end
      // that is over; shorter would cut output whenever the event loop is busy.
      completion: { onClose: true, onExit: 2000 },
      ...(signal === undefined ? {} : { abort: signal }),
      // Always answered, so that no child waits for a stdin nobody closes.
      input: () => Buffer.from(request.stdin ?? []),
      errors: (_error, result) => {
        exitCode = result.exitCode as number | null;
        return undefined;
      },
    })
      .env(env)
      .outputHandler((_command, out, err) => {
        out.on("data", (chunk: Buffer) => stdout.push(chunk));
        err.on("data", (chunk: Buffer) => stderr.push(chunk));
        // simple-git waits 50 ms after the end of a command that printed nothing; an empty chunk counts as printed.
        setImmediate(() => err.emit("data", Buffer.alloc(0)));
      })
      .raw(commandLine(request));
  } catch (error) {
    throw isAborted(signal) ? cancelled(request, error) : notStarted(request, error);
  }
  return { exitCode, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString("utf8") };
}

/** With whatever it starts (git-remote-http, ssh), which simple-git cannot end. */
async function inGroup({ binary, request, env }: GitProcess): Promise<ProcessEnd> {
  const { signal, stdin = new Uint8Array(), cwd: directory } = request;
  const args = commandLine(request);
  let end: GroupEnd;
  try {
    end = await runInGroup({ program: binary, args, directory, env, stdin, signal });
  } catch (error) {
    throw notStarted(request, error);
  }
  if (end.ended === "too-much") {
    throw new GitError("failed", say`git ${commandName(request.args)} was told more than is read here.`);
  }
  return { exitCode: end.exitCode, stdout: end.stdout, stderr: end.stderr.toString("utf8") };
}

function notStarted(request: GitRequest, error: unknown): GitError {
  if (isGone(request.cwd)) return directoryGone(request.cwd, { cause: error });
  return new GitError("failed", say`git ${commandName(request.args)} could not be started: ${String(error)}`, {
    cause: error,
  });
}

/** `key=value` of a key without “=”. */
function settingOf(setting: string): GitSetting {
  const cut = setting.indexOf("=");
  return [setting.slice(0, cut), setting.slice(cut + 1)];
}

/** Makes git tell about itself on stderr, each event a line of JSON (git's api-trace2). */
const tracing: Readonly<Record<string, string>> = { GIT_TRACE2_EVENT: "1" };

class TracedVersion {
  /** `undefined`: git has not said it. */
  version: string | undefined;

  /** What was said besides. */
  takenOutOf(text: string): string {
    this.version = /^\{"event":"version",.*"exe":"([^"]*)"/mu.exec(text)?.[1];
    return text.replaceAll(/^\{"event":"[^\n]*\n/gmu, "");
  }
}

const alwaysSet: Readonly<Record<string, string>> = { ...hardenedEnvironment, GIT_TERMINAL_PROMPT: "0" };

function environment(given: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => {
    const upper = name.toUpperCase();
    return !upper.startsWith("GIT_") && !programVariables.has(upper);
  });
  // The C locale, because the reasons of failures are read from git's messages.
  return { ...Object.fromEntries(kept), LC_ALL: "C", LANGUAGE: "C", ...given };
}

function commandLine(request: GitRequest): string[] {
  return request.access === "read" ? ["--no-optional-locks", ...request.args] : [...request.args];
}

/** A function, because the signal changes between two looks that the compiler takes for one. */
function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

/** The subcommand, for messages: global options such as `--git-dir=…` and `-c key=value` come before it. */
function commandName(args: readonly string[]): string {
  return args.find((argument, at) => !argument.startsWith("-") && args[at - 1] !== "-c") ?? "";
}

/** Whether there is no directory in which git could have run; where that cannot be told, git's own words stand. */
function isGone(directory: string): boolean {
  try {
    return statSync(directory, { throwIfNoEntry: false })?.isDirectory() !== true;
  } catch {
    return false;
  }
}

/** What git itself ended with, if it was started at all. */
function exited(exitCode: number | null | undefined): Partial<Pick<GitResult, "exitCode">> {
  return typeof exitCode === "number" && exitCode > 0 ? { exitCode } : {};
}

/** Said of every git that failed without its directory: neither the system's words nor git's tell which one it is. */
function directoryGone(directory: string, details: ConstructorParameters<typeof GitError>[2]): GitError {
  return new GitError("directory-gone", say`${directory} is gone.`, details);
}

function cancelled(request: GitRequest, cause?: unknown): GitError {
  return new GitError("cancelled", say`git ${commandName(request.args)} was cancelled.`, { cause });
}
