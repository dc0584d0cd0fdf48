import type { Disposable } from "vscode";

/** Runs `task` each time so many milliseconds have passed, until it is disposed. */
export function every(milliseconds: number, task: () => void): Disposable {
  const timer = setInterval(task, milliseconds);
  return { dispose: () => clearInterval(timer) };
}
