/** No questions, and an end where nothing comes any more. OpenSSH takes the first value that is said for a key. */
const options = "-o BatchMode=yes -o ConnectTimeout=30 -o ServerAliveInterval=15 -o ServerAliveCountMax=4";

/** One word of a shell that has nothing but itself. */
const word = String.raw`(?:[^\s'"\\;&|<>()$\x60#*?!{}]|\\[^\n]|'[^']*'|"(?:[^"$\x60\\]|\\[^\n])*")+`;
const command = new RegExp(
  String.raw`^(?<before>\s*(?:(?:\S*/)?env\s+)?(?:[A-Za-z_]\w*=(?:${word})?\s+)*)(?<program>${word})(?<after>(?:\s[^]*)?)$`,
  "u",
);

/**
 * A command for ssh (`core.sshCommand`) that asks nothing, where it is OpenSSH; another program is started as it is, and has no terminal to ask in.
 * What the person has given it comes behind ours.
 */
export function quietSsh(given: string): string {
  const { before = "", program = "", after = "" } = command.exec(given)?.groups ?? {};
  const file = program.replaceAll(/['"]/gu, "").split(/[\\/]/u).at(-1) ?? "";
  const isOpenSsh = /^ssh(?:\.exe)?$/iu.test(file);
  return isOpenSsh ? `${before}${program} ${options}${after}` : given;
}
