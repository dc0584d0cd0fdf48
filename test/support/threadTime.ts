/**
 * Milliseconds for which this thread has worked so far. A limit on work is a limit on these: how long work takes by the clock depends on what else
 * the machine does.
 */
export function threadTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
