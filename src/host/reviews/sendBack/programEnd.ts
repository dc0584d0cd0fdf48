import { setTimeout as wait } from "node:timers/promises";

/** How a program was found: with the exit code it has ended with, `closed` with its terminal, or `running` still. */
export type ProgramEnd = number | "closed" | "running";

/** What a program that cannot go on needs at most to end, in milliseconds; what runs then has taken its message. */
const settledAfter = 10_000;
const lookEvery = 250;

/**
 * For `/bin/sh -c`; always this one: what is run, and with what, are its arguments. They are the shell that the person has afterwards, what is said with the exit code, the
 * file it is written to, and the program with its own.
 */
export const runThenShell =
  'shell=$1; said=$2; file=$3; shift 3; "$@"; code=$?; printf "%s\\n" "$code" 2>/dev/null > "$file"; printf "\\n%s %s\\n" "$said" "$code"; exec "$shell"';

/** The exit code that the script has written; `undefined`: none, or not all of it. */
export function writtenCode(text: string): number | undefined {
  const code = /^(\d{1,3})\n$/u.exec(text)?.[1];
  return code === undefined ? undefined : Number(code);
}

/**
 * How a program stands that was just started: as soon as it has ended, else once it has run for some seconds.
 * @param look `undefined`: it has not ended
 */
export async function programEnd(
  look: () => Promise<number | "closed" | undefined>,
  times = { settledAfter, lookEvery },
): Promise<ProgramEnd> {
  const start = performance.now();
  for (;;) {
    const isLast = performance.now() - start >= times.settledAfter;
    const end = await look();
    if (end !== undefined) return end;
    if (isLast) return "running";
    await wait(times.lookEvery);
  }
}
