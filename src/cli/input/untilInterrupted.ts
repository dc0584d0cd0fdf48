import process from "node:process";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Lets something that waits put its files away when the process is told to end; then it ends by that signal, as it would have at once. Only for as long as the
 * work lasts.
 */
export async function untilInterrupted<Value>(work: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
  const controller = new AbortController();
  let told: NodeJS.Signals | undefined;
  const interrupt = (signal: NodeJS.Signals): void => {
    told = signal;
    controller.abort();
  };
  for (const signal of signals) process.on(signal, interrupt);
  try {
    return await work(controller.signal);
  } finally {
    for (const signal of signals) process.off(signal, interrupt);
    if (told !== undefined) process.kill(process.pid, told);
  }
}
