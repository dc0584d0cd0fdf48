import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";

export interface Group {
  readonly program: string;
  readonly args: readonly string[];
  readonly directory: string;
  readonly env: NodeJS.ProcessEnv;
  readonly stdin: Uint8Array;
  readonly signal?: AbortSignal | undefined;
  /** `program` is a line for the system's shell. */
  readonly isShell?: boolean;
  /** Gets both what it prints and what it says, as it comes and however much it is, instead of the answer. */
  readonly printed?: (data: Buffer) => void;
  /** What it has left running has ended before there is an answer; where it is cancelled all of it is killed at once. */
  readonly leavesNothing?: boolean;
}

/** How a program has ended, and what it printed: at most `mostPrinted` bytes of each. */
export interface GroupEnd {
  /** `null`: it was ended by a signal, or is not known to have ended. */
  readonly exitCode: number | null;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  /** Why we have ended it: it was cancelled, or printed more than that on its standard output. */
  readonly ended: "cancelled" | "too-much" | undefined;
}

const mostPrinted = 1024 * 1024;

/** Milliseconds for what a program has printed to arrive once it has ended; what it has left running may hold on to the pipes for ever. */
const forPipes = 2000;
/** Milliseconds for the processes of a group to end by themselves when they are told to. */
const toEnd = 1000;

/** A group on Windows would be a console window; there the system knows what a process has started. */
const hasGroups = process.platform !== "win32";

/**
 * Runs a program without a terminal and in a process group of its own, so that all it has started ends with it where it is cancelled. Answers shortly
 * after it has ended, whatever it has left running. Throws what the system says where it cannot be started.
 */
export async function runInGroup(group: Group): Promise<GroupEnd> {
  const { program, args, directory, env, stdin, signal, isShell = false, printed, leavesNothing = false } = group;
  const child = spawn(program, [...args], {
    cwd: directory,
    env,
    stdio: ["pipe", "pipe", "pipe"],
    detached: hasGroups,
    shell: isShell,
    windowsHide: true,
  });
  let ended: GroupEnd["ended"];
  let cancel: (() => void) | undefined;
  let left: Promise<void> = Promise.resolve();
  child.stdin.on("error", () => undefined); // It need not read what it is given.
  child.stdin.end(stdin);
  try {
    return await new Promise<GroupEnd>((resolve, reject) => {
      const end = (why: NonNullable<GroupEnd["ended"]>): void => {
        if (ended !== undefined || child.pid === undefined) return;
        ended = why;
        // Nobody may be there any more to look at it again where the window ends.
        void endGroup(child.pid, leavesNothing).then(() => answer(child.exitCode));
      };
      const [stdout, stderr] = [
        new Printed(child.stdout, { all: printed, more: () => end("too-much") }),
        new Printed(child.stderr, { all: printed }),
      ];
      const answer = (exitCode: number | null): void =>
        resolve({ exitCode, stdout: stdout.bytes, stderr: stderr.bytes, ended });
      const ownEnd = (exitCode: number | null): void => {
        void left.then(() => {
          if (ended === undefined) answer(exitCode);
        });
      };
      child.once("error", reject);
      child.once("close", ownEnd);
      child.once("exit", (exitCode) => {
        if (leavesNothing && ended === undefined && child.pid !== undefined) left = endGroup(child.pid);
        setTimeout(ownEnd, forPipes, exitCode).unref();
      });
      cancel = (): void => end("cancelled");
      signal?.addEventListener("abort", cancel);
      if (signal?.aborted === true) cancel();
    });
  } finally {
    if (cancel !== undefined) signal?.removeEventListener("abort", cancel);
    child.stdout.destroy();
    child.stderr.destroy();
  }
}

/** What a stream has brought, up to the limit; `more` is told of what comes beyond it. With `all` nothing is kept. */
class Printed {
  readonly #chunks: Buffer[] = [];
  #size = 0;

  constructor(
    stream: Readable,
    { all, more = () => undefined }: { readonly all?: Group["printed"]; readonly more?: () => void },
  ) {
    stream.on("data", (chunk: Buffer) => {
      if (all !== undefined) {
        all(chunk);
        return;
      }
      const taken = chunk.subarray(0, mostPrinted - this.#size);
      this.#size += taken.length;
      if (taken.length > 0) this.#chunks.push(taken);
      if (taken.length < chunk.length) more();
    });
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }
}

/** Tells all processes of a group to end, and kills those that do not; with `atOnce` all of them, before the first wait. Answers when they are gone. */
async function endGroup(group: number, atOnce = false): Promise<void> {
  if (!hasGroups) {
    await endTree(group);
    return;
  }
  if (!atOnce) {
    tell(group, "SIGTERM");
    if (await hasEnded(group)) return;
  }
  tell(group, "SIGKILL");
  await hasEnded(group);
}

async function hasEnded(group: number): Promise<boolean> {
  const until = performance.now() + toEnd;
  while (performance.now() < until) {
    await sleep(20);
    if (!tell(group, 0)) return true;
  }
  return false;
}

/** Whether there was any process of the group. */
function tell(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-group, signal);
    return true;
  } catch {
    return false;
  }
}

async function endTree(pid: number): Promise<void> {
  const taskkill = join(process.env["SystemRoot"] ?? String.raw`C:\Windows`, "System32", "taskkill.exe");
  const child = spawn(taskkill, ["/pid", String(pid), "/t", "/f"], { stdio: "ignore", windowsHide: true });
  await once(child, "exit").catch(() => undefined);
}
