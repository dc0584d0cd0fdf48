/** What an event says of a window of VS Code, whoever clicks there. */
export const personActor = "person";

/** What an event says of `wfs` where nothing names an agent. */
export const commandActor = "wfs";

/** Characters of a name beyond which it is cut. */
const longest = 200;

/** A name as an event says it: one line, of at most 200 characters. */
export function actorName(given: string): string {
  const line = given
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .trim();
  return line === "" ? "unknown" : line.slice(0, longest).toWellFormed();
}

/** The same of an agent's name, as its environment says it; none may pass for a person. */
export function agentActor(given: string | undefined): string {
  const name = actorName(given ?? commandActor);
  return name.toLowerCase() === personActor ? commandActor : name;
}
