import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** How often a program is run for one sample: shells count in hundredths of a second. */
const runsPerSample = 3;

/**
 * Processor time of a program and of what it starts, user and system, in milliseconds per run. Certificates that somebody has named are read
 * at the start by some versions of node alone, so they are left out.
 *
 * @throws when it fails
 */
export async function processorTime(command: readonly string[]): Promise<number> {
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  const loop = `n=${runsPerSample}; while [ $n -gt 0 ]; do "$@" > /dev/null || exit 1; n=$((n - 1)); done; times`;
  const { stdout } = await promisify(execFile)("/bin/sh", ["-c", loop, "sh", ...command], { env });
  // `times` prints the shell's own times first and those of its children on the second line, as `0m0.250s 0m0.040s`.
  const spent = [...(stdout.split("\n")[1] ?? "").matchAll(/(\d+)m([\d.]+)s/gu)];
  if (spent.length !== 2) throw new Error(`The shell tells no times: ${stdout}`);
  const seconds = spent.reduce((sum, [, minutes, rest]) => sum + Number(minutes) * 60 + Number(rest), 0);
  return (seconds * 1000) / runsPerSample;
}
