/** Resolves when somebody asks this process to end (Ctrl-C, a closed terminal). */
export const untilAskedToEnd = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.once(signal, () => resolve());
    }
  });
